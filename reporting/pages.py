"""What the pages of figures show, gathered for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reporting import counting, drawings, figures, layout, mapping, report_data
from reporting.blocks import Cell, Chart, Head, Line, Table
from reporting.figures import Shown, figure_url
from reporting.layout import say_value
from reporting.models import Indicator, Period
from reporting.overview import Row
from reporting.quarters import is_year, say_months, say_quarter
from reporting.scope import reaches
from reporting.tallies import SEX
from solar_cms.accounts.models import Office
from solar_cms.base.face import Tag
from solar_cms.base.hooks import Dataset, Dimension
from solar_cms.base.models import SourceStatus
from solar_cms.base.said import say_number
from solar_cms.places.models import District, Province


def may_set_targets(user: Any, place: Any) -> bool:
    return not place.district and reaches(user, "targets.set", place.province or None)


def words_of(dimension: Dimension, keys: Sequence[str]) -> dict[str, str]:
    """The values of a dimension in words, by the text the breakdown keeps them as."""
    said: dict[str, str] = {}
    known = [key for key in keys if key]
    if dimension.labels and known:
        tries: list[Sequence[Any]] = [known]
        if all(key.lstrip("-").isdigit() for key in known):
            tries.append([int(key) for key in known])
        for values in tries:
            try:
                said = {str(v): str(w) for v, w in dimension.labels(values).items()}
            except (KeyError, TypeError, ValueError):
                continue
            if said:
                break
    return {key: said.get(key) or (key if key else _("not known")) for key in keys}


def part_of(indicator: Indicator) -> str:
    """The table of figures that an indicator stands in: the project's, or the field's."""
    return "reporting" if indicator.objective.in_reports else "key_figures"


def figure_context(row: Row, where: Any, user: Any) -> dict[str, Any]:
    """Everything of a figure's page but its records."""
    shown = row.shown
    definition = shown.definition
    context: dict[str, Any] = {
        "row": row,
        "shown": shown,
        "place": where,
        "value": say_value(shown.number, definition.unit),
        "made_of": f"{say_value(shown.numerator or 0)} ÷ {say_value(shown.denominator)}",
        "months": say_months(shown.period.code),
        "quarter": say_quarter(shown.period.code),
        "is_year": is_year(shown.period.code),
        "crumbs": [
            (
                _("Figures"),
                f"{reverse(part_of(shown.indicator))}?period={shown.period.code}&place={where.address}",
            ),
            (shown.indicator.objective.key, reverse("indicator", args=[shown.indicator.key])),
        ],
        "counted": layout.counted(report_data.definition_of(definition)),
        "status": str(SourceStatus(definition.status).label),
        "state": frozen_tag(shown),
        "tables": [] if shown.is_reported or shown.error else breakdown_tables(shown, where),
        "reported": shown.reported,
        "chart": _chart(row),
        "map": None if where.district else mapping.map_of_figure(shown, where.province),
    }
    if shown.frozen is not None and not shown.is_reported and not where.district:
        context |= restatement_context(shown, user)
    return context


def frozen_tag(shown: Shown) -> Tag:
    if shown.frozen is None:
        return Tag("under_way", _("Open: may still change"))
    return Tag("closed", _("Locked"))


def _chart(row: Row) -> Chart | None:
    if row.shown.error or not any(row.trend):
        return None
    return drawings.chart_of(report_data.series_of(row))


def breakdown_tables(shown: Shown, where: Any) -> list[Table]:
    """One table per disaggregation and one by place; each cell opens its own records."""
    dataset = figures.dataset_of(shown.definition)
    found = []
    for name in counting.dimensions_of(shown.definition):
        cells = shown.breakdown.get(name, {})
        if name != SEX and cells:
            found.append(_dimension_table(shown, name, dataset.dimensions[name], cells))
    if not where.district:
        found.insert(0, _places_table(shown, "district" if where.code else "province"))
    if SEX in shown.breakdown and (where.district or not found):
        found.append(_dimension_table(shown, SEX, dataset.dimensions[SEX], shown.breakdown[SEX]))
    return [table for table in found if table.lines]


def _heads(first: str, by_sex: bool) -> tuple[Head, ...]:
    heads = [Head(first, phone="lead")]
    if by_sex:
        heads += [Head(_("Women"), "num", phone="sub"), Head(_("Men"), "num", phone="state")]
    return (*heads, Head(_("All"), "num", phone="due"))


