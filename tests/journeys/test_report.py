"""The quarterly report, built by the worker: its documents, its figures, and a worker that dies."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

TITLES = {"en": "Champasak", "lo": "ຈຳປາສັກ"}


def build(page: Visitor, **fields: Any) -> str:
    """Ask for a report on its page; returns its address."""
    page.open("/reporting/reports/")
    page.fits()
    page.go("a.button.primary[href$='/new/']")
    page.write(**fields)
    page.send()
    return str(page.page.url)


def documents(page: Visitor) -> dict[str, bytes]:
    """File name's ending (lo.pdf, en.xlsx …) → content, of the report on the page."""
    found = {}
    for link in page.page.locator("main .files-line a").all():
        answer = page.page.context.request.get(page.site.url + str(link.get_attribute("href")))
        assert answer.status == 200
        ending = re.search(r"-((?:lo|en)\.\w+)", answer.headers["content-disposition"])
        assert ending, answer.headers
        found[ending.group(1)] = bytes(answer.body())
    return found


def text_of(name: str, content: bytes) -> str:
    if name.endswith("pdf"):
        return "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(content)).pages)
    if name.endswith("docx"):
        document = Document(BytesIO(content))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        return "\n".join([*(p.text for p in document.paragraphs), *cells])
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return "\n".join(str(value) for rows in sheets for row in rows for value in row)


def links_in(pdf: bytes) -> set[str]:
    """Addresses that the PDF leads to."""
    found = set()
    for leaf in PdfReader(BytesIO(pdf)).pages:
        for mark in leaf.get("/Annots") or []:
            action = mark.get_object().get("/A")
            if action and "/URI" in action:
                found.add(str(action["/URI"]))
    return found


ALL = {f"{language}.{kind}" for language in ("lo", "en") for kind in ("pdf", "docx", "xlsx")}


def test_report(site: Site, visitor: Callable[..., Visitor]) -> None:
    head, stranger = visitor("desk"), visitor("phone")
    head.sign_in("head", "en")
    head.shot("home")
    address = build(head, kind="pwg", province="16")
    head.sees("main .progress, main .files-line")
    head.shot("progress")
    # By itself, without a reload by hand.
    head.sees("main .files-line a >> nth=5", seconds=120)
    head.fits()
    head.shot("ready")
    made = documents(head)
    assert set(made) == ALL
    for name, content in made.items():
        if name != "lo.pdf":  # Lao in a PDF does not come out letter by letter
            assert TITLES[name[:2]] in text_of(name, content), name
    assert {link for link in links_in(made["en.pdf"]) if "/reporting/figures/" in link}

    figure = str(
        head.page.locator(
            "main td a[href*='/reporting/figures/farmers-reached/']"
        ).first.get_attribute("href")
    )
    assert any(figure.split("?")[0] in link for link in links_in(made["lo.pdf"]))
    head.open(figure)
    head.fits()
    head.shot("figure")
    rows = head.page.locator("#records tbody tr")
    assert rows.count() > 0
    csv = head.fetch(figure.split("?")[0] + "records.csv").decode("utf-8-sig")
    assert len(csv.splitlines()) > 1
    head.go("#records tbody a")
    assert "/reporting/" not in head.page.url

    stranger.sign_in("head.salavan", "lo")
    stranger.open(address.removeprefix(site.url), status=404)
    stranger.open(figure)
    stranger.fits()
    stranger.shot("figure-of-another-province")
    assert stranger.page.locator("#records .callout").count() == 1
    assert stranger.page.locator("#records tbody tr").count() == 0
    csv = stranger.fetch(figure.split("?")[0] + "records.csv").decode("utf-8-sig")
    assert len(csv.splitlines()) == 1  # the headings


def test_killed_worker(site: Site, visitor: Callable[..., Visitor]) -> None:
    """The worker dies in the middle of the committee's report; the next one finishes it, once."""
    monitor = visitor("desk")
    monitor.sign_in("monitor", "en")
    address = build(monitor, kind="pac")
    report = address.rstrip("/").rpartition("/")[2]

    def job() -> tuple[Any, ...]:
        [row] = site.ask(
            "SELECT j.state, j.done, j.attempts FROM work_job j "
            "JOIN reporting_report r ON r.job_id = j.id WHERE r.id = %s", report,
        )  # fmt: skip
        return row

    patience = time.monotonic() + 90
    while not (job()[0] == "running" and job()[1] >= 1):
        assert time.monotonic() < patience, job()
        time.sleep(0.1)
    site.kill("worker")
    state, done, attempts = job()
    assert (state, attempts) == ("running", 1)
    assert 1 <= done <= 6
    site.start_worker()

    # The dead worker's hold on the job runs out after half a minute.
    monitor.sees("main .files-line a >> nth=5", seconds=150)
    assert job()[0] == "done"
    assert job()[2] == 2
    assert set(documents(monitor)) == ALL
    assert site.ask(
        "SELECT r.state, r.edition, count(f.id), count(DISTINCT f.file_id) FROM reporting_report r "
        "JOIN reporting_reportfile f ON f.report_id = r.id WHERE r.kind = 'pac' AND r.period_id = "
        "(SELECT period_id FROM reporting_report WHERE id = %s) GROUP BY r.id", report,
    ) == [("ready", 1, 6, 6)]  # fmt: skip
    assert site.ask(
        "SELECT count(*) FROM audit_act WHERE name = 'report.ready' AND subject_id = %s", report
    ) == [(1,)]
