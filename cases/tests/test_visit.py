"""Visits: after the order, by the team; a "no" drafts a finding under its article."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Visit
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import Answer


def visit(case, **fields):
    given = {
        "visited_on": make.days_ago(10),
        "outcome": "done",
        "checklist": make.checklist(),
        "answers": make.answers(),
        "by": make.lead_of(case),
        **fields,
    }
    return do.record_visit(case, **given)


def test_no_visit_before_the_order_and_none_in_the_future(pack) -> None:
    case = make.make_assigned(opened_on=make.days_ago(20))
    for day in (make.days_ago(21), make.days_ago(-1)):
        with pytest.raises(Refused):
            visit(case, visited_on=day)
    assert not Visit.objects.exists()


def test_a_case_without_team_is_not_visited(officer) -> None:
    case = make.make_ordered()
    with pytest.raises(Refused) as refused:
        do.record_visit(case, visited_on=make.days_ago(1), outcome="done", by=officer)
    assert codes(refused) == ["case.assigned", "case.on_team"]


def test_an_inspector_off_the_team_is_told_whose_case_it_is(pack) -> None:
    case = make.make_assigned()
    other = make.make_inspector(username="inspector.two")
    with pytest.raises(Refused) as refused:
        visit(case, by=other)
    assert codes(refused) == ["case.on_team"]
    assert make.lead_of(case).name in str(refused.value.problems[0].message)


def test_unanswered_questions_are_named(pack) -> None:
    case = make.make_assigned()
    answers = {k: v for k, v in make.answers().items() if k != "first_aid"}
    with pytest.raises(Refused) as refused:
        visit(case, answers=answers)
    assert [(p.code, p.field) for p in refused.value.problems] == [("answer.missing", "first_aid")]
    assert not Visit.objects.exists()


def test_a_closed_gate_is_explained_and_does_not_move_the_case(pack) -> None:
    case = make.make_assigned()
    with pytest.raises(Refused) as refused:
        visit(case, outcome="closed", answers=None)
    assert codes(refused) == ["visit.unexplained"]
    tried = visit(case, outcome="closed", answers=None, remarks="Nobody there")
    assert tried.response is None
    assert make.fresh(case).stage == "ordered"


def test_each_no_drafts_a_finding_with_article_severity_and_note(pack) -> None:
    case = make.make_assigned()
    visit(case, answers=make.answers(machines="no", no_children="no"))
    found = list(case.findings.order_by("number"))
    assert [f.violation for f in found] == ["child_labour", "machine_guards"]
    child, guard = found
    assert (guard.article.key, guard.severity, guard.fact) == (
        "osh_decree.machines",
        "serious",
        "seen",
    )
    assert child.is_restricted
    assert not guard.is_restricted
    assert {f.state for f in found} == {"draft"}
    assert make.fresh(case).stage == "visited"


def test_the_answers_are_kept_with_the_version_they_were_given_to(pack) -> None:
    case = make.make_assigned()
    made = visit(case)
    assert made.response.form_version == make.checklist()
    assert Answer.objects.filter(response=made.response).count() == len(make.answers())


def test_a_second_visit_does_not_draft_the_same_violation_again(pack) -> None:
    case = make.make_visited(no=("machines",))
    visit(case, visited_on=make.days_ago(2), answers=make.answers(machines="no", first_aid="no"))
    assert sorted(f.mark for f in case.findings.all()) == ["F1", "F2"]


def test_the_page_records_visit_and_checklist_together(client, pack) -> None:
    case = make.make_assigned()
    client.force_login(make.lead_of(case))
    path = f"/cases/{case.pk}/visit/"
    assert client.get(path).status_code == 200
    data = {
        "visited_on": make.days_ago(3).isoformat(),
        "outcome": "done",
        "women_interviewed": "2",
        "men_interviewed": "1",
        "version": str(make.fresh(case).version),
        **{f"q-{key}": value for key, (value, _note) in make.answers(first_aid="no").items()},
    }
    missing = {**data, "q-hours": ""}
    assert client.post(path, missing).status_code == 200
    assert not Visit.objects.exists()
    assert client.post(path, data).status_code == 302
    assert case.findings.get().violation == "first_aid"
