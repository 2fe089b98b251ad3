"""The rules as they are today, in words, for the page that proves them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from solar_cms.base.hooks import retention_steps
from solar_cms.base.models import SourceStatus, today
from solar_cms.law.models import Parameter
from solar_cms.registry.models import RetentionRun
from solar_cms.registry.retention.running import allowed


def steps_of_today() -> list[dict[str, Any]]:
    """[{"label", "rule", "period", "status", "status_words", "allowed"}] of every step. One query."""
    known = {p.key: p for p in Parameter.objects.on(today()).filter(key__startswith="retention.")}
    found = []
    for name, step in sorted(retention_steps.items()):
        period = known.get(f"retention.{step.rule}")
        status = SourceStatus(period.status) if period else SourceStatus.UNKNOWN
        found.append(
            {
                "name": name,
                "label": step.label,
                "period": said(period.value if period else {}),
                "status": status.value,
                "status_words": status.label,
                "allowed": period is not None and allowed(step, period),
            }
        )
    return found


def said(period: Any) -> str:
    """{"years": 10} in words."""
    if not isinstance(period, dict) or not period:
        return _("no period known")
    ((unit, number),) = period.items()
    if unit == "years":
        return ngettext("%(n)d year", "%(n)d years", number) % {"n": number}
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def label_of(run: RetentionRun) -> str:
    step = retention_steps.get(run.step)
    return str(step.label) if step else run.step
