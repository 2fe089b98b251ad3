"""What the desk's page shows of a batch: counts, reasons, rows with their cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solar_cms.base.face import Tag
from solar_cms.base.texts import text_in
from solar_cms.imports.models import Batch, LinkRequest, StagedRow
from solar_cms.imports.operations.mending import likeness_of
from solar_cms.imports.states import BatchState, Outcome, RequestState

PAGE = 25
LOOKED_AT = 5000  # rows to mend that are grouped by reason

STATE_TAGS = {
    BatchState.READING: "under_way",
    BatchState.MATCHING: "waiting",
    BatchState.WAITING: "waiting",
    BatchState.CHECKING: "under_way",
    BatchState.READY: "waiting",
    BatchState.IMPORTING: "under_way",
    BatchState.IMPORTED: "done",
    BatchState.UNDONE: "closed",
    BatchState.DROPPED: "closed",
}

# Outcomes as the page groups them: key → (outcomes, colour in the bar, kind of sign, note).
SHOWN: dict[str, tuple[tuple[str, ...], str, str, Any]] = {
    "ready": (("ready",), "#2b6322", "done", gettext_lazy("will be imported")),
    "mend": (("mend", "unchecked"), "#a11f1b", "refused", gettext_lazy("in the grid below")),
    "same": (("same",), "#e0b04f", "assumed", gettext_lazy("you decide, one by one")),
    "here": (("here",), "#4e5956", "closed", gettext_lazy("nothing to do")),
    "left_out": (("left_out",), "#ffffff", "waiting", gettext_lazy("kept in the file")),
    "imported": (("created", "updated", "linked"), "#0b5560", "done", gettext_lazy("written")),
}
WORDS = {
    "ready": gettext_lazy("Ready"),
    "mend": gettext_lazy("To mend"),
    "same": gettext_lazy("Same person?"),
    "here": gettext_lazy("Already here"),
    "left_out": gettext_lazy("Left out"),
    "imported": gettext_lazy("Imported"),
}
ALIKE = {
    "name": gettext_lazy("name"),
    "card": gettext_lazy("identity card"),
    "birth_year": gettext_lazy("birth year"),
    "sex": gettext_lazy("sex"),
    "village": gettext_lazy("village"),
    "phone": gettext_lazy("phone"),
}
ANSWERS_LEFT = {RequestState.ASKED: "waiting", RequestState.AGREED: "done", RequestState.OTHER: "closed",
                RequestState.REFUSED: "refused"}  # fmt: skip


@dataclass
class Cell:
    column: str
    label: str
    text: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggestions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"cell.{self.column}"


@dataclass
class Row:
    number: int
    outcome: str
    cells: list[Cell]
    problems: list[str] = field(default_factory=list)  # of no shown column
    candidates: list[dict[str, Any]] = field(default_factory=list)
    may_be_new: bool = False
    alike: int = 0  # rows to decide that are alike and different in the same things, this one too
    summary: str = ""


def state_tag(batch: Batch) -> Tag:
    return Tag(STATE_TAGS[BatchState(batch.state)], str(BatchState(batch.state).label))


def counts(batch: Batch) -> dict[str, int]:
    """Rows by group, from the rows themselves."""
    found = Counter(dict(_by_outcome(batch)))
    return {key: sum(found[o] for o in outcomes) for key, (outcomes, *_rest) in SHOWN.items()}


def _by_outcome(batch: Batch) -> Any:
    rows = StagedRow.objects.filter(batch=batch).order_by()
    return rows.values_list("outcome").annotate(n=Count("id"))


def groups(batch: Batch, found: dict[str, int], show: str) -> list[dict[str, Any]]:
    """The figures of the dry run, each a link to its rows; and where its piece of the bar lies."""
    total, at, shown = max(batch.rows, 1), 0.0, []
    for key, (_outcomes, colour, kind, note) in SHOWN.items():
        if not found[key] and key not in {"ready", "mend", show}:
            continue
        width = found[key] * 100 / total
        shown.append(
            {
                "key": key, "word": str(WORDS[key]), "count": found[key], "colour": colour, "kind": kind,
                "note": str(note), "at": f"{at:.3f}", "width": f"{width:.3f}", "current": key == show,
                "url": f"{reverse('import_batch', args=[batch.pk])}?show={key}#rows",
            }
        )  # fmt: skip
        at += width
    return shown


def first_shown(found: dict[str, int]) -> str:
    """What needs the reader first."""
    return next(
        (key for key in ("mend", "same", "ready", "imported", "here") if found[key]), "ready"
    )


def rows_of(batch: Batch, show: str, *, reason: str = "", after: int = 0) -> QuerySet[StagedRow]:
    rows = StagedRow.objects.filter(batch=batch, outcome__in=SHOWN[show][0], number__gt=after)
    if reason:
        rows = rows.filter(problems__contains=[{"field": reason, "severity": "error"}])
    return rows.order_by("number")


def shown_columns(batch: Batch, rows: list[StagedRow]) -> list[str]:
    """Our columns that the file has, and those that a problem or a mended cell names."""
    there = [name for name in batch.columns() if name]
    extra = {p["field"] for row in rows for p in row.problems} | {
        n for row in rows for n in row.mended
    }
    order = [column.name for column in batch.importer.columns]
    return [name for name in order if name in there or name in extra]


def table(batch: Batch, rows: list[StagedRow]) -> tuple[list[str], list[Row]]:
    """(headings, rows) for the grid."""
    names = shown_columns(batch, rows)
    labels = {column.name: str(column.label) for column in batch.importer.columns}
    columns = batch.columns()
    table = [_row(row, names, labels, columns) for row in rows]
    if any(one.candidates for one in table):
        _add_offers(batch, rows, table)
    return [labels[name] for name in names], table


def _add_offers(batch: Batch, rows: list[StagedRow], table: list[Row]) -> None:
    """What the file would change, how many rows are alike, and what other offices answered."""
    likeness = Counter(
        found
        for one in StagedRow.objects.filter(batch=batch, outcome=Outcome.SAME)[:LOOKED_AT]
        if (found := likeness_of(one)) is not None
    )
    asked = {
        (q.number, str(q.record)): q
        for q in LinkRequest.objects.filter(batch=batch, number__in=[row.number for row in rows])
    }
    offered = batch.importer.offered
    for row, one in zip(rows, table, strict=True):
        mine = likeness_of(row)
        one.alike = likeness[mine] if mine is not None else 0
        for raw, candidate in zip(row.candidates, one.candidates, strict=True):
            candidate["offers"] = [
                (field, str(offered.get(field, field)), kept, ours)
                for field, (kept, ours) in raw.get("offers", {}).items()
            ]
            question = asked.get((row.number, raw.get("hidden", "")))
            if question is not None:
                state = RequestState(question.state)
                candidate["answer"] = Tag(ANSWERS_LEFT[state], str(state.label))
                candidate["reason"] = question.reason
            elif raw.get("hidden"):
                candidate["ask"] = f"ask:{row.candidates.index(raw)}"


def _row(row: StagedRow, names: list[str], labels: dict[str, str], columns: list[str]) -> Row:
    texts = row.texts(columns)
    cells = []
    for name in names:
        mine = [p for p in row.problems if p["field"] == name]
        cells.append(
            Cell(
                name, labels[name], texts.get(name, ""),
                [text_in(p["texts"]) for p in mine if p["severity"] == "error"],
                [text_in(p["texts"]) for p in mine if p["severity"] == "warning"],
                [(text, words) for text, words in row.suggestions.get(name, [])],
            )
        )  # fmt: skip
    others = [text_in(p["texts"]) for p in row.problems if p["field"] not in names]
    candidates = [_candidate(c) for c in row.candidates]
    twice = any(p["code"] == "row.twice" for p in row.problems)
    return Row(
        row.number, row.outcome, cells, others, candidates,
        may_be_new=(twice and row.problems[0]["field"] != "card")
        or (bool(row.candidates) and not any(c["only_link"] or c.get("hidden") for c in row.candidates)),
        summary=", ".join(cell.text for cell in cells if cell.text),
    )  # fmt: skip


def _candidate(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": raw["id"],
        "decision": f"same:{raw['id']}",
        "name": text_in(raw["names"]),
        "birth_year": raw.get("birth_year"),
        "place": text_in(raw["place"]),
        "district": raw.get("district", ""),
        "alike": ", ".join(str(ALIKE.get(word, word)) for word in raw["alike"]),
        "differs": ", ".join(str(ALIKE.get(word, word)) for word in raw["differs"]),
    }


def reasons(batch: Batch, reason: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(links by reason, suggestions that fit several rows alike)."""
    labels = {column.name: str(column.label) for column in batch.importer.columns}
    columns = batch.columns()
    by_field: Counter[str] = Counter()
    alike: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows_of(batch, "mend")[:LOOKED_AT]:
        by_field.update({p["field"] for p in row.problems if p["severity"] == "error"})
        texts = row.texts(columns)
        for name, offers in row.suggestions.items():
            alike[(name, texts.get(name, ""), offers[0][0], offers[0][1])] += 1
    url = reverse("import_batch", args=[batch.pk])
    whole = rows_of(batch, "mend").count()
    links = [
        {"word": _("All"), "count": whole, "url": f"{url}?show=mend#rows", "current": not reason}
    ]
    for name, count in by_field.most_common():
        links.append(
            {
                "word": labels.get(name, name), "count": count, "current": name == reason,
                "url": f"{url}?show=mend&reason={name}#rows",
            }
        )  # fmt: skip
    offers = [
        {
            "column": name,
            "label": labels.get(name, name),
            "text": text,
            "new": new,
            "words": words,
            "count": n,
        }
        for (name, text, new, words), n in alike.most_common(3)
        if n > 1
    ]
    return links, offers
