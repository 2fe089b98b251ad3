"""What holds for every kind of record in the administration, tried on villages."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import Client

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.exports import list_exports
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.site import panel
from solar_cms.places import operations
from solar_cms.places.models import Village
from tests.panel.conftest import add_village

LIST = "/admin/places/village/"


def body(answer) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode()


def same(answer, code: str) -> str:
    """A page without what differs from one call to the next."""
    changing = r'csrfmiddlewaretoken" value="\w+"|<time.*?</time>|\b\d\d:\d\d\b'
    return re.sub(changing, "", body(answer)).replace(code, "")


# --- who enters ----------------------------------------------------------------------------------


def test_nobody_enters_without_the_right(client: Client, villages):
    client.force_login(make_user("inspector", ["1604"]))
    for address in ("/admin/", LIST, f"{LIST}1604012/change/", f"{LIST}export.csv"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}1604012/change/", {}).status_code == 403


def test_sign_in_is_the_sites_own(client: Client, villages):
    answer = client.get("/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (
        302, "/account/sign-in/?next=/admin/",
    )  # fmt: skip
    assert client.get("/admin/login/").status_code == 404


def test_the_second_factor_comes_first(client: Client, villages):
    client.force_login(make_user("head", ["1604"], username="boss", needs_second_factor=True))
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert "second-factor" in answer.headers["Location"]


def test_the_policy_of_content_holds(desk: Client):
    answer = desk.get("/admin/")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_only_those_with_the_right_see_the_line_in_the_menu(client: Client, head: User):
    client.force_login(make_user("inspector", ["1604"]))
    assert "/admin/" not in body(client.get("/"))
    client.force_login(head)
    assert 'href="/admin/"' in body(client.get("/"))


# --- what they see -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        LIST,
        f"{LIST}?q=Canaryville",
        f"{LIST}?q=1407",
        f"{LIST}?district=1407",
        f"{LIST}?use=used&sort=-name_local",
        f"{LIST}?district__province=14",
        f"{LIST}export.csv",
        f"{LIST}export.csv?q=Canary",
        "/admin/places/district/",
        "/admin/places/province/",
        "/admin/autocomplete/?app_label=places&model_name=village&field_name=successor&term=Canary",
        "/admin/autocomplete/?app_label=places&model_name=village&field_name=district",
        f"{LIST}add/",
        f"{LIST}1604012/end/",
    ],
)
def test_another_provinces_rows_are_nowhere(desk: Client, villages, address: str):
    answer = desk.get(address)
    assert answer.status_code == 200
    page = body(answer).replace(address.replace("&", "&amp;"), "").replace(address, "")
    for canary in ("Canaryville", "1407012", "Laongam", "Salavan"):
        # What the reader typed is said back, nothing that was found.
        assert canary not in page.replace(f"“{canary}”", "").replace(f'value="{canary}"', "")


@pytest.mark.parametrize("part", ["change/", "history/", "end/"])
def test_what_is_out_of_reach_is_missing(desk: Client, villages, part: str):
    there, nowhere = (desk.get(f"{LIST}{code}/{part}") for code in ("1407012", "9999999"))
    assert there.status_code == nowhere.status_code == 404
    assert same(there, "1407012") == same(nowhere, "9999999")
    assert desk.post(f"{LIST}1407012/{part}", {"on": "1.1.2030"}).status_code == 404


def test_autocomplete_answers_with_ones_own_rows(desk: Client, villages):
    asked = "/admin/autocomplete/?app_label=places&model_name=village&field_name=successor"
    assert json.loads(desk.get(f"{asked}&term=Nong").content)["results"] == [
        {"id": "1604012", "text": "Nongluang 1604012"}
    ]
    assert desk.get("/admin/autocomplete/?app_label=accounts&model_name=x").status_code == 404


def test_the_list_costs_the_same_with_many_rows(desk: Client, villages, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for n in range(70):
        add_village(f"16041{n:02}")
    with django_assert_num_queries(len(few)):
        page = body(desk.get(LIST))
    assert "50 of 71 shown" in page
    assert len(few) <= 12


def test_the_next_page_goes_on_where_the_first_ended(desk: Client, villages):
    for n in range(55):
        add_village(f"16041{n:02}", latin=f"Row {n:02}")
    first = body(desk.get(f"{LIST}?sort=code"))
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = body(desk.get(address))
    assert "Row 54" in second
    assert "Row 20" not in second


def test_a_wrong_filter_is_said_and_breaks_nothing(desk: Client, villages):
    answer = desk.get(f"{LIST}?district=nonsense&sort=nonsense&cursor=nonsense&use=x")
    assert answer.status_code == 200


def test_the_file_holds_what_the_list_shows(desk: Client, villages):
    add_village("1604013", latin="Elsewhere")
    lines = body(desk.get(f"{LIST}export.csv?q=Nongluang")).splitlines()
    assert len(lines) == 2
    assert "Nongluang" in lines[1]
    assert Act.objects.filter(name="list.exported").count() == 1


# --- what they may do ----------------------------------------------------------------------------

GOOD = {"name_local": "ໜອງຫຼວງ", "name_latin": "Nong Luang", "aliases": "Nonglouang, ໜອງຫລວງ"}


def test_saving_goes_through_the_verb(desk: Client, villages, head: User):
    village = villages[0]
    answer = desk.post(f"{LIST}1604012/change/", {**GOOD, "version": village.version})
    assert answer.status_code == 302
    village.refresh_from_db()
    assert (village.name_latin, village.aliases) == ("Nong Luang", ["Nonglouang", "ໜອງຫລວງ"])
    done = Act.objects.get(name="village.corrected")
    assert (done.actor_id, done.subject_id, done.channel) == (head.pk, "1604012", "admin")
    assert "Nonglouang" in body(desk.get(f"{LIST}1604012/history/"))
    assert "Village corrected" in body(desk.get(f"{LIST}1604012/change/"))


def test_a_stale_form_overwrites_nothing(desk: Client, villages, head: User):
    village = villages[0]
    operations.correct_village(
        village, name_local="ໃໝ່", name_latin="New", aliases=[], valid_from=None, by=head
    )
    answer = desk.post(f"{LIST}1604012/change/", {**GOOD, "version": village.version})
    assert answer.status_code == 200
    assert "Somebody else changed this record" in body(answer)
    village.refresh_from_db()
    assert village.name_latin == "New"


def test_a_refusal_stands_at_its_field_and_saves_nothing(desk: Client, villages):
    sent = {**GOOD, "district": "1604", "code": "1604012"}
    answer = desk.post(f"{LIST}add/", sent)
    page = body(answer)
    assert answer.status_code == 200
    assert "A village with this code is known already" in page
    assert '<a href="#id_code">' in page
    assert "ໜອງຫລວງ" in page  # what was written is still there
    assert Village.objects.get(pk="1604012").name_latin == "Nongluang"
    assert not Act.objects.filter(name="village.added").exists()


def test_nothing_is_added_in_another_province(desk: Client, villages):
    answer = desk.post(f"{LIST}add/", {**GOOD, "district": "1407", "code": "1407099"})
    assert answer.status_code == 200
    assert not Village.objects.filter(pk="1407099").exists()


def test_a_village_ends_and_is_not_deleted(desk: Client, villages):
    add_village("1604013")
    answer = desk.post(f"{LIST}1604012/end/", {"on": "1.6.2026", "successor": "1604013"})
    assert answer.status_code == 302
    village = Village.objects.get(pk="1604012")
    assert (village.valid_to.isoformat(), village.successor_id) == ("2026-06-01", "1604013")
    assert "End the village" not in body(desk.get(f"{LIST}1604012/change/"))
    assert desk.post(f"{LIST}1604012/delete/").status_code == 404


def test_who_only_reads_gets_no_form_and_saves_nothing(client: Client, villages):
    client.force_login(make_user("auditor", [], whole_country=True))
    page = body(client.get(f"{LIST}1604012/change/"))
    assert "Nongluang" in page
    assert 'name="name_local"' not in page
    assert client.post(f"{LIST}1604012/change/", GOOD).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}1604012/end/", {"on": "1.6.2026"}).status_code == 403


def test_a_code_that_is_none_is_not_found(desk: Client, villages):
    assert desk.get("/admin/accounts/user/nonsense/change/").status_code == 404


# --- its home ------------------------------------------------------------------------------------


def test_the_home_shows_what_needs_attention_to_those_concerned(
    client: Client, head: User, other_head: User, monkeypatch
):
    matter = Attention(
        "Mango", "places.keep", lambda user: 3 if user == head else 0, lambda: LIST, kind="late"
    )
    monkeypatch.setitem(attention._items, "test", matter)
    client.force_login(head)
    assert "Mango" in body(client.get("/admin/"))
    client.force_login(other_head)
    assert "Mango" not in body(client.get("/admin/"))
    client.force_login(make_user("enrolment_officer", ["1604"]))
    assert "Mango" not in body(client.get("/admin/"))


def test_every_admin_is_ours_and_says_its_rights():
    from solar_cms.base.policy import RIGHTS
    from solar_cms.panel.records import RecordAdmin
    from solar_cms.panel.site import SECTIONS

    for model, admin in panel._registry.items():
        assert isinstance(admin, RecordAdmin), model
        assert admin.section in SECTIONS
        asked = {admin.view_right, admin.add_right, admin.change_right, admin.export_right, ""}
        asked |= {one.right for one in (*admin.acts, *admin.bulk_acts)}
        assert asked <= {*RIGHTS, ""}, model
        assert admin.view_right, model
        assert not admin.has_delete_permission(None)


def test_the_list_is_had_as_a_workbook_too_by_the_same_right(desk: Client, villages, head: User):
    assert "/files/lists/admin.places.village/" in body(desk.get(f"{LIST}?q=Nong"))
    answer = desk.post("/files/lists/admin.places.village/?q=Nong")
    assert answer.status_code == 302
    total, rows = list_exports["admin.places.village"].rows(head, QueryDict("q=Nong"))
    assert (total, len(list(rows))) == (1, 2)
    with pytest.raises(PermissionDenied):
        list_exports["admin.places.village"].rows(make_user("inspector", ["1604"]), QueryDict())
