"""Lists and pages: who sees what, found by name, constant numbers of queries, exports."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.tests.factories import (
    channel,
    make_application,
    make_contribution,
    make_membership,
    make_promoter,
    make_remittance,
)
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.registry.tests.factories import make_group, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def rows_of(answer):
    assert answer.status_code == 200
    return answer.context["page"].rows


def enrol_in_group(n):
    person = make_person(f"ສະມາຊິກ{n}")
    group = make_group(members=[person])
    member = make_membership(person, group=group)
    row = make_contribution(member, date(2026, 3, 9))
    make_remittance(row)
    make_contribution(member, date(2026, 4, 9))
    make_application(make_person(f"ຜູ້ຂໍ{n}"), group=group)
    make_promoter(make_person(f"ຜູ້ສົ່ງເສີມ{n}"))
    return member, group


LISTS = [
    "enrollment", "memberships", "applications", "enrol_groups", "remittances", "remittance_new",
    "promoters", "schemes",
]  # fmt: skip


def queries_of(client, names):
    found = {}
    for name in names:
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        found[name] = len(queries)
    return found


def test_as_many_queries_for_ten_rows_as_for_two(signed_in):
    for n in range(2):
        enrol_in_group(n)
    few = queries_of(signed_in, LISTS)
    for n in range(2, 10):
        enrol_in_group(n)
    assert queries_of(signed_in, LISTS) == few
    assert max(few.values()) <= 12, few


def test_a_group_s_page_takes_as_many_queries_for_many(signed_in):
    group = make_group(members=[make_person(f"ກ{i}") for i in range(2)])
    url = reverse("enrol_group", args=[group.pk])
    signed_in.get(url)
    with CaptureQueriesContext(connection) as few:
        signed_in.get(url)
    big = make_group(members=[make_person(f"ຂ{i}") for i in range(20)])
    for member in big.memberships.all()[:9]:
        make_membership(member.person, group=big)
    with CaptureQueriesContext(connection) as many:
        answer = signed_in.get(reverse("enrol_group", args=[big.pk]))
    assert answer.context["registered"] == 9
    assert len(many) == len(few)


def test_a_district_sees_its_own(client):
    mine, theirs = make_membership(), make_membership(district="1407")
    client.force_login(make_user("enrolment_officer", ["1604"]))
    assert [m.pk for m in rows_of(client.get(reverse("memberships")))] == [mine.pk]
    assert client.get(reverse("membership", args=[theirs.pk])).status_code == 404
    client.force_login(make_user("monitoring_officer", [], whole_country=True, username="all"))
    assert len(rows_of(client.get(reverse("memberships")))) == 2


@pytest.mark.parametrize("words", ["ບົວຄຳ", "bouakham", "buakam", "2604-118"])
def test_found_by_name_in_either_script_or_by_number(signed_in, words):
    person = make_person("ບົວຄຳ", "ສີສະຫວັດ", given_name_latin="Bouakham", family_name_latin="Sisavat")
    make_membership(person, member_number="2604-118-0932")
    make_membership(make_person("ທອງດີ", "", given_name_latin="Thongdy"))
    found = rows_of(signed_in.get(reverse("memberships"), {"q": words}))
    assert [m.person for m in found] == [person]


class TestFilters:
    def test_by_channel_and_standing(self, signed_in):
        by_leader = make_membership(channel=channel("group_leader"))
        ended = make_membership(valid_to=date(2026, 5, 1))
        url = reverse("memberships")
        found = rows_of(signed_in.get(url, {"channel": str(channel("group_leader").pk)}))
        assert [m.pk for m in found] == [by_leader.pk]
        assert [m.pk for m in rows_of(signed_in.get(url, {"standing": "ended"}))] == [ended.pk]
        assert [m.pk for m in rows_of(signed_in.get(url, {"standing": "active"}))] == [by_leader.pk]

    def test_last_month_not_paid(self, signed_in):
        last = date(today().year, today().month, 1)
        last = date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1)
        since = date(2020, 1, 1)
        paid = make_membership(valid_from=since)
        make_contribution(paid, last)
        unpaid = make_membership(valid_from=since)
        make_membership(valid_from=today())  # was no member last month, unless today is the first
        found = rows_of(signed_in.get(reverse("memberships"), {"standing": "unpaid"}))
        assert [m.pk for m in found] == [unpaid.pk]

    def test_applications_by_state(self, signed_in):
        make_application()
        back = make_application(state="returned", decided_on=date(2026, 3, 9), reasons="photo")
        found = rows_of(signed_in.get(reverse("applications"), {"state": "returned"}))
        assert [a.pk for a in found] == [back.pk]

    def test_nonsense_in_the_address_is_no_error(self, signed_in):
        make_membership()
        for query in ({"district": "x"}, {"channel": "1"}, {"standing": "z"}, {"cursor": "z"}):
            assert signed_in.get(reverse("memberships"), query).status_code == 200


def test_the_export_has_what_the_list_shows(signed_in):
    person = make_person("=cmd", "ວົງສາ")
    make_membership(person, member_number="77")
    make_membership(member_number="99")
    make_membership(district="1407", member_number="55")
    answer = signed_in.get(reverse("memberships_csv"), {"q": "77"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("77,'=cmd")


class TestMemberPage:
    def test_the_months_tell_what_is_paid(self, signed_in):
        member = make_membership(valid_from=date(2020, 1, 1))
        make_contribution(member, date(today().year - 1, 12, 15))
        answer = signed_in.get(reverse("membership", args=[member.pk]))
        months = answer.context["months"]
        assert len(months) == 12
        assert [m.tag.kind for m in months].count("collected") == 1
        assert months[-1].tag.kind == "soon"
        assert {m.tag.kind for m in months} == {"collected", "refused", "soon"}

    def test_the_next_payment_stands_first_with_rate_and_status(self, signed_in):
        member = make_membership()
        page = signed_in.get(reverse("membership", args=[member.pk])).content.decode()
        assert "108,000" in page
        assert "9% of 1,200,000" in page
        assert "Rate confirmed" in page
        assert page.index("Next payment") < page.index("The last 12 months")

    def test_nothing_is_due_after_the_end(self, signed_in):
        member = make_membership(valid_to=date(2026, 2, 28))
        assert signed_in.get(reverse("membership", args=[member.pk])).context["upcoming"] is None

    def test_constant_queries(self, signed_in):
        member = make_membership(valid_from=date(2020, 1, 1))
        make_contribution(member, date(2021, 1, 1))
        url = reverse("membership", args=[member.pk])
        signed_in.get(url)
        with CaptureQueriesContext(connection) as few:
            signed_in.get(url)
        for month in range(2, 12):
            make_remittance(make_contribution(member, date(2021, month, 1)))
        with CaptureQueriesContext(connection) as many:
            signed_in.get(url)
        assert len(many) == len(few) <= 20


def test_who_has_no_business_here(client):
    member = make_membership()
    for kind in ("inspector", "trainer", "legal_officer"):
        client.force_login(make_user(kind, ["1604"]))
        assert client.get(reverse("memberships")).status_code == 403
        assert client.get(reverse("membership", args=[member.pk])).status_code == 403
