"""The case file on paper: an index of its documents and all that the asker may read of the case.

Printed for one person, by a job. What the asker may not read on the page is not on paper either; who
complained is on no paper at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases import course, pages, said
from cases.appended import Document, Paper, is_pdf, letter_files, papers_of
from cases.facts import Facts
from cases.models import Case
from cases.money_pages import sanctions_of
from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused
from solar_cms.base.said import say_day, say_money
from solar_cms.documents import store
from solar_cms.documents.hooks import may_open
from solar_cms.documents.letters import head_of
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import keep_list
from solar_cms.documents.render import CannotRender, grouped, qr_svg, typst_pdf
from solar_cms.work.models import Job
from solar_cms.work.operations import start_job

KIND = "cases.print"
PHOTOS = 24  # that are printed; all stand in the index
PHOTO_BYTES = 4 * 1024 * 1024
Photo = tuple[dict[str, Any], bytes]  # {"file", "index", "what", "on"}, its content
DRAWN = ("image/jpeg", "image/png", "image/webp")


def ask_for_print(case: Case, language: str, *, by: User) -> Job:
    """Start the job that prints the file in a language."""
    params = {"case": str(case.pk), "language": language}
    return start_job(KIND, params, by=by, title=f"{_('Case file')} {case.number}")


def run(job: Any) -> dict[str, Any]:
    """The PDF, kept for a week for whoever asked; that it was printed stands in the case's history."""
    user, language = job.created_by, job.params["language"]
    seen = Case.objects.visible_to(user) if user else Case.objects.none()
    joined = seen.select_related("workplace", "employer", "district", "office", "pack_version")
    case = joined.filter(pk=job.params["case"]).first()
    if case is None:
        message = _("The case is no longer within your reach.")
        raise Refused([Problem("case.reach", message)])
    content = case_pdf(Facts(case), user, language)
    store.put(content)
    name = f"{case.number}-{today():%Y-%m-%d}-{language}.pdf"

    def keep() -> dict[str, Any]:
        with act("case.printed", by=job.by, on=case, reading=True, language=language):
            return keep_list(job, name, content, "application/pdf")

    job.at_end(keep)
    return {"note": _("Printed for you alone; it is kept for seven days.")}


def case_pdf(facts: Facts, user: User, language: str) -> bytes:
    """The file in a language. What cannot be drawn costs the photos, or the papers, never the file."""
    with translation.override(language):
        documents = documents_of(facts, user, language)
        photos, papers = _photos(documents), papers_of(documents)
        for some, more in ((photos, papers), (photos, []), ([], papers)):
            try:
                return _pdf(file_data(facts, user, documents, some, more), [*some, *more], language)
            except CannotRender:
                if not (photos or papers):
                    raise
        return _pdf(file_data(facts, user, documents, [], []), [], language)


def _pdf(data: dict[str, Any], drawn: list[Photo], language: str) -> bytes:
    charts = {"qr": qr_svg(data["url"])}
    files = {told["file"]: content for told, content in drawn}
    return typst_pdf("cases/case_file.typ", data, language=language, charts=charts, files=files)


def documents_of(facts: Facts, user: User, language: str) -> list[Document]:
    """Letters and files of the case, its visits and findings, as far as the asker may open them."""
    found = []
    letters = [(n.issued_on, _kind(facts, n.kind), n.number, n.letter) for n in facts.notices]
    if facts.order:
        order = facts.order
        letters.append((order.ordered_on, _("Inspection order"), order.number, order.letter))
    made = letter_files([letter for *_line, letter in letters if letter], user, language)
    for on, what, number, letter in letters:
        digest = letter.digest if letter else ""
        paper = made.get(str(letter.pk)) if letter else None
        found.append(Document(on, what, number, digest, None, paper))
    owners = {
        "cases.case": [facts.case.pk],
        "cases.visit": [visit.pk for visit in facts.visits],
        "cases.finding": [finding.pk for finding in facts.findings],
    }
    for kind, ids in owners.items():
        attached = Attachment.objects.filter(owner_kind=kind, owner_id__in=[str(pk) for pk in ids])
        for one in attached.select_related("file").order_by("id"):
            if may_open(user, one):
                drawn = one.file.media_type in DRAWN and one.file.size <= PHOTO_BYTES
                what = " · ".join(part for part in (one.caption, one.name) if part)
                day = timezone.localdate(one.added_at)
                photo, paper = one if drawn else None, one if is_pdf(one) else None
                found.append(Document(day, what, "", one.file.sha256, photo, paper))
    return sorted(found, key=lambda one: (one.on, one.number, one.what))