def _dimension_table(shown: Shown, name: str, dimension: Dimension, cells: dict[str, Any]) -> Table:
    crossed = shown.breakdown.get(f"{name}|{SEX}", {}) if name != SEX else {}
    words = words_of(dimension, list(cells))
    unit, lines = shown.definition.unit, []
    for key, number in sorted(cells.items(), key=lambda pair: -pair[1]):
        line = [Cell(words[key])]
        if crossed:
            for sex in ("F", "M"):
                part = crossed.get(key, {}).get(sex, 0)
                line.append(
                    Cell(say_value(part, unit), part, _cell_url(shown, part, {name: key, SEX: sex}))
                )
        line.append(Cell(say_value(number, unit), number, _cell_url(shown, number, {name: key})))
        lines.append(Line(tuple(line)))
    return Table(_heads(str(dimension.label), bool(crossed)), tuple(lines), str(dimension.label))


def _cell_url(shown: Shown, number: Any, cell: dict[str, str]) -> str:
    return f"{shown.url}?{urlencode(cell)}#records" if number else ""


def _places_table(shown: Shown, level: str) -> Table:
    numbers = shown.breakdown.get(level, {})
    sexes = shown.breakdown.get(f"{level}|{SEX}", {})
    model: Any = District if level == "district" else Province
    names = {p.code: str(p) for p in model.objects.filter(code__in=list(numbers))}
    unit, code_of = shown.definition.unit, shown.period.code
    lines = []
    for code, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        url = figure_url(shown.indicator.key, code_of, code)
        line = [Cell(names.get(code, code))]
        if shown.by_sex:
            for sex in ("F", "M"):
                part = sexes.get(code, {}).get(sex, 0)
                there = f"{url}?{urlencode({SEX: sex})}#records" if part else ""
                line.append(Cell(say_value(part, unit), part, there))
        line.append(Cell(say_value(number, unit), number, url))
        lines.append(Line(tuple(line)))
    title = _("District") if level == "district" else _("Province")
    return Table(_heads(title, shown.by_sex), tuple(lines), title)


# --- records -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordLine:
    words: str
    url: str
    day: Any
    values: list[Any]


def column_paths(dataset: Dataset) -> dict[str, Any]:
    """Annotations that fetch the columns beside each record in the same query."""
    return {
        f"figure_column_{n}": F(path) for n, (_heading, path) in enumerate(dataset.columns.values())
    }


def record_lines(dataset: Dataset, rows: Sequence[Any]) -> list[RecordLine]:
    """Records in words with their address and columns; codes said by their dimension's labels."""
    columns = list(dataset.columns)
    words: dict[int, dict[str, str]] = {}
    for n, name in enumerate(columns):
        dimension = dataset.dimensions.get(name)
        if dimension is not None and dimension.labels is not None:
            keys = {str(getattr(row, f"figure_column_{n}") or "") for row in rows}
            said = words_of(dimension, sorted(keys))
            words[n] = {key: word for key, word in said.items() if key}
    lines = []
    for row in rows:
        values = []
        for n in range(len(columns)):
            value = getattr(row, f"figure_column_{n}")
            values.append(words.get(n, {}).get(str(value), value))
        said_words, url = dataset.record(row)
        lines.append(RecordLine(said_words, url, row.figure_day, values))
    return lines


def day_shown_already(shown: Shown, dataset: Dataset) -> bool:
    """Is the date that a record counts by one of its columns?"""
    path = dataset.dates[shown.definition.date_name]
    return path in [column for _heading, column in dataset.columns.values()]


def csv_lines(dataset: Dataset, rows: Sequence[Any]) -> list[list[Any]]:
    return [[line.words, line.day, *line.values] for line in record_lines(dataset, rows)]


def narrowed_words(dataset: Dataset, also: dict[str, Any], path: str) -> list[tuple[str, str]]:
    """The chosen cell in words, each with the address without it."""
    found = []
    for name, value in also.items():
        dimension = dataset.dimensions[name]
        key = "" if value is None else str(value)
        rest = {k: "" if v is None else v for k, v in also.items() if k != name}
        url = f"{path}?{urlencode(rest)}" if rest else path
        found.append((f"{dimension.label}: {words_of(dimension, [key])[key]}", url))
    return found


