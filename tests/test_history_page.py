"""The history of a record, for those who may see the record."""

from __future__ import annotations

from django.template import Context, Template
from django.test import Client
from django.utils import translation

from solar_cms.accounts import operations
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import timeline
from solar_cms.audit.models import Act
from solar_cms.base.models import today
from solar_cms.base.said import say_day


def test_kinds_nobody_registered_and_bad_keys_are_not_found(client: Client, inspector: User):
    client.force_login(inspector)
    posting = inspector.postings.get()
    assert client.get(f"/history/accounts_posting/{posting.pk}/").status_code == 404
    assert client.get("/history/accounts_user/nonsense/").status_code == 404
    assert client.get("/history/pg_user/1/").status_code == 404


def test_a_record_out_of_sight_is_not_found(client: Client, inspector: User, stranger: User):
    client.force_login(make_user("head", ["1407"]))
    assert client.get(f"/history/accounts_user/{inspector.pk}/").status_code == 404
    assert client.get(f"/history/accounts_user/{stranger.pk}/").status_code == 200


def test_changes_are_shown_field_by_field_and_secrets_are_not(client: Client, inspector: User):
    head = make_user("head", ["1604"])
    operations.reset_password(inspector, by=head)
    operations.change_details(
        inspector, name_local="ສົມພອນ", name_latin="Somphone", phone="+8562055120418",
        email="", language="en", by=head,
    )  # fmt: skip
    operations.end_posting(inspector.postings.get(), last=today(), by=head)
    inspector.refresh_from_db()
    client.force_login(head)
    page = client.get(f"/history/accounts_user/{inspector.pk}/").content.decode()
    assert "+8562055120418" in page
    assert "Temporary password given" in page
    assert "Posting ended" in page
    with translation.override("en"):
        assert say_day(today()) in page  # the posting's last day
    assert inspector.password not in page
    assert "md5$" not in page


def test_the_timeline_says_acts_in_words_newest_first(inspector: User):
    head = make_user("head", ["1604"])
    operations.reset_password(inspector, by=head)
    operations.end_posting(inspector.postings.get(), last=today(), by=head)
    with translation.override("en"):
        entries = timeline(inspector)
    assert [str(entry.text) for entry in entries] == ["Posting ended", "Temporary password given"]
    assert entries[0].by == "head.1604 · Office 1604"


def test_the_panel_links_to_all_entries(inspector: User):
    html = Template("{% history user %}").render(Context({"user": inspector}))
    assert f"/history/accounts_user/{inspector.pk}/" in html


def test_reading_it_costs_a_constant_number_of_queries(
    client: Client, inspector, django_assert_max_num_queries
):
    head = make_user("head", ["1604"])
    for _n in range(5):
        operations.reset_password(inspector, by=head)
    client.force_login(head)
    with django_assert_max_num_queries(10):
        client.get(f"/history/accounts_user/{inspector.pk}/")
    assert Act.objects.filter(name="user.password_given_anew").count() == 5


def test_who_acted_is_said_in_the_readers_script_while_they_go_by_that_name(inspector: User):
    head = make_user("head", ["1604"])
    head.name_local, head.name_latin = "ຄຳພອນ", "Khamphone"
    with act("test.arranged", by=SYSTEM):
        head.save()
    head = User.objects.get(pk=head.pk)
    operations.reset_password(inspector, by=head)
    with translation.override("lo"):
        assert timeline(inspector)[0].by == "ຄຳພອນ · ຫ້ອງການ 1604"
    with translation.override("en"):
        assert timeline(inspector)[0].by == "Khamphone · Office 1604"
    with act("test.arranged", by=SYSTEM):
        User.objects.filter(pk=head.pk).update(name_local="ຄຳພອນ ໃໝ່", name_latin="Khamphone Mai")
    with translation.override("lo"):  # the name of the day stays
        assert timeline(inspector)[0].by == "Khamphone · ຫ້ອງການ 1604"


def test_keys_of_the_pack_are_said_in_its_words(client: Client, db: None):
    from cases.tests.factories import make_case, make_head

    case = make_case()
    client.force_login(make_head())
    page = client.get(f"/history/cases_case/{case.pk}/").content.decode()
    assert "Yearly plan" in page
    assert ">plan<" not in page
    assert ">received<" not in page
