"""The paper of a decision states what was decided, line by line; its service starts the time to object."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Notice
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from solar_cms.documents.operations import render_letter

STEPS = """
[[transition]]
key = "write_decision"
act = "record"
from = ["findings", "notice", "remedying"]
roles = ["head"]
notice = "sanction_decision"
names = { en = "Write the decision", lo = "ອອກຂໍ້ຕົກລົງ" }
status = "assumed"

[[transition]]
key = "serve_decision"
act = "serve_notice"
from = ["findings", "notice", "remedying"]
roles = ["head"]
blocks = ["notice_to_serve"]
notice = "sanction_decision"
names = { en = "Record the service of the decision", lo = "ບັນທຶກການສົ່ງຂໍ້ຕົກລົງ" }
status = "assumed"

[[clock]]
key = "objection"
about = "sanction"
starts = ["serve_decision"]
ends = ["file_appeal", "finalise_sanction"]
length = 15
unit = "calendar"
names = { en = "Time to object", lo = "ໄລຍະຄັດຄ້ານ" }
status = "assumed"
"""


@pytest.fixture
def case(db):
    law.load(STEPS)
    return make.make_confirmed()


def written(case) -> Notice:
    do.record_step(case, key="write_decision", by=make.make_head(), on=make.days_ago(2))
    return case.notices.get(kind="sanction_decision")


def served(notice: Notice) -> None:
    render_letter(notice.letter_id)
    do.serve_notice(
        notice, served_on=make.days_ago(1), method="hand", received_by="Manager",
        note="Signed in the book", by=make.make_head(),
    )  # fmt: skip


def test_the_paper_states_the_fine_with_the_lines_that_add_up_to_it(case) -> None:
    sanction = law.decide(law.propose(case))
    (stated,) = written(case).letter.data["sanctions"]
    assert (stated["number"], stated["amount"]) == (sanction.number, sanction.amount)
    assert sum(line["amount"] for line in stated["lines"]) == sanction.amount
    assert "F1" in stated["lines"][0]["what"]["en"]
    assert stated["respondent"]["lo"] == case.employer.name_local


def test_another_amount_is_stated_without_lines_that_do_not_add_up_to_it(case) -> None:
    law.decide(law.propose(case), amount=200_000, decision="A first breach")
    (stated,) = written(case).letter.data["sanctions"]
    assert (stated["amount"], stated["lines"]) == (200_000, [])


def test_what_was_not_imposed_is_not_stated(case) -> None:
    law.decide(law.propose(case), imposes=False, decision="Not proven")
    notice = written(case)
    assert notice.letter.data["sanctions"] == []
    served(notice)
    assert not case.clocks.filter(kind="objection").exists()


def test_service_starts_the_time_to_object_to_each_sanction(case) -> None:
    first, second = law.decide(law.propose(case)), law.decide(law.propose(case))
    notice = written(case)
    waiting = law.propose(case)
    assert set(notice.sanctions.all()) == {first, second}
    served(notice)
    runs = case.clocks.filter(kind="objection")
    assert {run.subject_id for run in runs} == {first.pk, second.pk}
    assert waiting.pk not in {run.subject_id for run in runs}
    do.file_appeal(
        first,
        level="ministry",
        on=make.days_ago(0),
        filed_by="Manager",
        grounds="Fitted",
        by=law.lawyer(),
    )
    (running,) = runs.filter(ended_on__isnull=True)
    assert running.subject_id == second.pk