def _photos(documents: list[Document]) -> list[Photo]:
    found: list[Photo] = []
    for number, one in enumerate(documents, 1):
        if one.photo is None or len(found) == PHOTOS:
            continue
        told = {"file": f"photo{number}", "index": number, "what": one.what, "on": say_day(one.on)}
        found.append((told, store.read(one.photo.file)))
    return found


def _kind(facts: Facts, key: str) -> str:
    kind = facts.rules.notices.get(key)
    return kind.name if kind else key


# --- what the template prints ----------------------------------------------------------------------


def file_data(
    facts: Facts, user: User, documents: list[Document], photos: list[Photo], papers: list[Paper]
) -> dict[str, Any]:
    """Plain words: cover [[label, value]], index rows, sections {title, heads, rows, right}."""
    case = facts.case
    drawn = {told["index"]: "photo" for told, _content in photos}
    drawn |= {told["index"]: "paper" for told, _content in papers}
    return {
        "head": {**head_of(case.office, today()), "logo": ""},
        "title": _("Case file"),
        "number": case.number,
        "url": f"{settings.SOLAR_SITE_URL}{reverse('case', args=[case.pk])}",
        "mark": _("Printed for %(name)s on %(day)s. Handle as the case itself.")
        % {"name": user.name, "day": say_day(today())},
        "cover": _cover(facts),
        "summary": case.summary,
        "index": {
            "title": _("Index of documents"),
            "heads": [_("No."), _("Date"), _("Document"), _("Number"), _("Fingerprint"), _("Page")],
            "rows": [
                [n, say_day(one.on), one.what, one.number, grouped(one.digest[:16]), drawn.get(n, "")]
                for n, one in enumerate(documents, 1)
            ],
            "note": _("Photos, letters and PDFs are printed at the end, on the page named; what has no page here is kept in the system."),
        },
        "sections": [one for one in _sections(facts, user) if one["rows"]],
        "photos": {"title": _("Photos"), "rows": [told for told, _content in photos]},
        "papers": [told for told, _content in papers],
    }  # fmt: skip


def _cover(facts: Facts) -> list[list[str]]:
    case, rules = facts.case, facts.rules
    source, kind = rules.sources.get(case.source), rules.types.get(case.kind)
    employer = case.employer.name if case.employer else _("not known")
    rows = [
        [_("Workplace"), case.workplace.name],
        [_("Employer"), employer],
        [_("District"), str(case.district)],
        [_("Kind"), kind.name if kind else case.kind],
        [_("Source"), source.name if source else case.source],
        [_("State"), said.state_tag(case, rules).word],
        [_("Opened on"), say_day(case.opened_on)],
        [_("Closed on"), say_day(case.closed_on) if case.closed_on else ""],
        [_("Inspector"), ", ".join(member.user.name for member in facts.team)],
        [_("Procedure"), str(case.pack_version)],
    ]
    rows += [[_("Respondent"), str(one)] for one in facts.respondents]
    return [row for row in rows if row[1]]


