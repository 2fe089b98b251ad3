"""What lists of open cases ask, in one narrow row per open case, kept by the database."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

from cases.models.case import Case
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.law.models import PackVersion
from solar_cms.places.models import District
from solar_cms.work.models import NO_DATE


def _pointer(model: Any, **more: Any) -> Any:
    """Copied from rows that are held together already: nothing is checked twice."""
    return models.ForeignKey(
        model, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", **more
    )


class OpenCaseQuerySet(ScopedQuerySet):
    view_right = "cases.view"


class OpenCase(models.Model):
    """An open case as its lists, tables and counts ask for it; a closed case has none.

    Read only: triggers on the case and what belongs to it count the row again in the same
    transaction (solar_keep_open_cases, migration 0012; docs/decisions/0015). next_due: of the clocks
    that run, the first end. drafts, evidence: findings that wait to be confirmed, or for the check of
    evidence. The rest answers the demand of its name (rules/blocks.py, rules/money_blocks.py).
    """

    case = models.OneToOneField(
        Case,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="now",
    )
    district = _pointer(District)
    kind = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    pack_version = _pointer(PackVersion, db_index=False)
    opened_on = models.DateField()
    suspended_on = models.DateField(null=True)
    lead = _pointer(User, null=True)
    next_due = models.DateField(null=True)
    drafts = models.IntegerField()
    evidence = models.IntegerField()
    visit_done = models.BooleanField()
    no_findings = models.BooleanField()
    findings_exist = models.BooleanField()
    all_remedied = models.BooleanField()
    tracks_closed = models.BooleanField()
    no_sanction_waiting = models.BooleanField()
    sanction_final = models.BooleanField()
    no_open_appeal = models.BooleanField()
    paid_in_full = models.BooleanField()

    objects = OpenCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "open case as listed"
        verbose_name_plural = "open cases as listed"
        indexes = [
            # As lists are ordered by deadline: none counts as the last day (listing.py).
            models.Index(Coalesce("next_due", Value(NO_DATE)), "case", name="open_case_due")
        ]

    def __str__(self) -> str:
        return str(self.case_id)
