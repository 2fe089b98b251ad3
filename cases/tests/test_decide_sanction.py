"""Who proposed does not decide; who may decide depends on the amount; a fine becomes owed."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Sanction
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Refused


@pytest.fixture
def case(db):
    law.load()
    return make.make_confirmed()


def refused(sanction, **fields) -> list[str]:
    with pytest.raises(Refused) as caught:
        law.decide(sanction, **fields)
    assert Sanction.objects.get(pk=sanction.pk).state == "proposed"
    return codes(caught)


def test_who_proposed_does_not_decide(case) -> None:
    officer = law.lawyer()
    sanction = law.propose(case, by=officer)
    assert refused(sanction, by=officer) == ["sanction.own_proposal"]
    with pytest.raises(Refused) as caught, act("test.arranged", by=SYSTEM):
        Sanction.objects.filter(pk=sanction.pk).update(
            state="decided", decided_on=make.today(), decided_by=officer
        )
    assert codes(caught) == ["sanction_two_people"]


def test_an_inspector_does_not_decide(case) -> None:
    sanction = law.propose(case)
    assert refused(sanction, by=make.make_inspector(username="inspector.two"))[:1] == [
        "case.other_role"
    ]


def test_the_amount_says_who_decides(case) -> None:
    sanction = law.propose(case, answers=law.late(50))
    assert sanction.proposed_amount == 3_000_000
    with pytest.raises(Refused) as caught:
        law.decide(sanction, by=law.lawyer())
    assert codes(caught) == ["money.not_the_decider"]
    assert str(RoleKind.HEAD.label) in str(caught.value.problems[0].message)
    assert law.decide(sanction, by=make.make_head()).amount == 3_000_000


def test_the_day_follows_the_proposal_and_another_amount_has_reasons(case) -> None:
    sanction = law.propose(case)
    assert refused(sanction, on=make.days_ago(13)) == ["day.before"]
    assert refused(sanction, amount=200_000, decision="") == ["sanction.reasons"]
    assert refused(sanction, amount=0) == ["money.amount"]
    assert refused(sanction, imposes=False, decision="") == ["sanction.reasons"]


def test_a_decided_fine_is_owed_to_the_treasury(case) -> None:
    sanction = law.decide(law.propose(case), by=law.lawyer())
    (entry,) = case.entries.all()
    assert (entry.kind, entry.amount, entry.beneficiary) == ("fine", 300_000, "treasury")
    assert (sanction.state, sanction.amount) == ("decided", 300_000)
    with pytest.raises(Refused) as caught:
        law.decide(sanction)
    assert "sanction.decided" in codes(caught)
    assert case.entries.count() == 1


def test_deciding_against_a_sanction_owes_nothing(case) -> None:
    sanction = law.decide(law.propose(case), imposes=False, decision="Not proven")
    assert sanction.state == "annulled"
    assert not case.entries.exists()


def test_final_is_what_nobody_appeals_against(case) -> None:
    sanction = law.propose(case)
    with pytest.raises(Refused) as caught:
        do.finalise_sanction(sanction, by=make.make_head())
    assert codes(caught) == ["sanction.not_decided"]
    law.decide(sanction)
    final = do.finalise_sanction(sanction, on=make.days_ago(1), by=make.make_head())
    assert (final.state, final.final_on) == ("final", make.days_ago(1))


def test_a_sanction_taken_back_owes_nothing_any_more(case) -> None:
    sanction = law.decide(law.propose(case))
    with pytest.raises(Refused) as caught:
        do.annul_sanction(sanction, reason=" ", by=make.make_head())
    assert codes(caught) == ["sanction.reasons"]
    assert do.annul_sanction(sanction, reason="Wrong firm", by=make.make_head()).state == "annulled"
    assert case.entries.all().balance() == 0
