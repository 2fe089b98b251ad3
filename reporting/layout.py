"""A report as sections of tables and charts in one language: the page, PDF, DOCX and XLSX draw it.

Everything is worded here from frozen data, so all four show the same. A cell is a Cell; a block is
a Table, a Chart or a Passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from reporting import drawings
from reporting.blocks import Block, Cell, Head, Layout, Line, Passage, Section, Table
from reporting.overview import tag_of
from reporting.quarters import is_year, say_months, say_quarter
from reporting.states import Accumulation, IndicatorKind, ReportKind, Unit
from solar_cms.base import charts
from solar_cms.base.models import SourceStatus
from solar_cms.base.said import say_day, say_money, say_number
from solar_cms.base.texts import text_in


def lay_out(data: dict[str, Any], language: str, *, digest: str = "") -> Layout:
    """The whole report in one language."""
    with translation.override(language):
        place = place_name(data)
        kind = str(ReportKind(data["kind"]).label)
        sections = [
            indicators_section(data),
            places_section(data),
            quarters_section(data),
            activities_section(data),
            reported_section(data),
            definitions_section(data),
        ]
        return Layout(
            language=language,
            title=_("Quarterly report, %(months)s")
            % {"months": say_months(data["period"]["code"])},
            subtitle=f"{kind} · {place}",
            facts=facts_of(data, digest),
            sections=tuple(s for s in sections if s is not None),
            foot=foot_of(data, digest),
            labels={"women": _("Women"), "men": _("Men")},
        )


def place_name(data: dict[str, Any]) -> str:
    code, names = data["place"]["code"], data["place"]["names"]
    return f"{text_in(names)} {code}" if code else _("Whole country")


def day_of(iso: str | date | None) -> str:
    if not iso:
        return ""
    value = datetime.fromisoformat(iso) if isinstance(iso, str) else iso
    return say_day(value)


def facts_of(data: dict[str, Any], digest: str) -> tuple[tuple[str, str], ...]:
    locked = (
        _("locked %(day)s") % {"day": day_of(data["locked"])}
        if data["locked"]
        else _("open: figures may still change")
    )
    return (
        (
            _("Period"),
            f"{day_of(data['period']['starts_on'])} – {day_of(data['period']['ends_on'])}, {locked}",
        ),
        (_("Version"), f"{data['edition']}, {day_of(data['built_on'])}"),
        (_("Fingerprint of the figures"), " ".join(digest[n : n + 4] for n in range(0, 16, 4))),
        (_("Online"), data["url"]),
    )


def foot_of(data: dict[str, Any], digest: str) -> str:
    return _("%(place)s, %(quarter)s, version %(edition)s, %(digest)s") % {
        "place": place_name(data),
        "quarter": say_quarter(data["period"]["code"]),
        "edition": data["edition"],
        "digest": digest[:8],
    }


def say_value(value: float | int | Decimal | None, unit: str = "") -> str:
    if value is None:
        return "–"
    if unit == Unit.MONEY:
        return say_money(int(value), with_code=False)
    said = charts.plainly(float(value))
    return f"{said}%" if unit == Unit.PERCENT else said


def counted(definition: dict[str, Any]) -> str:
    """How rows come into a period: "from 1.1.2022 to the end of the quarter"."""
    how = definition["accumulation"]
    if definition["kind"] == IndicatorKind.REPORTED:
        return _("reported with a document, not counted here")
    if how == Accumulation.PERIOD:
        return _("in this quarter")
    if how == Accumulation.STANDING:
        return _("on the last day of the quarter")
    if definition["since"]:
        return _("cumulative since %(day)s") % {"day": day_of(definition["since"])}
    return _("cumulative")


def _note(row: dict[str, Any]) -> str:
    if row["error"]:
        return row["error"]
    facts = row["reported"]
    if not facts:
        return counted(row["definition"])
    said = _("%(source)s of %(day)s") % {
        "source": facts["source"],
        "day": day_of(facts["source_date"]),
    }
    seen = (
        _("verified %(day)s") % {"day": day_of(facts["verified_on"])}
        if facts["verified_on"]
        else _("not verified")
    )
    return f"{said}, {seen}"


def _value_cell(row: dict[str, Any]) -> Cell:
    if row["error"]:
        return Cell("–")
    text = say_value(row["value"], row["definition"]["unit"])
    return Cell(text, row["value"], row["url"] if row["value"] is not None else "", bold=True)


def _sex_cell(row: dict[str, Any]) -> Cell:
    if not row["by_sex"] or row["error"]:
        return Cell(_("not by sex"))
    women, men = row["women"] or 0, row["men"] or 0
    unit = row["definition"]["unit"]
    text = f"{say_value(women, unit)} / {say_value(men, unit)}"
    whole = unit != Unit.PERCENT and women + men
    return Cell(text, sexes=(women, men) if whole else None)


def indicators_section(data: dict[str, Any]) -> Section:
    """Target and achievement, objective by objective."""
    heads = (
        Head(_("No."), width=0.5),
        Head(_("Indicator"), width=3.2, phone="lead"),
        Head(_("Target"), "num", 0.9),
        Head(_("Achieved"), "num", 1.0, phone="due"),
        Head(_("Bar: achieved, tick: target"), "bar", 1.6),
        Head(_("Women / men"), "sexes", 1.3, phone="sub"),
        Head(_("Last %(count)s quarters") % {"count": len(data["quarters"])}, "spark", 1.0),
        Head(_("State"), "tag", 1.2, phone="state"),
    )
    lines = []
    for objective in data["objectives"]:
        title = Cell(f"{objective['key']}  {text_in(objective['names'])}", bold=True)
        lines.append(Line((title,), "group"))
        lines += [_indicator_line(row) for row in objective["rows"]]
    note = _("Every underlined figure opens its definition and records.")
    table = Table(heads, tuple(lines), phone="cards")
    if not any(row["target"] is not None for o in data["objectives"] for row in o["rows"]):
        table = without(table, "bar")  # nothing to draw without a single target
    return Section("indicators", _("Indicators: target and achievement"), note, (table,))


def without(table: Table, kind: str) -> Table:
    """The table without its columns of a kind."""
    kept = [n for n, head in enumerate(table.heads) if head.kind != kind]
    lines = tuple(
        line if line.kind == "group" else Line(tuple(line.cells[n] for n in kept), line.kind)
        for line in table.lines
    )
    return Table(tuple(table.heads[n] for n in kept), lines, table.caption, table.phone)


def _indicator_line(row: dict[str, Any]) -> Line:
    target, value, unit = row["target"], row["value"], row["definition"]["unit"]
    reported = row["definition"]["kind"] == IndicatorKind.REPORTED
    series = tuple(float(q["value"] or 0) for q in row["series"])
    return Line(
        (
            Cell(row["number"]),
            Cell(text_in(row["names"]), bold=True, note=_note(row)),
            Cell(say_value(target, unit) if target is not None else _("none set"), target),
            _value_cell(row),
            Cell(bar=(value or 0, target)) if not reported and target is not None else Cell(),
            Cell("") if reported else _sex_cell(row),
            Cell(spark=series) if any(series) else Cell(),
            Cell(tag=tag_of(row["state"])),
        )
    )


def places_section(data: dict[str, Any]) -> Section | None:
    """Each indicator by district (or province) and sex; places without any are named below."""
    district = data["level"] == "district"
    blocks: list[Block] = []
    none_yet = []
    for row in drawings.computed(data):
        there = [cells for cells in row["places"] if cells["value"]]
        name = f"{row['number']} {text_in(row['names'])}"
        if there:
            blocks.append(_place_table(row, there, name, district))
        else:
            none_yet.append(name)
    if district and (drawing := drawings.map_of(data)) is not None:
        blocks.append(drawing)
    if none_yet:
        blocks.append(
            Passage(_("Nothing to break down: %(names)s.") % {"names": "; ".join(none_yet)})
        )
    title = _("By district and sex") if district else _("By province and sex")
    note = _("Whoever is counted in two places is counted once in the sum.")
    return Section("places", title, note, tuple(blocks))


def _place_table(
    row: dict[str, Any], there: Sequence[dict[str, Any]], name: str, district: bool
) -> Table:
    unit, by_sex = row["definition"]["unit"], row["by_sex"]
    heads = [
        Head(_("Code"), width=0.7),
        Head(_("District") if district else _("Province"), width=2.6, phone="lead"),
    ]
    if by_sex:
        heads += [Head(_("Women"), "num", phone="sub"), Head(_("Men"), "num", phone="state")]
    heads += [Head(_("All"), "num", phone="due"), Head(_("Share"), "num")]
    whole = row["value"] or 0
    lines = []
    for cells in there:
        line = [Cell(cells["code"]), Cell(text_in(cells["names"]))]
        if by_sex:
            line += [Cell(say_value(cells[sex], unit), cells[sex]) for sex in ("F", "M")]
        line.append(Cell(say_value(cells["value"], unit), cells["value"], cells["url"]))
        line.append(Cell(_share(cells["value"], whole) if unit != Unit.PERCENT else "–"))
        lines.append(Line(tuple(line)))
    total = [Cell(""), Cell(_("All"), bold=True)]
    if by_sex:
        total += [Cell(say_value(row[sex], unit), row[sex], bold=True) for sex in ("women", "men")]
    total += [Cell(say_value(row["value"], unit), row["value"], row["url"], bold=True), Cell("")]
    return Table(tuple(heads), (*lines, Line(tuple(total), "total")), name)


def _share(part: float, whole: float) -> str:
    if not whole:
        return "–"
    share = 100 * part / whole
    return _("under 1%") if 0 < share < 1 else f"{say_number(round(share))}%"


def quarters_section(data: dict[str, Any]) -> Section:
    """A chart per indicator that has anything to draw, and all quarters as a table."""
    blocks: list[Block] = [_series_table(data, drawings.computed(data), "")]
    for row in drawings.computed(data):
        if any(q["value"] for q in row["series"]):
            blocks.append(drawings.chart_of(row))
    note = _("%(first)s to %(last)s") % {
        "first": say_quarter(data["quarters"][0]),
        "last": say_quarter(data["quarters"][-1]),
    }
    yearly = is_year(data["quarters"][-1])
    title = _("Year by year") if yearly else _("Quarter by quarter")
    return Section("quarters", title, note, tuple(blocks))


def _series_table(data: dict[str, Any], rows: Sequence[dict[str, Any]], caption: str) -> Table:
    heads = [Head(_("No."), width=0.5), Head(_("Indicator"), width=3.2, phone="lead")]
    last = len(data["quarters"]) - 1
    for n, code in enumerate(data["quarters"]):
        heads.append(Head(say_quarter(code), "num", phone="due" if n == last else ""))
    lines = []
    for row in rows:
        unit = row["definition"]["unit"]
        cells = [Cell(row["number"]), Cell(text_in(row["names"]))]
        for n, quarter in enumerate(row["series"]):
            url = row["url"].replace(f"/{data['period']['code']}/", f"/{quarter['code']}/")
            known = quarter["value"] is not None
            cells.append(
                Cell(
                    say_value(quarter["value"], unit),
                    quarter["value"],
                    url if known else "",
                    bold=n == last,
                )
            )
        lines.append(Line(tuple(cells)))
    return Table(tuple(heads), tuple(lines), caption, "cards")


def activities_section(data: dict[str, Any]) -> Section | None:
    """What was done: counted from the records of visits, sessions and contributions."""
    if not data["activities"]:
        return None
    table = _series_table(data, data["activities"], "")
    return Section("activities", _("Activities"), _("counted from the records"), (table,))


def reported_section(data: dict[str, Any]) -> Section | None:
    """Figures no record here can give, each with its document."""
    rows = [row for objective in data["objectives"] for row in objective["rows"]]
    rows = [row for row in rows if row["definition"]["kind"] == IndicatorKind.REPORTED]
    if not rows:
        return None
    heads = (
        Head(_("No."), width=0.5),
        Head(_("Indicator"), width=2.4, phone="lead"),
        Head(_("Value"), "num", 0.9, phone="due"),
        Head(_("Document"), width=2.2, phone="sub"),
        Head(_("Reported by"), width=1.6),
        Head(_("Verified"), width=1.4, phone="state"),
    )
    lines = [Line(_reported_cells(row)) for row in rows]
    note = _("Not counted from records, never added to counted figures.")
    return Section(
        "reported", _("Reported figures"), note, (Table(heads, tuple(lines), phone="cards"),)
    )


def _reported_cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    facts = row["reported"]
    name = (Cell(row["number"]), Cell(text_in(row["names"])))
    if not facts:
        return (*name, Cell("–"), Cell(_("not reported for this quarter")), Cell(), Cell())
    document = _("%(source)s of %(day)s") % {
        "source": facts["source"],
        "day": day_of(facts["source_date"]),
    }
    verified = (
        f"{day_of(facts['verified_on'])}, {facts['verified_by']}"
        if facts["verified_on"]
        else _("not verified")
    )
    return (*name, _value_cell(row), Cell(document), Cell(facts["by"]), Cell(verified))


def definitions_section(data: dict[str, Any]) -> Section:
    rows = [row for objective in data["objectives"] for row in objective["rows"]]
    return definitions_of([*rows, *data["activities"]])


def definitions_of(rows: Sequence[dict[str, Any]]) -> Section:
    """What each indicator counts, from where, and how sure the definition is."""
    heads = (
        Head(_("No."), width=0.5),
        Head(_("Definition"), width=4.6, phone="lead"),
        Head(_("Counted"), width=1.8, phone="sub"),
        Head(_("Source and status"), width=2.4),
    )
    lines = []
    for row in rows:
        definition = row["definition"]
        status = str(SourceStatus(definition["status"]).label)
        since = _("definition %(number)s, valid from %(day)s") % {
            "number": definition["number"],
            "day": day_of(definition["valid_from"]),
        }
        unit = str(Unit(definition["unit"]).label)
        lines.append(
            Line(
                (
                    Cell(row["number"]),
                    Cell(
                        text_in(row["names"]),
                        bold=True,
                        note=f"{text_in(definition['texts'])} ({since})",
                    ),
                    Cell(f"{unit}, {counted(definition)}"),
                    Cell(f"{definition['source']} ({status})"),
                )
            )
        )
    return Section(
        "definitions", _("Definitions"), "", (Table(heads, tuple(lines), phone="cards"),)
    )
