"""Forms: checklists, tests, surveys; their published versions and the draft of the next one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import Record
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.definition import Definition, answered_questions
from solar_cms.questionnaires.models.rows import DraftQuerySet, FormQuerySet
from solar_cms.questionnaires.states import Purpose, Sensitivity


class Form(Record):
    """A form known by its key; what it asks stands in its versions."""

    key = models.CharField(_("Name in the system"), max_length=80, unique=True)
    titles = models.JSONField(_("Title"))
    purpose = models.CharField(
        _("Purpose"), max_length=10, choices=Purpose.choices, default=Purpose.CHECKLIST
    )

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("Form")
        verbose_name_plural = _("Forms")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values),
                name="form_purpose_known",
                violation_error_message=_("A form is a checklist, a test or a survey."),
            )
        ]

    def __str__(self) -> str:
        return text_in(self.titles)


class FormVersion(Record):
    """One published wording of a form; never changed (a trigger of the database holds it).

    definition: the parsed form, docs/questionnaires.md. What a question means to the app that asks
    it (an article, a violation) stands with it and is not read here.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Version"))
    definition: Any = models.JSONField()
    checksum = models.CharField(max_length=64)
    valid_from = models.DateField(_("Valid from"))
    changes = models.TextField(_("What is new"), blank=True)

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("Form version")
        verbose_name_plural = _("Form versions")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "number"],
                name="form_version_once",
                violation_error_message=_("Another version of this form was published just now."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} v{self.number}"

    def parsed(self) -> Definition:
        """The definition with what is looked up in it (questions by name, order of evaluation)."""
        kept: Definition | None = self.__dict__.get("_parsed")
        if kept is None:
            kept = self.__dict__["_parsed"] = Definition(self.definition)
        return kept

    def questions(self) -> list[dict[str, Any]]:
        """All questions in order, groups and repeats opened; notes, groups and repeats left out."""
        return answered_questions(self.definition)

    def sealed_questions(self) -> set[str]:
        """Names of the questions whose answers are sensitive."""
        return {q["key"] for q in self.questions() if q.get("sensitivity") == Sensitivity.SENSITIVE}


class FormDraft(Record):
    """The next version of a form while it is being written; may be faulty, is shown to no inspector.

    `version` (raised by the database) is what a writer saves against: a stale one is refused.
    """

    key = models.CharField(_("Name in the system"), max_length=80, unique=True)
    titles = models.JSONField(_("Title"))
    purpose = models.CharField(
        _("Purpose"), max_length=10, choices=Purpose.choices, default=Purpose.CHECKLIST
    )
    definition: Any = models.JSONField()
    based_on = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Draft of a form")
        verbose_name_plural = _("Drafts of forms")

    def __str__(self) -> str:
        return text_in(self.titles)
