"""Procedures in the administration, read only: what each version of the pack says, as it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.datasets import article_words
from cases.fines import FineRules
from cases.models import Procedure
from cases.procedure import Rules, Transition, rules_of_version
from cases.rules.acts import role_words
from cases.said import period_words
from solar_cms.base.models import SourceStatus
from solar_cms.base.said import say_day, say_money
from solar_cms.panel.records import RecordAdmin, register


def status_of(status: str) -> str:
    return str(SourceStatus(status).label) if status in SourceStatus.values else ""


@register(Procedure)
class ProcedureAdmin(RecordAdmin):
    """It comes from the pack: changed by loading a new version, never here."""

    section, order = "setup", 53
    about = gettext_lazy(
        "Steps, deadlines, violations, notices and reasons for closing of each version, read only"
    )
    view_right = "law.view"
    ordering = ("-id",)  # in the order they were loaded
    list_display = ("version_said", "loaded")
    labels = {"version_said": gettext_lazy("Version"), "loaded": gettext_lazy("Loaded on")}
    classes = {"loaded": "sub"}
    joined = ("pack_version",)
    facts = ("version_said", "loaded")

    def rows(self, user: Any, right: str = "") -> Any:
        return Procedure.objects.filter(pack_version__code=settings.SOLAR_PACK).defer("definition")

    def version_said(self, procedure: Procedure) -> str:
        return str(procedure.pack_version)

    def loaded(self, procedure: Procedure) -> Any:
        return procedure.pack_version.loaded_at

    def parts(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        rules = rules_of_version(record.pack_version_id)
        return [part for part in _parts(rules) if part["rows"]]


def _parts(rules: Rules) -> list[dict[str, Any]]:
    name, status, source = _("Name"), _("Status"), _("Source")
    roles = {names: role_words(names) for names in {step.roles for step in rules.transitions}}
    articles = article_words({v.article for v in rules.violations.values()})
    return [
        _part(_("Violations"), [name, _("Article"), _("Severity"), _("Readers"), status], (
            [v.name, articles.get(v.article, v.article), _named(rules.severities, [v.severity]),
             _("restricted") if v.restricted else "", status_of(v.status)]
            for v in rules.violations.values()
        )),
        _part(_("Steps"), [name, _("From"), _("To"), _("Who"), status, source], (
            _step(rules, step, roles) for step in rules.transitions
        )),
        _part(_("Deadlines"), [name, _("Period"), status, source], (
            [clock.name, period_words(clock.length, clock.unit) if clock.length else _("not known"),
             status_of(clock.status), clock.source]
            for clock in rules.clocks.values()
        )),
        _part(_("Notices"), [name, _("Number"), _("Template"), status], (
            [one.name, one.prefix, one.template, status_of(one.status)]
            for one in rules.notices.values()
        )),
        _part(_("Reasons for closing"), [name, status], (
            [one.name, status_of(one.status)] for one in rules.closures.values()
        )),
        *_fines(rules.fines),
        _part(_("Kinds of case"), [name, status], (
            [one.name, status_of(one.status)] for one in rules.types.values()
        )),
    ]  # fmt: skip


def _fines(rules: FineRules) -> list[dict[str, Any]]:
    name, status, source = _("Name"), _("Status"), _("Source")
    held = [(unit, value) for unit in rules.units.values() for value in unit.values]
    return [
        _part(_("Units of fines"), [name, _("Worth"), _("From"), _("Until"), status, source], (
            [unit.name, say_money(value.amount), say_day(value.valid_from), say_day(value.valid_to),
             status_of(value.status), value.source]
            for unit, value in held
        )),
        _part(_("Fines"), [name, status, source], (
            [one.name, status_of(one.status), one.source] for one in rules.fines
        )),
        _part(_("Reductions"), [name, _("Pays"), status, source], (
            [one.name, f"{one.to_percent}%", status_of(one.status), one.source]
            for one in rules.reductions
        )),
    ]  # fmt: skip


def _part(title: str, head: list[str], rows: Iterable[list[Any]]) -> dict[str, Any]:
    told = [[(label, one, "") for label, one in zip(head, row, strict=True)] for row in rows]
    return {"title": title, "head": head, "rows": told}


def _step(rules: Rules, step: Transition, roles: dict[Any, str]) -> list[Any]:
    return [
        step.name,
        _named(rules.stages, step.sources),
        _named(rules.stages, [step.to]) if step.to else "",
        roles[step.roles],
        status_of(step.status),
        step.source,
    ]


def _named(known: dict[str, Any], keys: Iterable[str]) -> str:
    return ", ".join(known[key].name if key in known else key for key in keys)
