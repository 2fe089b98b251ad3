"""The calculator: each line from a rule, a sum only when nothing is missing."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.fines import calculate, thawed
from cases.tests.fine_rules import DAY, breach, data, facts, rules


def total(*breaches, with_rules=None, **fields):
    return calculate(with_rules or rules(), facts(*breaches, **fields), DAY)


def missing(calculation) -> list[str]:
    assert calculation.total is None
    return [problem.code for problem in calculation.cannot]


def test_without_a_rule_there_is_no_number() -> None:
    assert missing(total(breach(violation="hours"))) == ["fines.no_rule"]
    assert missing(total(breach(), with_rules=rules(fine=[]))) == ["fines.no_rule"]


def test_a_rule_of_unknown_source_is_never_computed_with() -> None:
    assert missing(total(breach(violation="obstruction"))) == ["fines.unsure"]


def test_a_cap_or_a_factor_of_unknown_source_leaves_the_sum_open() -> None:
    caps, factors = data()["cap"], data()["factor"]
    for cap in caps:
        cap["status"] = "unknown"
    assert "fines.unsure" in missing(total(breach(days=3), with_rules=rules(cap=caps)))
    factors[0]["status"] = "unknown"
    earlier = (date(2026, 1, 1),)
    found = total(breach(days=3, earlier=earlier), with_rules=rules(factor=factors))
    assert missing(found) == ["fines.unsure"]


def test_what_is_missing_is_named_by_finding() -> None:
    found = total(
        breach("F1"),
        breach("F2", "minimum_wage", workers=2),
        breach("F3", "minimum_wage", workers=2, chosen="31"),
        breach("F4", "minimum_wage", chosen="10"),
        breach("F5", "not_enrolled", days=3),
        breach("F6", "hours", severity="medium", workers=3),
    )
    assert missing(found) == [
        "fines.no_days", "fines.choose", "fines.outside", "fines.no_workers", "fines.no_debt",
        "fines.no_size",
    ]  # fmt: skip
    assert [p.field for p in found.cannot] == ["F1", "F2", "F3", "F4", "F5", "F6"]


def test_an_old_day_before_the_first_value_of_a_unit_gives_nothing() -> None:
    old = breach(violation="minimum_wage", workers=1, chosen="10", on=date(2024, 5, 5))
    assert missing(total(old)) == ["fines.no_unit_value"]


def test_a_unit_counts_as_it_was_when_the_breach_was_found() -> None:
    found = total(breach(violation="minimum_wage", workers=2, chosen="15", on=date(2025, 5, 5)))
    assert found.total == 15 * 2 * 100_000
    decided = rules(fines={"unit_day": "decided"})
    later = total(
        breach(violation="minimum_wage", workers=2, chosen="15", on=date(2025, 5, 5)),
        with_rules=decided,
    )
    assert (later.total, later.lines[0].status) == (15 * 2 * 120_000, "secondary")


def test_a_table_goes_by_size_severity_and_workers() -> None:
    one = breach(violation="hours", severity="medium", workers=6)
    assert total(one, size="micro").total == 120_000
    assert total(one, size="other").total == 240_000
    few = breach(violation="hours", severity="medium", workers=5)
    assert total(few, size="micro").total == 60_000


def test_lateness_chooses_the_share_of_the_debt() -> None:
    for days, share in ((0, 5), (10, 5), (11, 15), (31, 20), (4000, 20)):
        found = total(breach(violation="not_enrolled", days=days, debt=1_000_000))
        assert found.total == 10_000 * share


def test_only_sanctions_of_the_last_years_count_as_repeats() -> None:
    earlier = (date(2024, 5, 31), date(2024, 6, 1), date(2026, 1, 1), DAY)
    found = total(breach(days=1, earlier=earlier))
    assert [line.amount for line in found.lines] == [40_000, 40_000, -20_000]  # the day's most
    assert "2" in found.lines[1].what


def test_daily_fines_share_the_most_of_a_day() -> None:
    found = total(breach("F1", days=10), breach("F2", "machine_guards", days=4))
    assert found.total == 4 * 60_000 + 6 * 40_000


def test_of_one_act_only_the_gravest_counts() -> None:
    found = total(
        breach("F1", days=2, same_act="a"),
        breach("F2", "machine_guards", days=1, same_act="a"),
    )
    assert found.total == 2 * 40_000
    both = rules(fines={"same_act": "sum"}, cap=[])
    apart = total(
        breach("F1", days=2, same_act="a"),
        breach("F2", "machine_guards", days=1, same_act="a"),
        with_rules=both,
    )
    assert apart.total == 3 * 40_000


def test_an_organisation_pays_double_where_the_law_says_so() -> None:
    double = {
        "key": "double", "names": {"en": "Organisations"}, "when": "organisation",
        "percent": 100, "after_caps": True, "status": "confirmed",
    }  # fmt: skip
    law = rules(factor=[double], cap=data()["cap"][:1])
    one = breach(violation="minimum_wage", workers=100, chosen="30")
    assert missing(total(one, with_rules=law)) == ["fines.no_organisation"]
    assert total(one, with_rules=law, is_organisation=False).total == 20_000_000
    assert total(one, with_rules=law, is_organisation=True).total == 40_000_000


def test_income_limits_where_the_law_says_so() -> None:
    cap = {"key": "i", "of": "income", "names": {"en": "x"}, "percent": 1, "status": "confirmed"}
    law = rules(cap=[cap])
    assert missing(total(breach(days=10), with_rules=law)) == ["fines.no_income"]
    assert total(breach(days=10), with_rules=law, income=5_000_000).total == 50_000


def test_a_reduction_is_offered_not_taken() -> None:
    found = total(breach(days=10))
    assert found.total == 400_000
    assert [offer.amount for offer in found.offers] == [120_000]


def test_frozen_lines_say_the_same_afterwards() -> None:
    found = total(breach(violation="minimum_wage", workers=2, chosen="15"))
    kept = thawed([line.frozen() for line in found.lines])
    assert [(k.what, k.why, k.amount) for k in kept] == [
        (line.what, line.why, line.amount) for line in found.lines
    ]


# --- of any input ------------------------------------------------------------------------------

several = st.lists(
    st.builds(
        lambda violation, workers, days, earlier, act: {
            "violation": violation, "workers": workers, "days": days, "debt": days * 7919,
            "chosen": "17", "severity": "serious", "same_act": act,
            "earlier": (date(2026, 1, 1),) * earlier,
        },
        st.sampled_from(["minimum_wage", "first_aid", "machine_guards", "not_enrolled", "hours"]),
        st.integers(1, 5000), st.integers(0, 400), st.integers(0, 3), st.sampled_from(["", "a"]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(deadline=None)
@given(several)
def test_the_order_of_findings_does_not_matter(rows) -> None:
    made = [breach(f"F{n}", **row) for n, row in enumerate(rows, 1)]
    sums = {total(*order, size="other").total for order in permutations(made)}
    assert len(sums) == 1


@settings(deadline=None)
@given(several)
def test_no_sum_is_above_its_caps_or_below_nothing(rows) -> None:
    made = [breach(f"F{n}", **row) for n, row in enumerate(rows, 1)]
    found = total(*made, size="other")
    assert found.total is not None
    assert 0 <= found.total <= 300 * 120_000
    for mark, row in zip(found.items, rows, strict=True):
        if row["violation"] == "minimum_wage":
            assert found.items[mark] <= 20_000_000


@settings(deadline=None)
@given(several)
def test_daily_fines_never_exceed_the_most_of_a_day(rows) -> None:
    made = [breach(f"F{n}", **{**row, "violation": "first_aid"}) for n, row in enumerate(rows, 1)]
    found = total(*made)
    assert found.total <= 60_000 * max(row["days"] for row in rows)


@settings(deadline=None)
@given(several, st.integers(0, 3), st.integers(1, 900))
def test_more_workers_never_cost_less(rows, which, more) -> None:
    which %= len(rows)
    rows[which]["same_act"] = ""
    made = [breach(f"F{n}", **row) for n, row in enumerate(rows, 1)]
    worse = [
        breach(f"F{n}", **{**row, "workers": row["workers"] + (more if n - 1 == which else 0)})
        for n, row in enumerate(rows, 1)
    ]
    for size in ("micro", "other"):
        assert total(*worse, size=size).total >= total(*made, size=size).total
