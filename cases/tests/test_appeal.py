"""An appeal is filed after the decision, with a bond where the law says so, and decided by a third."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases import operations as do
from cases.models import Appeal
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from cases.tests.conftest import codes
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused


@pytest.fixture
def sanction(db):
    return law.make_decided()


def file(of, **fields):
    given = {
        "filed_by": "Ms Vilayphone",
        "grounds": "The guards were fitted in March",
        "level": "ministry",
        "on": make.days_ago(8),
        "by": law.lawyer(),
        **fields,
    }
    return do.file_appeal(of, **given)


def judge(appeal, **fields):
    given = {
        "outcome": "upheld",
        "decision": "The photographs are of June",
        "on": make.days_ago(3),
        "by": make_user("supervisor", ["1604"]),
        **fields,
    }
    return do.decide_appeal(appeal, **given)


def refused(verb, *args, **fields) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(*args, **fields)
    return codes(caught)


def test_only_a_decided_sanction_is_appealed_against(db) -> None:
    law.load()
    proposal = law.propose(make.make_confirmed())
    assert "appeal.not_decided" in refused(file, proposal)


def test_who_why_where_and_when(sanction) -> None:
    assert refused(
        file, sanction, filed_by=" ", grounds="", level="moon", on=make.days_ago(11)
    ) == ["appeal.empty", "appeal.empty", "appeal.level", "day.before"]


def test_without_its_bond_no_appeal_is_admitted(sanction) -> None:
    assert refused(file, sanction, level="bonded") == ["appeal.bond"]
    assert refused(file, sanction, level="bonded", bond=299_999) == ["appeal.bond"]
    assert refused(file, sanction, level="bonded", bond=300_000) == ["appeal.bond_receipt"]
    assert file(sanction, level="bonded", bond=300_000, bond_receipt="B 7").is_open


def test_not_admitted_is_on_record_and_closed(sanction) -> None:
    appeal = file(sanction, level="bonded", is_admitted=False)
    assert not appeal.is_open
    assert file(sanction).is_open


def test_one_appeal_at_a_time(sanction) -> None:
    file(sanction)
    assert refused(file, sanction) == ["appeal.open"]
    with pytest.raises(Refused) as caught:
        do.finalise_sanction(sanction, by=make.make_head())
    assert codes(caught) == ["case.no_open_appeal", "case.no_open_appeal"]


def test_neither_proposer_nor_decider_judges(sanction) -> None:
    appeal = file(sanction)
    assert refused(judge, appeal, by=sanction.decided_by) == ["appeal.own_decision"]
    with pytest.raises(Refused) as caught, act("test.arranged", by=SYSTEM):
        Appeal.objects.update(
            outcome="upheld", decided_on=make.today(), decided_by=sanction.proposed_by
        )
    assert codes(caught) == ["appeal_other_person"]


def test_the_level_says_who_judges(sanction) -> None:
    appeal = file(sanction, level="bonded", bond=300_000, bond_receipt="B 7")
    assert refused(judge, appeal) == ["appeal.other_role"]
    assert judge(appeal, by=law.lawyer(username="second.lawyer")).outcome == "upheld"


def test_an_instance_that_decides_nothing_at_this_stage_is_not_chosen(sanction, client) -> None:
    assert refused(file, sanction, level="court") == ["appeal.other_level"]
    client.force_login(law.lawyer(username="clerk"))
    page = client.get(reverse("sanction_appeal", args=[sanction.pk]))
    assert [key for key, _name in page.context["form"].fields["level"].choices] == [
        "ministry", "bonded",
    ]  # fmt: skip


def test_reasons_an_outcome_and_an_order_of_days(sanction) -> None:
    appeal = file(sanction)
    assert refused(judge, appeal, outcome="lost", decision=" ", on=make.days_ago(9)) == [
        "appeal.outcome", "appeal.reasons", "day.before",
    ]  # fmt: skip
    assert refused(judge, appeal, outcome="changed", amount=None) == ["money.amount"]


def test_a_changed_amount_is_a_row_of_the_difference(sanction) -> None:
    appeal = judge(file(sanction), outcome="changed", amount=120_000)
    rows = sanction.case.entries.order_by("id").values_list("kind", "amount")
    assert list(rows) == [("fine", 300_000), ("change", -180_000)]
    assert appeal.amount_after == 120_000
    assert refused(judge, appeal)[0] in {"appeal.decided", "case.appeal_open"}


@pytest.mark.parametrize("outcome", ["annulled", "remitted", "won_by_silence"])
def test_a_won_appeal_takes_back_what_was_charged(sanction, outcome) -> None:
    judge(file(sanction), outcome=outcome)
    sanction.refresh_from_db()
    assert sanction.state == "annulled"
    assert sanction.case.entries.all().balance() == 0


def test_an_upheld_decision_stays_as_it_is(sanction) -> None:
    judge(file(sanction))
    sanction.refresh_from_db()
    assert (sanction.state, sanction.case.entries.all().balance()) == ("decided", 300_000)