def offices_to_ask(where: Any) -> list[Office]:
    """Who keeps the records of a place: its district office, else its province's offices."""
    offices = Office.objects.on().order_by("kind", "code")
    if where.district:
        own = list(offices.filter(district=where.district)[:3])
        if own:
            return own
    if where.province:
        own = list(offices.filter(province=where.province, kind=Office.Kind.PROVINCIAL)[:3])
        return own or list(offices.filter(province=where.province)[:5])
    return list(offices.filter(kind=Office.Kind.CENTRAL)[:3])


# --- restatement, definitions --------------------------------------------------------------------


def restatement_context(shown: Shown, user: Any) -> dict[str, Any]:
    """What changed behind a frozen figure since its lock, as far as this reader may open it."""
    frozen = shown.frozen
    if frozen is None:
        return {}
    change = figures.difference(frozen, shown.period)
    if not change.added_count and not change.gone_count:
        return {}
    province = frozen.province_id or ""
    live = counting.count(shown.definition, [shown.period], province=province)
    value = live[shown.period.code, province].number
    dataset = figures.dataset_of(shown.definition)
    mine = dataset.visible(user).values("pk")
    added = change.added.filter(pk__in=mine).select_related(*dataset.select_related)[:20]
    gone = change.gone.filter(pk__in=mine).select_related(*dataset.select_related)[:20]
    noted = frozen.restatements.order_by("-noticed_on", "-id").first()
    return {
        "restated": {
            "value": say_value(value, shown.definition.unit),
            "added": change.added_count,
            "gone": change.gone_count,
            "noted": noted,
            "added_rows": [dataset.record(row) for row in added],
            "gone_rows": [dataset.record(row) for row in gone],
        }
    }


def definition_facts(indicator: Indicator) -> list[dict[str, Any]]:
    """All definitions, the newest first, with what they count in words."""
    found = []
    for version in indicator.versions.order_by("-valid_from"):
        version.indicator = indicator
        facts = report_data.definition_of(version)
        dataset = None
        try:
            dataset = None if version.is_reported else figures.dataset_of(version)
            fault = ""
        except counting.FigureError as error:
            fault = str(error)
        found.append(
            {
                "version": version,
                "counted": layout.counted(facts),
                "status": str(SourceStatus(version.status).label),
                "dataset": dataset,
                "filters": _filters(version, dataset),
                "measure": dataset.measures[version.measure].label if dataset else "",
                "divided_by": "" if fault else _divided_by(version),
                "by": [dataset.dimensions[n].label for n in counting.dimensions_of(version)]
                if dataset
                else [],
                "fault": fault,
            }
        )
    return found


def _divided_by(version: Any) -> str:
    """The denominator in words, with its measure and what it is narrowed to; "" without one."""
    if version.denominator_reported:
        named = Indicator.objects.filter(key=version.denominator_reported).first()
        said = _("%(indicator)s, as reported") % {
            "indicator": named or version.denominator_reported
        }
    elif below := counting.denominator_of(version):
        chosen = [f"{label}: {words}" for label, words in _filters(version, below.dataset, below)]
        said = " · ".join([f"{below.dataset.label}: {below.measure.label}", *chosen])
    else:
        return ""
    return said if version.per == 100 else f"{said} (× {say_number(version.per)})"


def _filters(
    version: Any, dataset: Dataset | None, part: counting.Part | None = None
) -> list[tuple[Any, str]]:
    if dataset is None:
        return []
    found = []
    for name, wanted in (part.filter if part else version.filter).items():
        keys = [str(v) for v in (wanted if isinstance(wanted, list) else [wanted])]
        words = words_of(dataset.dimensions[name], keys)
        found.append((dataset.dimensions[name].label, ", ".join(words[k] for k in keys)))
    return found


def period_rows(periods: Sequence[Period]) -> list[dict[str, Any]]:
    return [
        {
            "period": period,
            "name": say_quarter(period.code),
            "months": say_months(period.code),
            "tag": Tag("closed", _("Locked")) if period.is_locked else Tag("under_way", _("Open")),
        }
        for period in periods
    ]
