"""A draft tried out: the pages of answering as they are, on a form that is not published.

Answers stay in the session of whoever tries, files nowhere; nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from solar_cms.questionnaires.answering.forms import StepForm
from solar_cms.questionnaires.answering.sitting import Desk, Sitting
from solar_cms.questionnaires.answering.steps import name_of, rows_in, without_row
from solar_cms.questionnaires.models import Form, FormDraft, FormVersion
from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.states import FILES

PLACE = "trial:{}"


def version_to_try(draft: FormDraft) -> FormVersion:
    """The draft as if it were published; never saved."""
    definition, _problems = prepared(draft.definition)
    form = Form(key=draft.key, titles=draft.titles, purpose=draft.purpose)
    number = draft.based_on.number + 1 if draft.based_on else 1
    return FormVersion(form=form, number=number, definition=definition)


def sitting_of(draft: FormDraft, **more: Any) -> Sitting:
    return Sitting(
        version=version_to_try(draft),
        context=PLACE.format(draft.pk),
        title=str(draft),
        submit=_("Check the answers"),
        note=_("Nothing is recorded."),
        verb=lambda **given: given,
        **more,
    )


class TrialDesk(Desk):
    """Answers of the session in the place of a kept draft."""

    def __init__(self, request: HttpRequest, sitting: Sitting) -> None:
        self.request, self.sitting = request, sitting
        self.user: Any = request.user
        self.draft = None
        self.version = sitting.version
        kept = request.session.get(sitting.context, {})
        self.kept = {key: (pair[0], pair[1]) for key, pair in kept.items() if len(pair) == 2}

    def _put(self, kept: dict[str, tuple[str, str]]) -> None:
        self.kept = kept
        self.request.session[self.sitting.context] = {k: list(pair) for k, pair in kept.items()}

    def _keep(self, form: StepForm) -> None:
        step = self.here
        others = {key: pair for key, pair in self.kept.items() if not step.owns(key)}
        self._put(others | dict(form.answers()))

    def _keep_files(self, form: StepForm) -> None:
        """Files are not kept here."""

    def read_again(self) -> None:
        """Nobody else writes a trial."""

    def files(self, step: Any = None) -> dict[str, list[Any]]:
        return {}

    def take_file(self) -> HttpResponse:
        words = _("This is a trial: files are not kept.")
        return JsonResponse({"problems": [words]}, status=400)

    def _drop_row(self, repeat: str, row: str) -> HttpResponse:
        if row.isdecimal() and int(row) <= rows_in(self.kept, repeat):
            self._put(dict(without_row(self.kept, repeat, int(row))))
        return redirect(self.at(self.step, anchor=repeat))

    def problems(self) -> list[Any]:
        """A required file is not missed: none can be given."""
        return [p for p in super().problems() if self._kind(name_of(p.field)) not in FILES]

    def _kind(self, name: str) -> str:
        return str(self.names.get(name, {}).get("kind", ""))

    def _carry_out(self, data: Any, asked: bool) -> Sequence[Any]:
        self.request.session.pop(self.sitting.context, None)
        return []
