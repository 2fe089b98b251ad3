"""Taking sensitive facts back, what the audit kept of them included."""

from __future__ import annotations

from django.db.models import QuerySet

from solar_cms.audit.scrubbing import take_out
from solar_cms.registry.models import SensitiveFact


def forget_facts(facts: QuerySet[SensitiveFact]) -> None:
    """Delete these facts and their old values; that there was one, and when, stays. Inside an act."""
    keys = list(facts.values_list("pk", flat=True))
    if keys:
        facts.delete()
        take_out(SensitiveFact._meta.db_table, keys, ("codes", "note"))
