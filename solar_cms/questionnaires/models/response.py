"""What was answered, and answers still being written."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.models import Record
from solar_cms.places.models import District
from solar_cms.questionnaires.definition import row_key
from solar_cms.questionnaires.models.form import FormVersion
from solar_cms.questionnaires.models.rows import ResponseQuerySet
from solar_cms.registry.models import Person


class Response(Record):
    """A set of answers to one version. The app that asked holds the key to it.

    scores: {section key: [yes, no, does not apply]}, counted when it was recorded; of a test
    right and wrong answers.
    """

    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="responses"
    )
    answered_on = models.DateField(_("Answered on"))
    language = models.CharField(_("Language"), max_length=8, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scores: Any = models.JSONField(_("Scores"), default=dict, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Set of answers")
        verbose_name_plural = _("Sets of answers")
        indexes = [
            models.Index(fields=["form_version", "answered_on", "id"], name="response_by_form"),
            models.Index(fields=["-answered_on", "-id"], name="response_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.form_version} {self.answered_on}"

    def given(self) -> dict[str, tuple[str, str]]:
        """Key ("members[2].age" in a repeat) → (value, note)."""
        asked = self.form_version.parsed().asked
        return {
            row_key(asked[a.question].repeat if a.row else "", a.row, a.question): (a.value, a.note)
            for a in self.answers.all()
        }


class Answer(Record):
    """One answer with its note. `row` counts from 1 in a group that is repeated, else it is 0.

    person: whom the answer to a question of the kind "person" names; the value is that key as text.
    When two records of a person are merged or taken apart, the database writes the value anew.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(_("Question"), max_length=80)
    row = models.PositiveSmallIntegerField(_("Row"), default=0)
    value = models.TextField(_("Answer"), blank=True)
    note = models.TextField(_("Note"), blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Answer")
        verbose_name_plural = _("Answers")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "row"],
                name="answer_once",
                violation_error_message=_("This question is answered twice."),
            ),
            models.CheckConstraint(
                condition=~Q(value="") | ~Q(note=""),
                name="answer_says_something",
                violation_error_message=_("An answer has a value or a note."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(value=Cast("person", models.TextField())),
                name="answer_names_its_person",
                violation_error_message=_("The answer names another person."),
            ),
        ]
        # What becomes of the answers to a question is told before a new version is published.
        indexes = [models.Index(fields=["question", "response"], name="answer_by_question")]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


class AnswerDraft(models.Model):
    """Answers being written, kept so that nothing is lost; gone when they are recorded.

    context: what they are for ("cases.visit:<id>"); one draft a context and user. answers:
    {key: [value, note]}. Not audited: recording the answers is the act.
    """

    context = models.CharField(max_length=120)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    answers: Any = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Answers being written")
        verbose_name_plural = _("Answers being written")
        constraints = [
            models.UniqueConstraint(
                fields=["context", "user"],
                name="answer_draft_once",
                violation_error_message=_("These answers are already being written."),
            )
        ]
        indexes = [models.Index(fields=["changed_at"], name="answer_draft_changed")]

    def __str__(self) -> str:
        return self.context

    def given(self) -> dict[str, tuple[str, str]]:
        """Key → (value, note), as the verbs take answers."""
        return {key: (value, note) for key, (value, note) in self.answers.items()}
