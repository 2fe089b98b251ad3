"""The improvement notice: written when findings stand, served with proof; then its period runs."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from cases import operations as do
from cases.models import ClockRun, Notice
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import render_letter
from solar_cms.work.calendar import Calendar


def served(notice, **fields):
    given = {
        "served_on": make.days_ago(10),
        "method": "hand",
        "received_by": "Director",
        "note": "signed copy kept",
        "by": make.lead_of(notice.case),
        **fields,
    }
    return do.serve_notice(notice, **given)


def test_drafts_are_settled_first(pack) -> None:
    case = make.make_visited(no=("first_aid", "machines"))
    first = case.findings.first()
    do.confirm_finding(first, fact="x", severity="minor", by=make.lead_of(case))
    with pytest.raises(Refused) as refused:
        do.issue_improvement_notice(case, length=10, unit="working", by=make.lead_of(case))
    assert codes(refused) == ["case.no_drafts"]
    assert "F2" in str(refused.value.problems[0].message)


def test_the_period_is_set_by_the_officer_and_is_a_period(pack) -> None:
    case = make.make_confirmed()
    with pytest.raises(Refused) as refused:
        do.issue_improvement_notice(case, length=None, unit="", by=make.lead_of(case))
    assert codes(refused) == ["case.field_missing", "case.field_missing"]
    with pytest.raises(Refused) as refused:
        do.issue_improvement_notice(case, length=5000, unit="moons", by=make.lead_of(case))
    assert codes(refused) == ["notice.length", "notice.unit"]
    assert not Notice.objects.exists()


def test_an_advisory_visit_ends_without_a_notice(pack) -> None:
    case = make.make_assigned(kind="advisory_visit", source="request")
    do.record_visit(
        case,
        visited_on=make.days_ago(5),
        outcome="done",
        checklist=make.checklist(),
        answers=make.answers(first_aid="no"),
        by=make.lead_of(case),
    )
    with pytest.raises(Refused) as refused:
        do.issue_improvement_notice(case, length=5, unit="working", by=make.lead_of(case))
    assert codes(refused) == ["case.act_unknown"]


def test_the_letter_freezes_what_was_found_in_both_languages(pack) -> None:
    notice = Notice.objects.get(case=make.make_noticed())
    data = notice.letter.data
    assert [f["mark"] for f in data["findings"]] == ["F1", "F2"]
    assert data["findings"][0]["law"]["lo"] == "ດຳລັດ 22/ລບ"
    assert data["findings"][0]["article"] == ""  # no source confirms it
    assert notice.letter.languages == ["lo", "en"]


def test_a_notice_whose_pdf_is_not_made_yet_is_not_served(pack) -> None:
    case = make.make_confirmed()
    notice = do.issue_improvement_notice(
        case, length=10, unit="working", issued_on=make.days_ago(12), by=make.lead_of(case)
    )
    with pytest.raises(Refused) as refused:
        served(notice)
    assert codes(refused) == ["case.notice_to_serve"]
    render_letter(notice.letter_id)
    assert served(notice).served_on == make.days_ago(10)


def test_service_follows_the_notice_and_names_who_received_it(pack) -> None:
    notice = Notice.objects.get(case=make.make_noticed())
    with pytest.raises(Refused) as refused:
        served(notice, served_on=make.days_ago(16), received_by=" ")
    assert codes(refused) == ["case.field_missing", "day.before"]
    with pytest.raises(Refused) as refused:
        served(notice, note="")
    assert codes(refused) == ["service.proof_missing"]
    assert Notice.objects.get().served_on is None


def test_it_is_served_once(pack) -> None:
    notice = Notice.objects.get(case=make.make_served())
    with pytest.raises(Refused):
        served(notice)


def test_the_proof_of_service_is_a_file_of_the_case(pack) -> None:
    notice = Notice.objects.get(case=make.make_noticed())
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    served(notice, note="", proof=SimpleUploadedFile("signed.pdf", out.getvalue()))
    assert Attachment.objects.get(owner_kind="cases.case").owner_id == str(notice.case_id)


def test_calendar_days_run_through_the_weekend(pack) -> None:
    case = make.make_noticed(length=7, unit="calendar")
    notice = served(Notice.objects.get(case=case))
    assert notice.due_on == make.days_ago(10) + timedelta(days=7)
    run = ClockRun.objects.get(case=case, kind="compliance")
    assert (run.basis, run.due_on) == ("officer", notice.due_on)


def test_a_clock_of_unknown_length_has_no_date(pack) -> None:
    case = make.make_visited()
    run = ClockRun.objects.get(case=case, kind="visit_report")
    assert (run.basis, run.status, run.due_on) == ("unknown", "unknown", None)


def test_the_database_wants_day_way_and_person_of_a_service(pack) -> None:
    notice = Notice.objects.get(case=make.make_noticed())
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Notice.objects.filter(pk=notice.pk).update(served_on=make.days_ago(1))
    assert codes(refused) == ["notice_served_dated"]


@settings(max_examples=60, deadline=None)
@given(start=st.dates(min_value=make.days_ago(900)), length=st.integers(1, 60))
def test_working_days_are_counted_as_one_would_on_fingers(start, length) -> None:
    calendar = Calendar({start + timedelta(days=3): False})
    day, left = start, length
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    assert calendar.add_working_days(start, length) == day
