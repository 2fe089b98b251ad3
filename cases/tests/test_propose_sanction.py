"""A sanction is proposed for confirmed findings; the rules give the sum, or say what is missing."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Sanction
from cases.sanctioning import Answer, Answers
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused


@pytest.fixture
def case(db):
    law.load()
    return make.make_confirmed()


def refused(case, **fields) -> list[str]:
    with pytest.raises(Refused) as caught:
        law.propose(case, **fields)
    assert not Sanction.objects.exists()
    return codes(caught)


def test_the_procedure_says_from_which_stage(pack) -> None:
    assert refused(make.make_confirmed()) == ["case.wrong_stage"]


def test_drafts_are_not_sanctioned(db) -> None:
    law.load()
    case = make.make_visited()
    do.confirm_finding(case.findings.first(), fact="x", severity="minor", by=make.lead_of(case))
    assert refused(case, on=make.today()) == ["sanction.unconfirmed"]


def test_another_role_does_not_propose(case) -> None:
    assert refused(case, by=make.make_head()) == ["case.other_role"]


def test_a_sanction_has_reasons_findings_a_kind_and_a_day_after_the_findings(case) -> None:
    assert refused(
        case, kind="prison", findings=[], reasons=" ", on=make.today() + make.timedelta(1)
    ) == ["day.future", "sanction.kind", "sanction.no_findings", "sanction.reasons"]
    assert refused(case, on=make.days_ago(19)) == ["day.before"]


def test_what_the_sum_lacks_is_named(case) -> None:
    answers = Answers({"F1": Answer(days=5)})
    assert refused(case, answers=answers) == ["fines.no_days"]


def test_a_confirmed_sum_is_not_departed_from(case) -> None:
    assert refused(case, amount=5, basis="Article 9") == ["sanction.other_sum"]


def test_a_measure_that_is_no_money_has_its_length(case) -> None:
    assert refused(case, kind="closure") == ["sanction.days"]
    assert refused(case, kind="closure", days=31) == ["sanction.days"]
    made = law.propose(case, kind="closure", days=30)
    assert (made.proposed_amount, made.proposed_days, made.lines) == (None, 30, [])


def test_the_sum_is_frozen_line_by_line(case) -> None:
    made = law.propose(case)
    assert made.proposed_amount == 300_000
    assert [line["code"] for line in made.lines] == ["base", "base", "day_cap"]
    assert sum(line["amount"] for line in made.lines) == 300_000
    assert made.number.startswith("SF-1604-")
    assert made.respondent.employer == case.workplace.employer
    assert not case.entries.exists()  # nothing is owed before the decision


def test_without_rules_the_officer_writes_amount_and_law(db, tmp_path) -> None:
    """As in Lao PDR, where no source gives any amount: nothing is invented."""
    law.load_without_fines(tmp_path)
    case = make.make_confirmed()
    assert refused(case) == ["fines.no_rule", "fines.no_rule", "money.amount", "sanction.basis"]
    assert refused(case, amount=500_000) == ["fines.no_rule", "fines.no_rule", "sanction.basis"]
    made = law.propose(case, amount=500_000, basis="Labour Law, article 179")
    assert (made.proposed_amount, made.lines, made.basis) == (
        500_000, [], "Labour Law, article 179",
    )  # fmt: skip


def test_a_restricted_finding_stands_in_the_sum_by_its_mark_alone(db) -> None:
    law.load()
    case = make.make_confirmed(no=("no_children",))
    (finding,) = law.findings(case)
    assert finding.is_restricted
    with pytest.raises(Refused) as caught:
        law.propose(case)
    assert "child" not in str(caught.value.problems[0].message).casefold()


def test_the_database_wants_reasons_and_sound_amounts(case) -> None:
    made = law.propose(case)
    for fields, code in (
        ({"reasons": ""}, "sanction_reasoned"),
        ({"proposed_amount": -1}, "sanction_amount_positive"),
        ({"state": "decided"}, "sanction_state_dated"),
    ):
        with pytest.raises(Refused) as caught, act("test.arranged", by=SYSTEM):
            Sanction.objects.filter(pk=made.pk).update(**fields)
        assert codes(caught) == [code]
