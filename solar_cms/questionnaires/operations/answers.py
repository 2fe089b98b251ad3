"""Recording answers, and keeping them while they are written."""

from __future__ import annotations

import json
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.places.models import District
from solar_cms.questionnaires.definition import split_key
from solar_cms.questionnaires.models import Answer, AnswerDraft, FormVersion, Response
from solar_cms.questionnaires.people import followed, people_named
from solar_cms.questionnaires.rules import (
    Answers,
    examined,
    problems_with_references,
    scores_of,
)

MOST_DRAFT = 1_000_000  # letters of a draft's answers as JSON


def record_response(
    version: FormVersion,
    answers: Answers,
    *,
    answered_on: date,
    by: HasActor,
    district: District | None = None,
    context: str = "",
    partial: bool = False,
) -> Response:
    """Keep a set of answers to one version, with its scores. Refused with every missing or wrong one.

    What is not asked for is left out; today() in rules is the day of the answers. context: of the
    draft that ends with this. partial: questions may be left open (of a test: they count as wrong).
    """
    found = examined(version, followed(version, answers), today=answered_on)
    if partial:
        found.problems = [p for p in found.problems if p.code != "answer.missing"]
    problems = found.problems or problems_with_references(version, found.kept, by)
    refuse_if(problems)
    named = people_named(version, found.kept)
    with act("form.answered", by=by, form=version.form_id) as recording:
        response: Response = Response(
            form_version=version,
            answered_on=answered_on,
            language=get_language() or "",
            district=district,
            scores=scores_of(found.run),
        ).save_new()
        Answer.objects.bulk_create(
            Answer(
                response=response,
                question=split_key(key)[2],
                row=split_key(key)[1],
                value=value,
                note=note,
                person_id=value if key in named else None,
            )
            for key, (value, note) in found.kept.items()
        )
        if found.left_out:
            recording.note(left_out=found.left_out)
        if context and isinstance(by, User):
            AnswerDraft.objects.filter(context=context, user=by).delete()
        recording.on(response)
    return response


def keep_draft(context: str, version: FormVersion, answers: Answers, *, by: User) -> AnswerDraft:
    """Keep answers as far as they are written; takes the place of what was kept before.

    Not an act: nothing is decided, and the words of somebody who is still writing leave no trace.
    """
    given = {
        key: [value.replace("\0", ""), note.replace("\0", "")]
        for key, (value, note) in answers.items()
        if value or note
    }
    if len(json.dumps(given, ensure_ascii=False)) > MOST_DRAFT:
        raise Refused([Problem("answer.draft_too_big", _("The answers are too long to be kept."))])
    draft, _made = AnswerDraft.objects.update_or_create(
        context=context, user=by, defaults={"form_version": version, "answers": given}
    )
    return draft


def draft_of(context: str, user: User) -> AnswerDraft | None:
    """The answers that somebody was writing; its `form_version` is the one they are for."""
    return (
        AnswerDraft.objects.filter(context=context, user=user)
        .select_related("form_version__form")
        .first()
    )


def drop_draft(context: str, *, by: User) -> None:
    """Throw away what was being written."""
    AnswerDraft.objects.filter(context=context, user=by).delete()
