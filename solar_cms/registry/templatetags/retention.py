"""Words for runs of retention rules."""

from typing import Any

from django import template

from solar_cms.registry.models import RetentionRun
from solar_cms.registry.retention import proof

register = template.Library()


@register.filter
def retention_label(run: RetentionRun) -> str:
    return proof.label_of(run)


@register.filter
def retention_period(period: Any) -> str:
    return proof.said(period)
