"""A report is built by a job, once, and its documents carry the right numbers."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf
import pytest
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from reporting import operations, report_data
from reporting.models import Report, ReportFile
from reporting.states import IndicatorKind, ReportState
from reporting.tests.factories import MEMBERS, known, make_indicator, make_people, make_period
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.documents import store
from solar_cms.documents.models import StoredFile
from solar_cms.places.models import Province
from solar_cms.registry.models import GroupMembership, ProducerGroup
from solar_cms.work.models import Job
from solar_cms.work.operations import claim_job, run_job
from solar_cms.work.states import JobState


@pytest.fixture
def ground(db: Any, settings: Any, tmp_path: Any) -> Any:
    """318 people in Paksong's groups, 171 of them women, 7 in Laongam; one indicator by sex."""
    user = make_user("monitoring_officer", [], whole_country=True)
    with act("test.arranged", by=SYSTEM):
        here = ProducerGroup.objects.create(name_local="ກຸ່ມ =1+1", district_id="1604")
        there = ProducerGroup.objects.create(name_local="ກຸ່ມ ອື່ນ", district_id="1407")
    women, men = make_people(171, "1604", "F"), make_people(147, "1604", "M")
    others = make_people(7, "1407", "F")
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.bulk_create(
            GroupMembership(group=g, person=p, valid_from=date(2026, 5, 2))
            for g, people in ((here, women + men), (there, others))
            for p in people
        )
    make_indicator("members")
    make_indicator("insured", kind=IndicatorKind.REPORTED)
    period = make_period("2026Q2")
    with known(MEMBERS):
        yield user, period, Province.objects.get(code="16")


def built(report: Report) -> Report:
    run_job(report.job_id)
    report.refresh_from_db()
    return report


def content(report: Report, file_format: str, language: str) -> bytes:
    row = ReportFile.objects.select_related("file__file").get(
        report=report, format=file_format, language=language
    )
    return store.read(row.file.file)


def members(report: Report) -> dict[str, Any]:
    rows = [row for objective in report.data["objectives"] for row in objective["rows"]]
    return next(row for row in rows if row["key"] == "members")


def build(ground: Any, kind: str = "pwg", **more: Any) -> Report:
    user, period, province = ground
    return operations.build_report(
        kind=kind, period=period, province=province if kind == "pwg" else None, by=user, **more
    )


def test_three_formats_in_two_languages_with_the_numbers_that_were_counted(ground):
    report = built(build(ground))
    assert (report.state, report.error) == (ReportState.READY, "")
    assert report.files.count() == 6
    for language in ("lo", "en"):
        pdf = pypdf.PdfReader(io.BytesIO(content(report, "pdf", language)))
        text = "".join(page.extract_text() for page in pdf.pages)
        assert "318" in text
        assert "171 / 147" in text
        links = {
            note.get_object()["/A"]["/URI"]
            for page in pdf.pages
            for note in page.get("/Annots") or []
            if "/A" in note.get_object()
        }
        assert any(link.endswith("/reporting/figures/members/2026Q2/16/") for link in links)
        assert any(link.endswith("/reporting/figures/members/2026Q2/1604/") for link in links)
    document = Document(io.BytesIO(content(report, "docx", "en")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "318" in "".join(
        node.text or "" for node in document.element.iter() if node.tag.endswith("}t")
    )
    assert "Paksong" in cells
    assert any(
        r.target_ref.endswith("/reporting/figures/members/2026Q2/16/")
        for r in document.part.rels.values()
        if r.is_external
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(report, "xlsx", "lo")))
    values = [
        v
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for v in row
    ]
    assert 318.0 in values
    assert 171.0 in values


def test_the_committee_gets_all_provinces(ground):
    report = built(build(ground, "pac"))
    assert report.state == ReportState.READY
    row = members(report)
    assert row["value"] == 325
    places = {cells["code"]: cells["value"] for cells in row["places"]}
    assert places == {"16": 318, "14": 7, "15": 0}


def test_documents_are_filed_once_though_the_worker_is_killed_and_another_goes_on(ground):
    report = build(ground, formats=["xlsx"])
    lost = claim_job(report.job_id)  # a worker takes it and dies
    Job.objects.filter(pk=lost.pk).update(
        lease_until=timezone.now() - timezone.timedelta(minutes=5)
    )
    report = built(report)
    assert report.state == ReportState.READY
    first = set(report.files.values_list("file_id", flat=True))
    run_job(report.job_id)  # a late message
    operations.finish_report(report, {("xlsx", "lo"): b"PK"}, by=SYSTEM)
    assert set(report.files.values_list("file_id", flat=True)) == first
    assert StoredFile.objects.count() == 2


def test_the_second_worker_prints_the_figures_that_the_first_froze(ground):
    user = ground[0]
    report = build(ground, formats=["xlsx"])
    operations.freeze_report(report, report_data.collect(report), by=user)
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.filter(group__district="1604").delete()
    report = built(report)
    assert members(report)["value"] == 318


def test_a_figure_that_fails_fails_the_report_and_says_why(ground):
    make_indicator("broken", dataset="gone")
    report = built(build(ground))
    assert report.state == ReportState.FAILED
    assert "gone" in report.error
    assert not report.files.exists()
    assert report.job.__class__.objects.get(pk=report.job_id).state == JobState.FAILED


def test_each_build_is_the_next_version(ground):
    assert [build(ground).edition, build(ground).edition, build(ground, "pac").edition] == [1, 2, 1]


def test_a_report_of_a_quarter_to_come_is_refused(ground):
    user, _period, province = ground
    with pytest.raises(Refused, match="has not begun"):
        operations.build_report(
            kind="pwg", period=make_period("2199Q1"), province=province, by=user
        )


def test_the_head_signs_a_report_of_a_locked_quarter_only(ground):
    user, period, _province = ground
    head = make_user("head", ["1604"])
    report = built(build(ground, formats=["xlsx"]))
    with pytest.raises(Refused, match="Lock the quarter"):
        operations.sign_report(report, by=head)
    operations.lock_period(period, by=user)
    with pytest.raises(Refused, match="built while the quarter was open"):
        operations.sign_report(report, by=head)
    report = built(build(ground, formats=["xlsx"]))
    assert operations.sign_report(report, by=head).signed_by == head
    with pytest.raises(Refused, match="already signed"):
        operations.sign_report(report, by=head)


def test_building_asks_the_database_as_often_for_many_rows_as_for_few(
    ground, django_assert_max_num_queries
):
    report = build(ground)
    with django_assert_max_num_queries(12):
        report_data.collect(report)
