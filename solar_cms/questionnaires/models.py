"""Versioned forms: checklists, tests, surveys; and the answers given to a version."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import Record
from solar_cms.base.texts import text_in


class Form(Record):
    """A form known by its key; what it asks stands in its versions."""

    key = models.CharField(max_length=80, unique=True)
    titles = models.JSONField(_("Title"))

    class Meta:
        verbose_name = _("Form")
        verbose_name_plural = _("Forms")

    def __str__(self) -> str:
        return text_in(self.titles)


class FormVersion(Record):
    """One published wording of a form; never changed (a trigger of the database holds it).

    definition: {"sections": [{"key", "titles", "questions": [{"key", "kind", "texts", "hints",
    …}]}]}. What a question means to the app that asks it (an article, a violation) stands with it
    and is not read here.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Version"))
    definition: Any = models.JSONField()
    checksum = models.CharField(max_length=64)
    valid_from = models.DateField(_("Valid from"))

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

    def questions(self) -> list[dict[str, Any]]:
        """All questions in order."""
        return [q for section in self.definition["sections"] for q in section["questions"]]


class Response(Record):
    """A set of answers to one version. The app that asked holds the key to it."""

    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="responses"
    )
    answered_on = models.DateField(_("Answered on"))
    language = models.CharField(_("Language"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("Set of answers")
        verbose_name_plural = _("Sets of answers")

    def __str__(self) -> str:
        return f"{self.form_version} {self.answered_on}"


class Answer(Record):
    """One answer with its note."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(_("Question"), max_length=80)
    value = models.CharField(_("Answer"), max_length=500, blank=True)
    note = models.TextField(_("Note"), blank=True)

    class Meta:
        verbose_name = _("Answer")
        verbose_name_plural = _("Answers")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                name="answer_once",
                violation_error_message=_("This question is answered twice."),
            ),
            models.CheckConstraint(
                condition=~Q(value="") | ~Q(note=""),
                name="answer_says_something",
                violation_error_message=_("An answer has a value or a note."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
