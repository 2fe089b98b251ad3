"""The annual report of Convention No. 81, Article 21: items and figures as field/c81.toml says.

Its data is frozen as that of a quarterly report is; a figure covers the whole year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from reporting import field, figures, layout, quarters, report_data
from reporting.blocks import Block, Cell, Head, Layout, Line, Passage, Section, Table
from reporting.figures import Shown
from reporting.models import Period, Report, ReportedFigure
from reporting.overview import year_of
from reporting.pages import words_of
from reporting.rules import problems_with_figures
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.problems import refuse_if
from solar_cms.base.texts import text_in
from solar_cms.law.models import Law
from solar_cms.places.models import Province

PROVINCE = "province"


def collect(report: Report) -> dict[str, Any]:
    """The frozen data of an annual report. Refused when any figure cannot be computed."""
    definition, year = field.read("c81"), year_of(report.period.code)
    keys = [key for item in definition["item"] for key in item.get("indicators", [])]
    defined = figures.definitions_on([year], keys)
    found = figures.figures_for([year], definitions=defined, only_home=True)
    shown = {key: one for (key, _code, place), one in found.items() if place == ""}
    refuse_if(problems_with_figures(shown.values()))
    reported = _reported(year, keys)
    data = {
        "kind": report.kind,
        "edition": report.edition,
        "built_on": today(),
        "url": f"{settings.SOLAR_SITE_URL}{reverse('report', args=[report.pk])}",
        "period": {"code": year.code, "starts_on": year.starts_on, "ends_on": year.ends_on},
        "locked": report.period.locked_at,
        "place": {"code": "", "names": {}},
        "names": definition["names"],
        "subtitle": definition["subtitle"],
        "items": [
            {
                "letter": item["letter"],
                "names": item["names"],
                "laws": _laws(year.ends_on) if item.get("laws") else [],
                "rows": [
                    _row(shown[key], item.get("by", []), reported.get(key, []))
                    for key in item.get("indicators", [])
                    if key in shown
                ],
                "missing": [key for key in item.get("indicators", []) if key not in shown],
            }
            for item in definition["item"]
        ],
    }
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def _laws(day: date) -> list[dict[str, Any]]:
    """The laws in force on a day, with how many of their articles the violations cite."""
    in_force = Q(articles__valid_from__lte=day) & (
        Q(articles__valid_to__isnull=True) | Q(articles__valid_to__gte=day)
    )
    rows = Law.objects.on(day).annotate(there=Count("articles", filter=in_force))
    return [
        {
            "names": law.names,
            "number": law.number,
            "valid_from": law.valid_from,
            "articles": law.there,
            "source": law.source,
            "status": law.status,
        }
        for law in rows.order_by("valid_from", "key")
    ]


def _reported(year: Period, keys: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Indicator → what was reported in the year for the whole country, each with its document."""
    rows = (
        ReportedFigure.objects.filter(
            indicator__key__in=list(keys),
            province=None,
            period__starts_on__gte=year.starts_on,
            period__ends_on__lte=quarters.bounds(year.code)[1],
        )
        .select_related("indicator", "period", "reported_by", "verified_by")
        .order_by("period__code")
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        key, code = row.indicator.key, row.period.code
        facts = {
            **figures.reported_facts(row),
            "quarter": code,
            "value": float(row.value),
            "url": f"{settings.SOLAR_SITE_URL}{figures.figure_url(key, code, '')}",
        }
        found.setdefault(key, []).append(facts)
    return found


def _row(shown: Shown, by: list[str], reported: list[dict[str, Any]]) -> dict[str, Any]:
    number = report_data._number
    tables = [] if shown.is_reported else _tables(shown, by)
    return {
        "key": shown.indicator.key,
        "number": shown.indicator.number,
        "names": shown.indicator.names,
        "value": number(shown.number),
        "numerator": number(shown.numerator),
        "denominator": number(shown.denominator),
        "url": report_data.absolute(shown),
        "error": "",
        "reported": reported,
        "tables": tables,
        "definition": report_data.definition_of(shown.definition),
    }


def _tables(shown: Shown, by: list[str]) -> list[dict[str, Any]]:
    """The province and the breakdowns asked for that the figure has, worded in each language."""
    dataset = figures.dataset_of(shown.definition)
    provinces = {p.code: p for p in Province.objects.all()}
    tables = []
    for name in [PROVINCE, *by]:
        cells = shown.breakdown.get(name, {})
        if not cells:
            continue
        labels, words = {}, {}
        for code in settings.PACK["languages"]["content"]:
            with translation.override(code):
                if name == PROVINCE:
                    labels[code] = str(_("Province"))
                    words[code] = {key: provinces[key].name for key in cells if key in provinces}
                else:
                    dimension = dataset.dimensions[name]
                    labels[code] = str(dimension.label)
                    words[code] = words_of(dimension, list(cells))
        order = sorted(cells, key=lambda key: (-cells[key], key))
        tables.append(
            {
                "names": labels,
                "lines": [
                    {
                        "names": {code: said.get(key, key) for code, said in words.items()},
                        "value": cells[key],
                    }
                    for key in order
                ],
            }
        )
    return tables


def lay_out(data: dict[str, Any], language: str, *, digest: str = "") -> Layout:
    """The whole report in one language."""
    with translation.override(language):
        return Layout(
            language=language,
            title=f"{text_in(data['names'])}, {data['period']['code']}",
            subtitle=f"{text_in(data['subtitle'])} · {layout.place_name(data)}",
            facts=layout.facts_of(data, digest),
            sections=(*[_section(item) for item in data["items"]], _definitions(data)),
            foot=layout.foot_of(data, digest),
            labels={"women": _("Women"), "men": _("Men")},
        )


def _section(item: dict[str, Any]) -> Section:
    blocks: list[Block] = []
    if item["laws"]:
        blocks.append(_laws_table(item["laws"]))
    counted = [row for row in item["rows"] if row["definition"]["kind"] != "reported"]
    asked = [row for row in item["rows"] if row["definition"]["kind"] == "reported"]
    if counted:
        blocks.append(_figures_table(counted))
    for row in counted:
        blocks += [_breakdown(row, table) for table in row["tables"]]
    if told := [row for row in asked if row["reported"]]:
        blocks.append(_reported_table(told))
    untold = [text_in(row["names"]) for row in asked if not row["reported"]] + item["missing"]
    if untold:
        blocks.append(
            Passage(
                _("Not recorded for this year, and so not stated: %(names)s.")
                % {"names": "; ".join(untold)}
            )
        )
    if not blocks:
        blocks.append(Passage(_("Nothing is recorded.")))
    title = f"({item['letter']}) {text_in(item['names'])}"
    return Section(f"item-{item['letter']}", title, "", tuple(blocks))


def _laws_table(laws: list[dict[str, Any]]) -> Table:
    heads = (
        Head(_("Law"), width=4, phone="lead"),
        Head(_("Number"), width=1.4, phone="sub"),
        Head(_("In force since"), width=1.2),
        Head(_("Articles"), "num", 0.8, phone="due"),
        Head(_("Source and status"), width=2.6),
    )
    lines = [
        Line(
            (
                Cell(text_in(law["names"]), bold=True),
                Cell(law["number"] or "–"),
                Cell(layout.day_of(law["valid_from"])),
                Cell(str(law["articles"]), law["articles"]),
                Cell(f"{law['source']} ({SourceStatus(law['status']).label})"),
            )
        )
        for law in laws
    ]
    return Table(heads, tuple(lines), phone="cards")


def _figures_table(rows: list[dict[str, Any]]) -> Table:
    heads = (
        Head(_("No."), width=0.5),
        Head(_("Indicator"), width=3.6, phone="lead"),
        Head(_("Value"), "num", 1.0, phone="due"),
        Head(_("Made of"), "num", 1.4, phone="sub"),
    )
    lines = []
    for row in rows:
        value = layout.say_value(row["value"], row["definition"]["unit"])
        made_of = ""
        if row["denominator"] is not None:
            top, below = (layout.say_value(row[n] or 0) for n in ("numerator", "denominator"))
            made_of = f"{top} ÷ {below}"
        note = "" if row["value"] is not None else _("not known: nothing to divide by")
        lines.append(
            Line(
                (
                    Cell(row["number"]),
                    Cell(text_in(row["names"]), note=note),
                    Cell(
                        value,
                        row["value"],
                        row["url"] if row["value"] is not None else "",
                        bold=True,
                    ),
                    Cell(made_of),
                )
            )
        )
    return Table(heads, tuple(lines), phone="cards")


def _breakdown(row: dict[str, Any], table: dict[str, Any]) -> Table:
    unit, label = row["definition"]["unit"], text_in(table["names"])
    lines = [
        Line(
            (
                Cell(text_in(line["names"])),
                Cell(layout.say_value(line["value"], unit), line["value"]),
            )
        )
        for line in table["lines"]
    ]
    heads = (Head(label, width=4, phone="lead"), Head(_("Value"), "num", 1.0, phone="due"))
    return Table(heads, tuple(lines), f"{row['number']} {text_in(row['names'])}: {label}")


def _reported_table(rows: list[dict[str, Any]]) -> Table:
    heads = (
        Head(_("No."), width=0.5),
        Head(_("Indicator"), width=2.4, phone="lead"),
        Head(_("Quarter"), width=0.9),
        Head(_("Value"), "num", 0.9, phone="due"),
        Head(_("Document"), width=2.4, phone="sub"),
        Head(_("Verified"), width=1.4, phone="state"),
    )
    lines = []
    for row in rows:
        for facts in row["reported"]:
            document = _("%(source)s of %(day)s") % {
                "source": facts["source"],
                "day": layout.day_of(facts["source_date"]),
            }
            seen = (
                layout.day_of(facts["verified_on"]) if facts["verified_on"] else _("not verified")
            )
            unit = row["definition"]["unit"]
            lines.append(
                Line(
                    (
                        Cell(row["number"]),
                        Cell(text_in(row["names"]), note=_("reported, not counted here")),
                        Cell(quarters.say_quarter(facts["quarter"])),
                        Cell(layout.say_value(facts["value"], unit), facts["value"], facts["url"]),
                        Cell(document),
                        Cell(seen),
                    )
                )
            )
    return Table(heads, tuple(lines), _("Reported figures"), phone="cards")


def _definitions(data: dict[str, Any]) -> Section:
    rows = [row for item in data["items"] for row in item["rows"]]
    return layout.definitions_of(rows)
