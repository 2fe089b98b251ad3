"""Promoters: person, role, from and to."""

from datetime import date

import pytest
from django.urls import reverse

from enrollment import operations
from enrollment.models import Promoter
from enrollment.tests.factories import make_promoter
from solar_cms.accounts.models import Organisation
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


def codes(refused):
    return [p.code for p in refused.value.problems]


def test_nobody_is_a_promoter_twice_at_a_time(officer):
    serving = make_promoter()
    with pytest.raises(Refused) as refused:
        operations.appoint_promoter(
            serving.person, role="volunteer", valid_from=date(2025, 1, 1), by=officer
        )
    assert codes(refused) == ["promoter.already"]
    with pytest.raises(Refused) as refused:
        make_promoter(serving.person, valid_from=date(2023, 1, 1))
    assert codes(refused) == ["promoter_no_overlap"]


def test_not_the_dead(officer):
    with pytest.raises(Refused) as refused:
        operations.appoint_promoter(
            make_person(died_on=date(2024, 1, 1)),
            role="volunteer",
            valid_from=date(2025, 1, 1),
            by=officer,
        )
    assert codes(refused) == ["promoter.died"]


def test_the_end_is_not_before_the_beginning(officer):
    with pytest.raises(Refused) as refused:
        operations.end_promoter(make_promoter(), ended_on=date(2023, 12, 31), by=officer)
    assert codes(refused) == ["promoter.end_before_start"]


def test_appointed_ended_and_appointed_again(officer):
    person = make_person()
    first = operations.appoint_promoter(
        person, role="village_chief", valid_from=date(2024, 1, 1), by=officer
    )
    assert first.district_id == "1604"
    operations.end_promoter(first, ended_on=date(2024, 12, 31), reason="New chief", by=officer)
    operations.appoint_promoter(person, role="volunteer", valid_from=date(2025, 1, 1), by=officer)
    with pytest.raises(Refused) as refused:
        operations.end_promoter(first, ended_on=date(2025, 1, 31), by=officer)
    assert codes(refused) == ["promoter.ended"]


class TestPages:
    def test_a_partner_sees_its_own(self, client):
        with act("test.arranged", by=SYSTEM):
            partner, other = (
                Organisation.objects.create(names={"en": name}, valid_from=date(2020, 1, 1))
                for name in ("ASDSP", "Phan-Thin")
            )
        make_promoter(make_person("ຂອງເຮົາ"), organisation=partner)
        make_promoter(make_person("ຂອງເຂົາ"), organisation=other)
        client.force_login(make_user("partner", [], organisation=partner))
        page = client.get(reverse("promoters")).context["page"]
        assert [str(p.organisation) for p in page.rows] == ["ASDSP"]

    def test_found_by_name_and_appointed(self, client, officer):
        person = make_person("ສົມພອນ", "ວົງສາ", given_name_latin="Somphone")
        client.force_login(officer)
        assert "ສົມພອນ" in client.get(reverse("promoter_choose") + "?q=somphon").content.decode()
        data = {"role": "group_leader", "valid_from": "1.5.2025"}
        client.post(reverse("promoter_new", args=[person.pk]), data)
        assert Promoter.objects.get().person == person

    def test_ended_by_the_form(self, client, officer):
        promoter = make_promoter()
        client.force_login(officer)
        data = {"ended_on": "31.12.2025", "version": promoter.version}
        client.post(reverse("promoter_end", args=[promoter.pk]), data)
        promoter.refresh_from_db()
        assert promoter.valid_to == date(2025, 12, 31)

    def test_another_district_s_promoter_is_not_there(self, client):
        promoter = make_promoter()
        client.force_login(make_user("enrolment_officer", ["1407"]))
        assert client.get(reverse("promoter_end", args=[promoter.pk])).status_code == 404
