"""Others than the employer answer for breaches: added by name, sanctioned apart."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases import operations as do
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from cases.tests.conftest import codes
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused


@pytest.fixture
def case(db):
    law.load()
    return make.make_confirmed()


def add(case, name: str, **fields):
    given = {"liability": "joint", "by": make.lead_of(case), **fields}
    return do.add_respondent(case, named=name, **given)


def refused(case, name: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        add(case, name)
    return codes(caught)


def test_a_respondent_has_a_name_and_is_added_once(case) -> None:
    assert refused(case, "  ") == ["respondent.unnamed"]
    add(case, "Somchai  Builders")
    assert refused(case, "somchai builders") == ["respondent.twice"]
    assert refused(case, case.employer.name) == ["respondent.twice"]
    assert [one.name for one in case.respondents.order_by("id")] == [
        case.employer.name, "Somchai Builders",
    ]  # fmt: skip


def test_nobody_is_drawn_into_a_closed_case(db) -> None:
    law.load()
    closed = make.make_closed()
    assert refused(closed, "Somchai Builders") == ["case.closed"]


def test_each_respondent_has_a_sanction_of_its_own(client, case) -> None:
    client.force_login(make.lead_of(case))
    page = client.post(
        reverse("respondent_new", args=[case.pk]),
        {
            "named": "Somchai Builders",
            "liability": "contractor",
            "version": make.fresh(case).version,
        },
        follow=True,
    )
    assert page.redirect_chain[-1][0] == reverse("sanction_new", args=[case.pk])
    form = page.context["form"]
    assert [key for key, _name in form.fields["respondent"].choices] == [
        str(one.pk) for one in case.respondents.order_by("id")
    ]
    other = case.respondents.get(named="Somchai Builders")
    sanction = law.propose(case, respondent=other)
    assert (sanction.respondent, law.propose(case).respondent.employer) == (other, case.employer)


def test_who_may_not_propose_adds_nobody(client, case) -> None:
    client.force_login(make_user("monitoring_officer", ["1604"]))
    assert client.get(reverse("respondent_new", args=[case.pk])).status_code == 403
    client.force_login(make.make_inspector("1407", username="far.away"))
    assert client.get(reverse("respondent_new", args=[case.pk])).status_code == 404
