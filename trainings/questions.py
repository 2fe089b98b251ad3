"""Which sessions use a test, and who may read what was answered in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.hooks import AnswersOwner, Use, answers_owners, question_uses
from trainings.models import Attendance, Score, Session
from trainings.states import OPEN


def uses_of_test(key: str, questions: Sequence[str] | None) -> Iterator[Use]:
    """Open sessions with a version of the test; they keep the version they have."""
    count = Session.objects.filter(state__in=OPEN, test__form__key=key).count()
    if count and questions is None:
        yield Use(_("Open training sessions with this test"), count, reverse("trainings"))
    elif count:
        words = _("Open training sessions, which keep the version they have")
        yield from (Use(words, count, "", question) for question in questions or ())


def visible(user: Any) -> Any:
    seen = Attendance.objects.visible_to(user)
    return Score.objects.filter(attendance__in=seen, response__isnull=False).values("response")


def records(responses: Iterable[Any]) -> Mapping[Any, tuple[str, str]]:
    rows = Score.objects.filter(response__in=list(responses)).select_related("attendance__session")
    return {
        row.response_id: (
            str(row.attendance.session),
            reverse("session", args=[row.attendance.session_id]),
        )
        for row in rows
    }


question_uses.add("trainings", uses_of_test)
answers_owners.add("trainings", AnswersOwner(visible, records))
