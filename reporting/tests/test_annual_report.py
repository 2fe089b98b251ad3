"""The annual report of Convention No. 81, Article 21: every item, never a zero for what nobody knows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from cases.models import Case, Visit
from cases.tests import factories as make
from reporting import annual, operations
from reporting.models import Indicator, Period, Report
from reporting.pack_sections import load_indicators
from reporting.states import ReportKind
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.law.models import Article, Law

pytestmark = pytest.mark.django_db
LETTER = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def year(db: Any) -> int:
    """This year with a closed case, its visit and findings, and the field's key figures."""
    make.load_laos()
    case = make.make_closed(opened_on=make.days_ago(28))
    with act("test.arranged", by=SYSTEM):
        first = date(today().year, 1, 1)
        # Whatever the day of the test, everything lies in one year.
        if case.opened_on < first:
            Visit.objects.update(visited_on=first)
            Case.objects.update(opened_on=first)
            case.findings.update(confirmed_on=first)
        load_indicators(
            {"takes_in": ["inspection"], "first_quarter": f"{today().year - 1}Q1"},
            SimpleNamespace(code="test"),
        )
    return today().year


def asked(year: int) -> Report:
    period = Period.objects.filter(code__startswith=f"{year}Q").order_by("code").last()
    return operations.build_report(kind=ReportKind.C81, period=period, province=None, by=SYSTEM)


def items(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["letter"]: item for item in data["items"]}


def rows(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for item in data["items"] for row in item["rows"]}


def test_each_item_of_the_article_is_there_in_its_order(year) -> None:
    data = annual.collect(asked(year))
    assert "".join(item["letter"] for item in data["items"]) == "abcdefg"
    assert data["period"]["code"] == str(year)
    assert items(data)["a"]["laws"]
    in_force = Article.objects.on(today()).filter(law__in=Law.objects.on(today()))
    assert sum(law["articles"] for law in items(data)["a"]["laws"]) == in_force.count() > 0


def test_the_year_is_counted_as_one(year) -> None:
    """Not the last quarter alone, at which the report is kept."""
    with act("test.arranged", by=SYSTEM):
        Visit.objects.update(visited_on=date(year, 1, 1))
        Case.objects.update(opened_on=date(year, 1, 1))
    found = rows(annual.collect(asked(year)))
    assert found["inspection-visits"]["value"] == 1
    assert found["violations-found"]["value"] == 2
    (table,) = [t for t in found["violations-found"]["tables"] if t["names"]["en"] == "Provision"]
    assert sum(line["value"] for line in table["lines"]) == 2
    assert all(line["names"]["lo"] and line["names"]["en"] for line in table["lines"])


def test_a_year_before_has_none_of_it(year) -> None:
    assert rows(annual.collect(asked(year - 1)))["inspection-visits"]["value"] == 0


def test_what_nobody_reported_is_said_to_be_missing_and_never_zero(year) -> None:
    laid_out = annual.lay_out(annual.collect(asked(year)), "en")
    (diseases,) = [s for s in laid_out.sections if s.key == "item-g"]
    assert diseases.title == "(g) Statistics of occupational diseases"
    (passage,) = diseases.blocks
    assert passage.text == "Not recorded for this year, and so not stated: Occupational diseases."


def test_what_was_reported_stands_with_its_document(year) -> None:
    operations.report_figure(
        indicator=Indicator.objects.get(key="occupational-diseases"),
        period=Period.objects.get(code=f"{year - 1}Q4"), province=None, value=Decimal(3),
        source="Letter 12 of the fund", source_date=date(year, 1, 1), upload=LETTER,
        upload_name="letter.pdf", by=make_user("monitoring_officer", [], whole_country=True),
    )  # fmt: skip
    laid_out = annual.lay_out(annual.collect(asked(year - 1)), "en")
    (diseases,) = [s for s in laid_out.sections if s.key == "item-g"]
    (table,) = diseases.blocks
    texts = [cell.text for cell in table.lines[0].cells]
    assert "3" in texts
    assert any("Letter 12 of the fund" in text for text in texts)


def test_the_command_writes_the_documents_of_a_year(year, tmp_path) -> None:
    call_command(
        "build_report", "--kind", "c81", "--period", str(year), "--out", str(tmp_path),
        "--format", "pdf,xlsx",
    )  # fmt: skip
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"c81-{year}-v1-{code}.{f}" for code in ("en", "lo") for f in ("pdf", "xlsx")]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / names[0]).pages)
    assert f"Annual report on labour inspection, {year}" in text
    book = CalamineWorkbook.from_path(str(tmp_path / names[1]))
    assert len(book.sheet_names) == 9


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026Q2", "is no year"), ("1999", "is not there")],
)
def test_a_period_that_is_no_year_is_refused(year, tmp_path, period, words) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("build_report", "--kind", "c81", "--period", period, "--out", str(tmp_path))


def test_the_pages_build_it_and_open_its_figures(client, year) -> None:
    client.force_login(make_user("monitoring_officer", [], whole_country=True))
    period = Period.objects.filter(code__startswith=f"{year}Q").order_by("code").first()
    answer = client.post(
        "/reporting/reports/new/", {"kind": "c81", "period": period.code, "formats": ["pdf"]}
    )
    assert answer.status_code == 302
    report = Report.objects.get()
    assert report.period == Period.objects.filter(code__startswith=f"{year}Q").last()
    page = client.get(f"/reporting/figures/inspection-visits/{year}/all/")
    assert page.status_code == 200
    assert f"/cases/{Case.objects.get().pk}/" in page.content.decode()
    assert client.get("/reporting/figures/inspection-visits/1999/all/").status_code == 404
