"""Keeping users: list, new, posted, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from solar_cms.accounts import operations
from solar_cms.accounts.models import Office, Organisation, Role, User
from solar_cms.accounts.tests.factories import make_office, make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.places.models import District


@pytest.fixture
def head(db) -> User:
    return make_user("head", ["1604"])


@pytest.fixture
def admin(db) -> User:
    return make_user("administrator", [], whole_country=True)


def role(kind: str) -> Role:
    with act("test.arranged", by=SYSTEM):
        return Role.objects.get_or_create(key=kind, defaults={"kind": kind, "names": {"en": kind}})[
            0
        ]


def sent(**changes: object) -> dict[str, object]:
    return {
        "username": "khamla", "name_local": "ຄຳຫຼ້າ", "name_latin": "Khamla", "phone": "",
        "email": "", "role": str(role("inspector").pk), "office": str(make_office("1604").pk),
        "districts": ["1604"], "valid_from": "1.1.2026", "valid_to": "", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ຄຳ"}, None),
        ({"username": "head.1604"}, "username"),
        ({"districts": ["1603"]}, "districts"),
        ({"districts": []}, "districts"),
        ({"office": ""}, "office"),
        ({"valid_to": "31.12.2025"}, None),
        ({"phone": "12"}, "phone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client: Client, head, changes, field):
    client.force_login(head)
    answer = client.post("/account/users/new/", sent(**changes))
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert field in errors if field else "__all__" in errors
    assert not User.objects.filter(name_latin="Khamla").exists()


@pytest.mark.parametrize(
    "kind", ["administrator", "head", "monitoring_officer", "auditor", "partner"]
)
def test_a_head_does_not_hand_out_wider_roles(head, kind):
    with pytest.raises(Refused):
        operations.create_user(
            username="khamla", name_local="ຄຳຫຼ້າ", role=role(kind), office=make_office("1604"),
            districts=list(District.objects.filter(code="1604")), valid_from=today(), by=head,
        )  # fmt: skip


def test_an_inspector_keeps_no_users(client: Client, inspector):
    client.force_login(inspector)
    assert client.get("/account/users/").status_code == 403
    assert client.post("/account/users/new/", sent()).status_code == 403


def test_a_new_user_signs_in_with_the_password_shown_once(client: Client, head):
    client.force_login(head)
    page = client.post("/account/users/new/", sent())
    password = page.context["password"]
    user = User.objects.get(username="khamla")
    assert user.must_change_password
    assert user.scope.may_in("employers.keep", "1604")
    other = Client()
    other.post("/account/sign-in/", {"username": "khamla", "password": password})
    assert other.get("/").headers["Location"] == "/account/password/"


def test_the_list_shows_ones_own_districts(client: Client, head, inspector, stranger, admin):
    client.force_login(head)
    page = client.get("/account/users/")
    assert {user.pk for user, _postings in page.context["rows"]} == {head.pk, inspector.pk}
    assert client.get(f"/account/users/{stranger.pk}/").status_code == 404
    client.force_login(admin)
    page = client.get("/account/users/?q=inspector")
    assert {user.pk for user, _postings in page.context["rows"]} == {inspector.pk, stranger.pk}


def test_the_list_costs_the_same_for_many(client: Client, head, django_assert_num_queries):
    client.force_login(head)
    for number in range(3):
        make_user("inspector", ["1604"], username=f"inspector{number}")
    client.get("/account/users/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/account/users/")
    for number in range(3, 12):
        make_user("inspector", ["1604"], username=f"inspector{number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/account/users/")
    assert len(many) == len(few) <= 12


def test_a_changed_posting_keeps_what_was_true(head, inspector):
    old = inspector.postings.get()
    start = today() + timedelta(days=10)
    new = operations.change_posting(
        old, role=role("supervisor"), office=old.office, valid_from=start,
        districts=list(District.objects.filter(code="1604")), by=head,
    )  # fmt: skip
    old.refresh_from_db()
    assert old.valid_to == start - timedelta(days=1)
    assert (new.role.kind, new.valid_from) == ("supervisor", start)


def test_the_same_posting_twice_is_refused_by_the_database(head, inspector):
    old = inspector.postings.get()
    with pytest.raises(Refused) as refused:
        operations.post_user(
            inspector, role=old.role, office=old.office, valid_from=today(),
            districts=list(District.objects.filter(code="1604")), by=head,
        )  # fmt: skip
    assert refused.value.problems[0].code == "posting_no_overlap"


def test_nobody_changes_their_own_rights(head):
    with pytest.raises(Refused):
        operations.end_posting(head.postings.get(), last=today(), by=head)


def test_a_partner_is_posted_to_an_organisation(admin):
    with act("test.arranged", by=SYSTEM):
        partner = Organisation.objects.create(names={"en": "ASDSP"}, valid_from=today())
    with pytest.raises(Refused):
        operations.create_user(
            username="partner", name_local="p", role=role("partner"),
            office=Office.objects.first(), whole_country=True, valid_from=today(), by=admin,
        )  # fmt: skip
    user, _password = operations.create_user(
        username="partner", name_local="p", role=role("partner"), organisation=partner,
        valid_from=today(), by=admin,
    )  # fmt: skip
    assert user.scope.reach("groups.view").organisations == {partner.pk}


def test_an_account_is_closed_and_opened_again(client: Client, head, inspector):
    operations.deactivate_user(inspector, by=head)
    client.force_login(head)
    page = client.post(f"/account/users/{inspector.pk}/open/")
    assert page.status_code == 200
    other = Client()
    other.post(
        "/account/sign-in/", {"username": inspector.username, "password": page.context["password"]}
    )
    assert other.get("/account/").headers["Location"] == "/account/password/"


def test_the_administrator_says_which_role_needs_a_second_factor(client: Client, admin, inspector):
    client.force_login(inspector)
    assert client.get("/account/roles/").status_code == 403
    client.force_login(admin)
    client.post("/account/roles/", {"role": str(role("inspector").pk), "required": "yes"})
    assert User.objects.get(pk=inspector.pk).scope.needs_second_factor


def test_a_stale_form_is_answered_with_the_news(client: Client, head, inspector):
    client.force_login(head)
    address = f"/account/users/{inspector.pk}/details/"
    version = client.get(address).context["form"].initial.get("version") or inspector.version
    values = {"name_local": "ໃໝ່", "name_latin": "", "phone": "", "email": "", "language": "lo"}
    assert client.post(address, {**values, "version": version}).status_code == 302
    again = client.post(address, {**values, "name_local": "ອື່ນ", "version": version})
    assert again.status_code == 200
    inspector.refresh_from_db()
    assert inspector.name_local == "ໃໝ່"