def _sections(facts: Facts, user: User) -> Iterable[dict[str, Any]]:
    yield {
        "title": _("Course of the case"),
        "heads": [_("Day"), _("Step"), _("By whom")],
        "columns": ["24mm", "1fr", "42mm"],
        "rows": [
            [say_day(step.day), _lines(step.name, *(f"{k}: {v}" for k, v in step.said), step.note), step.by]
            for step in course.all_steps_of(facts)
        ],
    }  # fmt: skip
    yield {
        "title": _("Visits"),
        "heads": [_("Day"), _("Outcome"), _("By whom")],
        "columns": ["24mm", "1fr", "42mm"],
        "rows": [
            [
                say_day(visit.visited_on),
                _lines(visit.get_outcome_display(), visit.interviewed_words, visit.remarks),
                visit.recorded_by.name if visit.recorded_by else "",
            ]
            for visit in facts.visits
        ],
    }
    yield {
        "title": _("Findings"),
        "heads": ["", _("Finding"), _("Provision"), _("Workers"), _("Remediation")],
        "columns": ["10mm", "1.4fr", "1fr", "16mm", "34mm"],
        "right": [3],
        "rows": [
            [
                row.finding.mark, _lines(row.title, row.severity), _provision(row),
                str(row.finding.workers_affected or ""), _lines(row.tag.word, row.note),
            ]
            for row in sorted(pages.findings_of(facts, user), key=lambda row: row.finding.number)
        ],
    }  # fmt: skip
    yield from _papers_and_clocks(facts)
    yield from _money(facts)
    yield {
        "title": _("Linked cases"),
        "heads": [_("Number"), _("How it is linked"), _("Workplace")],
        "columns": ["44mm", "1fr", "1fr"],
        "rows": [
            [link.case.number, _lines(link.words, link.note), link.case.workplace.name]
            for link in course.links_of(facts, user)
        ],
    }


def _papers_and_clocks(facts: Facts) -> Iterable[dict[str, Any]]:
    """What was written and served, and the deadlines that ran."""
    yield {
        "title": _("Notices and service"),
        "heads": [_("Number"), _("Kind"), _("Written"), _("Served"), _("Answer due")],
        "columns": ["40mm", "1fr", "22mm", "1fr", "24mm"],
        "rows": [
            [
                n.number, _kind(facts, n.kind), say_day(n.issued_on),
                _lines(say_day(n.served_on), n.get_method_display(), n.received_by) if n.served_on
                else _("not yet"),
                say_day(n.due_on) if n.due_on else "",
            ]
            for n in facts.notices
        ],
    }  # fmt: skip
    yield {
        "title": _("Deadlines"),
        "heads": [_("Clock"), _("Started on"), _("Due on"), _("Ended on")],
        "columns": ["1fr", "26mm", "30mm", "26mm"],
        "rows": [
            [
                clock.name if (clock := facts.rules.clocks.get(run.kind)) else run.kind,
                say_day(run.started_on),
                say_day(run.due_on) if run.due_on else _("length unknown"),
                say_day(run.ended_on) if run.ended_on else "",
            ]
            for run in facts.clocks
        ],
    }


def _money(facts: Facts) -> Iterable[dict[str, Any]]:
    """Sanctions, and the ledger by its rows; workers are counted, not named."""
    yield {
        "title": _("Sanctions"),
        "heads": [_("Number"), _("Kind"), _("State"), _("Amount"), _("Owed")],
        "columns": ["40mm", "1fr", "28mm", "30mm", "30mm"],
        "right": [3, 4],
        "rows": [
            [
                row.sanction.number, row.kind, row.tag.word,
                say_money(row.amount) if row.amount is not None else "",
                say_money(row.owed) if row.owed is not None else "",
            ]
            for row in sanctions_of(facts)
        ],
    }  # fmt: skip
    balance, rows = 0, []
    for entry in facts.entries:
        balance += entry.amount
        rows.append([
            say_day(entry.on), _lines(entry.get_kind_display(), entry.receipt),
            entry.get_beneficiary_display(), say_money(entry.amount), say_money(balance),
        ])  # fmt: skip
    yield {
        "title": _("Money"),
        "heads": [_("Day"), _("What"), _("For"), _("Amount"), _("Balance")],
        "columns": ["24mm", "1fr", "30mm", "32mm", "32mm"],
        "right": [3, 4],
        "rows": rows,
    }


def _provision(row: pages.FindingRow) -> str:
    if not row.provision:
        return ""
    if row.is_confirmed:
        return _lines(row.provision, _("Article %(number)s") % {"number": row.article})
    return _lines(row.provision, _("article unconfirmed"))


def _lines(*parts: str) -> str:
    return "\n".join(str(part) for part in parts if part)
