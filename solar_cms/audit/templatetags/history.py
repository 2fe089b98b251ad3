"""{% history record %}: the panel of a record's history, for any page."""

from typing import Any

from django import template
from django.db import models

from solar_cms.audit.history import timeline
from solar_cms.base.hooks import record_kinds

register = template.Library()


@register.inclusion_tag("audit/history.html")
def history(record: models.Model, *others: models.Model, limit: int = 20) -> dict[str, Any]:
    """The newest acts about the record; a link to every change where its kind is registered."""
    return {
        "entries": timeline(record, *others, limit=limit),
        "record": record,
        "table": record._meta.db_table if record._meta.db_table in record_kinds else "",
        "limit": limit,
    }
