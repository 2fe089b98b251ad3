"""What every list and detail of the API promises."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.api import router
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.tests.factories import make_person
from trainings.models import Session
from trainings.tests.factories import make_curriculum, make_session

pytestmark = pytest.mark.django_db

VIEWS = {f"/api/v1/{prefix}/": view for prefix, view, _name in router.registry}
LISTS = sorted(address for address, view in VIEWS.items() if hasattr(view, "list"))
# No method writes at a list's own address, but POST where something is made there.
REFUSED = [
    (address, method)
    for address in LISTS
    for method in ("post", "put", "patch", "delete")
    if not (method == "post" and hasattr(VIEWS[address], "create"))
]


@pytest.fixture
def head(client):
    user = make_user("head", ["1604"])
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", LISTS)
def test_unknown_callers_get_401_as_problem_details(client, address):
    answer = client.get(address)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Session")
    assert answer.json()["problems"][0]["code"] == "not_authenticated"


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_a_keyset_page(client, head, address):
    body = client.get(address).json()
    assert set(body) == {"next", "results"}


@pytest.mark.parametrize(("address", "method"), REFUSED)
def test_nothing_is_written_by_a_reading_interface(client, head, address, method):
    answer = getattr(client, method)(address, "{}", content_type="application/json")
    assert answer.status_code in (403, 405)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_role_without_the_right_is_forbidden(client):
    client.force_login(make_user("partner", ["1604"]))
    assert client.get("/api/v1/people/").status_code == 403


def test_a_row_out_of_scope_is_not_found_like_a_missing_one(client, head):
    stranger = make_person("ອື່ນ", district="1407")
    out = client.get(f"/api/v1/people/{stranger.pk}/")
    missing = client.get("/api/v1/people/01900000-0000-7000-8000-000000000000/")
    assert out.status_code == missing.status_code == 404
    assert out.json() == missing.json()


def test_an_address_that_is_no_id_is_not_found(client, head):
    assert client.get("/api/v1/people/no-id/").status_code == 404
    assert client.get("/api/v1/nothing/").status_code == 404


def test_the_version_is_the_etag_and_saves_sending_again(client, head):
    person = make_person("ສົມພອນ")
    first = client.get(f"/api/v1/people/{person.pk}/")
    again = client.get(
        f"/api/v1/people/{person.pk}/", headers={"If-None-Match": "W/" + first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    with act("test.changed", by=SYSTEM, on=person):
        pass
    later = client.get(
        f"/api/v1/people/{person.pk}/", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert later.status_code == 200
    assert later.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("value", ["0", "201", "many", "-1", "1.5"])
def test_a_size_that_is_none_is_told_with_its_field(client, head, value):
    answer = client.get(f"/api/v1/people/?size={value}")
    assert answer.status_code == 400
    assert [p["field"] for p in answer.json()["problems"]] == ["size"]


def test_a_filter_that_does_not_fit_is_told(client, head):
    answer = client.get("/api/v1/people/?birth_year=long ago")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["field"] == "birth_year"


@pytest.mark.parametrize("cursor", ["x", "%00", "WzFd", "bnVsbA", "eyJhIjoxfQ"])
def test_a_cursor_that_is_not_ours_gives_the_first_page(client, head, cursor):
    make_person("ສົມພອນ")
    assert len(client.get(f"/api/v1/people/?cursor={cursor}").json()["results"]) == 1


def test_pages_follow_each_other_without_loss_over_equal_dates(client, head):
    curriculum = make_curriculum()
    with act("test.arranged", by=SYSTEM):
        made = Session.objects.bulk_create(
            [
                Session(
                    number=f"TR-1604-2026-{i:05d}", curriculum=curriculum, district_id="1604",
                    starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 1), responsible=head,
                )
                for i in range(500)
            ]
        )  # fmt: skip
    seen: list[str] = []
    address = "/api/v1/sessions/?size=60"
    while address:
        body = client.get(address).json()
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
    assert len(seen) == len(set(seen)) == 500
    assert set(seen) == {str(s.pk) for s in made}


def test_the_schema_is_valid_and_names_every_address(client, head):
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.validation import validate_schema

    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert {p for p in schema["paths"] if p.count("{") == 0} == set(VIEWS)
    assert client.get(reverse("api_schema")).status_code == 200


def test_the_documentation_page_lists_every_address(client, head):
    text = client.get(reverse("api_docs")).content.decode()
    for address in VIEWS:
        assert address in text


def test_no_list_tells_more_than_the_serializer(client, head):
    make_person("ສົມພອນ", phone="+8562055120418", card="1234567890")
    make_session(1)
    text = json.dumps(client.get("/api/v1/people/").json())
    assert "55120418" not in text
    assert "1234567890" not in text
