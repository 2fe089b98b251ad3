"""Visits: what was tried, done and seen at the workplace."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.models.case import Case
from cases.states import VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.places.models import District
from solar_cms.questionnaires.models import Response


class VisitQuerySet(ScopedQuerySet):
    view_right = "cases.view"


class Visit(Record):
    """One visit of a case. `district` is the case's: lists and figures count by it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField(_("Day of the visit"))
    outcome = models.CharField(_("Outcome"), max_length=20, choices=VisitOutcome.choices)
    women_interviewed = models.PositiveSmallIntegerField(_("Women interviewed"), default=0)
    men_interviewed = models.PositiveSmallIntegerField(_("Men interviewed"), default=0)
    papers_seen = models.TextField(_("Papers seen"), blank=True)
    remarks = models.TextField(_("Notes"), blank=True)
    response = models.OneToOneField(
        Response, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Visit")
        verbose_name_plural = _("Visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=VisitOutcome.DONE)
                | Q(women_interviewed=0, men_interviewed=0, response__isnull=True),
                name="visit_not_done_is_empty",
                violation_error_message=_(
                    "A visit that could not be made has no interviews and no checklist."
                ),
            ),
            models.CheckConstraint(
                condition=Q(outcome=VisitOutcome.DONE) | ~Q(remarks=""),
                name="visit_not_done_is_explained",
                violation_error_message=_("Say what happened when the visit could not be made."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "visited_on"], name="visit_case"),
            models.Index(
                fields=["visited_on", "district"],
                include=["outcome", "recorded_by"],
                name="visit_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.visited_on}"

    @property
    def interviewed_words(self) -> str:
        """ "3 women and 1 man interviewed"; only those who were."""
        women, men = self.women_interviewed, self.men_interviewed
        said = []
        if women:
            said.append(ngettext("%(n)s woman", "%(n)s women", women) % {"n": women})
        if men:
            said.append(ngettext("%(n)s man", "%(n)s men", men) % {"n": men})
        if len(said) == 2:
            return _("%(women)s and %(men)s interviewed") % {"women": said[0], "men": said[1]}
        return _("%(who)s interviewed") % {"who": said[0]} if said else ""
