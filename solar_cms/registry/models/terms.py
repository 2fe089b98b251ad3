"""Coded lists that a country pack ships: sectors, ethnic groups, languages, hazards, steps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import (
    Dated,
    DatedQuerySet,
    Record,
    SourceStatus,
    dates_in_order,
    no_overlap,
)
from solar_cms.base.texts import text_in
from solar_cms.registry.states import TermList


class Term(Record, Dated):
    """A code of a list with its names by language, from a day to a day."""

    list = models.CharField(_("List"), max_length=40, choices=TermList.choices)
    code = models.CharField(_("Code"), max_length=60, db_collation="C")
    parent = models.CharField(_("Part of"), max_length=60, blank=True)
    names = models.JSONField(_("Names"))
    position = models.PositiveIntegerField(_("Position"), default=0)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    status = models.CharField(
        _("Status"), max_length=20, choices=SourceStatus.choices, default=SourceStatus.UNKNOWN
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Term of a list")
        verbose_name_plural = _("Terms of lists")
        constraints = [
            dates_in_order("term_dates"),
            no_overlap(
                "term_no_overlap",
                "list",
                "code",
                message=_("This code has another meaning at that time."),
            ),
        ]
        indexes = [models.Index(fields=["list", "position", "id"], name="term_list")]

    def __str__(self) -> str:
        return text_in(self.names) or self.code
