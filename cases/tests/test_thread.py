"""The whole thread once: from a complaint to a closed case, through the verbs."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from cases import operations as do
from cases.models import Case, ClockRun, Complainant, Notice
from cases.tests import factories as make
from solar_cms.audit.history import acts_on
from solar_cms.documents import store
from solar_cms.documents.operations import render_letter
from solar_cms.work.models import Task

pytestmark = pytest.mark.django_db


def test_from_complaint_to_closure() -> None:
    inspector, head = make.make_inspector(), make.make_head()
    complaint = make.make_complaint(by=inspector)
    assert complaint.number.startswith("CP-1604-")
    assert complaint.pk.version == 4
    assert Complainant.objects.get(complaint=complaint).name == "ນາງ ຄຳ ແກ້ວ"

    case = do.open_case(
        workplace=complaint.workplace,
        kind="complaint",
        source="complaint",
        complaint=complaint,
        opened_on=make.days_ago(30),
        by=inspector,
    )
    assert case.number == f"LI-1604-{case.opened_on.year}-0001"
    assert case.stage == "received"

    do.order_inspection(case, matters="Machines", ordered_on=make.days_ago(28), by=head)
    do.assign_case(case, lead=inspector, assigned_on=make.days_ago(28), by=head)
    do.record_visit(
        case,
        visited_on=make.days_ago(20),
        outcome="done",
        checklist=make.checklist(),
        answers=make.answers(machines="no", first_aid="no"),
        women_interviewed=2,
        by=inspector,
    )
    first, second = case.findings.order_by("number")
    assert [first.violation, second.violation] == ["first_aid", "machine_guards"]
    assert first.article.key == "osh_decree.first_aid"

    for finding in (first, second):
        do.confirm_finding(
            finding,
            fact="Seen",
            severity="medium",
            workers_affected=6,
            confirmed_on=make.days_ago(18),
            by=inspector,
        )
    notice = do.issue_improvement_notice(
        case, length=10, unit="working", issued_on=make.days_ago(15), by=inspector
    )
    letter = render_letter(notice.letter_id)
    texts = {
        code: PdfReader(BytesIO(store.read(a.file))).pages[0].extract_text()
        for code, a in letter.files().items()
    }
    assert set(texts) == {"lo", "en"}
    assert notice.number in texts["en"]
    assert "article unconfirmed" in texts["en"]

    do.serve_notice(
        Notice.objects.get(pk=notice.pk),
        served_on=make.days_ago(14),
        method="hand",
        received_by="Director",
        note="signed copy kept",
        by=inspector,
    )
    clock = ClockRun.objects.get(case=case, kind="compliance")
    assert clock.due_on == Notice.objects.get(pk=notice.pk).due_on
    assert clock.basis == "officer"

    for finding in case.findings.all():
        do.accept_proof(make.make_proof(finding), by=inspector)
    closed = do.close_case(case, code="remedied", by=head)

    assert closed.stage == "closed"
    assert not ClockRun.objects.filter(case=case, ended_on__isnull=True).exists()
    assert not Task.objects.open().filter(subject_id=str(case.pk)).exists()
    assert [s.stage for s in case.steps.exclude(stage="").order_by("id")] == [
        "received",
        "ordered",
        "visited",
        "findings",
        "notice",
        "remedying",
        "closed",
    ]
    names = [a.name for a in acts_on(Case.objects.get(pk=case.pk)).filter(parent__isnull=True)]
    assert names[-1] == "case.opened"
    assert names[0] == "case.closed"
