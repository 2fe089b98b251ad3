"""Surveys: who was asked where. What was answered stands in questionnaires."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.places.models import District
from solar_cms.questionnaires.models import Form, Response
from solar_cms.registry.models import ProducerGroup

SURVEY = "reporting.survey"  # owner kind of the files of answers


class SurveyReturnQuerySet(ScopedQuerySet):
    view_right = "surveys.view"


class SurveyReturn(Record):
    """One set of answers to a survey, for a district and, where it is about one, a group."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    group = models.ForeignKey(
        ProducerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Producer group"),
    )
    answered_on = models.DateField(_("Answered on"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SurveyReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("Answers to a survey")
        verbose_name_plural = _("Answers to surveys")
        indexes = [
            models.Index(fields=["form", "-answered_on", "-id"], name="survey_return_form"),
            models.Index(fields=["form", "district"], name="survey_return_district"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.answered_on}"
