"""Somebody sits down with a form: the pages, the draft between them, and the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import Form
from solar_cms.base.hooks.offline import Moved
from solar_cms.base.problems import Problem, Refused
from solar_cms.documents.models import Attachment
from solar_cms.exchange.acting import problems_of
from solar_cms.questionnaires.answering import keeping
from solar_cms.questionnaires.answering.forms import StepForm
from solar_cms.questionnaires.answering.page import PageParts, problem_links
from solar_cms.questionnaires.answering.steps import name_of, rows_in, without_row
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import draft_of, drop_draft
from solar_cms.questionnaires.rules import Answers, problems_with_answers

Files = Mapping[str, Sequence[Attachment]]  # answer's key → its files


@dataclass(frozen=True)
class Later:
    """The page may be sent later, where there is no line now: act of sync_operations and record."""

    act: str
    record: Any


@dataclass
class Sitting:
    """What is answered and what for.

    version: the form; a draft begun under an earlier version goes on under that one. context: what
    the answers are for ("cases.visit:<id>"), one draft a person. verb: called with answers, files
    and the cleaned data of `form` (the app's own fields, shown beside the questions). done: gives
    the answer after it. needs_answers: asked with the form's data whether answers belong to it.
    """

    version: FormVersion
    context: str
    title: str
    submit: str
    verb: Callable[..., Any]
    done: Callable[[Any], HttpResponse]
    cancel: str
    form: Form | None = None
    needs_answers: Callable[[Mapping[str, Any]], bool] = lambda data: True
    district_id: str | None = None
    number: str = ""
    subtitle: Any = ""
    note: str = ""
    crumbs: Sequence[Any] = ()
    problems: Sequence[Problem] = ()
    paper_url: str = ""
    others: Sequence[tuple[str, str]] = ()
    notes: bool = True
    partial: bool = False
    later: Later | None = None


class Unready(Exception):
    """Something is missing or wrong; `problems` are those of the answers."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("not ready")
        self.problems = problems


def take(sitting: Sitting, user: User, data: QueryDict) -> Any:
    """What was sent of such a page without the page: recorded, or Refused with every problem; Moved
    where other answers are kept than whoever sent these had seen."""
    request = HttpRequest()
    request.method, request.POST, request.user = "POST", data, user  # type: ignore[assignment]
    desk = Desk(request, sitting)
    try:
        return desk.settle()
    except keeping.Changed as changed:
        raise Moved(sitting.context) from changed
    except Unready as found:
        wrong = [
            problem
            for form in (sitting.form, desk.written)
            if form is not None and form.is_bound
            for problem in problems_of(form)
        ]
        raise Refused(wrong or list(found.problems)) from None


def sit(request: HttpRequest, sitting: Sitting, desk: type[Desk] | None = None) -> HttpResponse:
    """Answer one request of the pages at this address. desk: where answers are kept otherwise."""
    page = (desk or Desk)(request, sitting)
    if request.method != "POST":
        return page.show()
    do, _colon, about = request.POST.get("do", "finish").partition(":")
    if do == "keep":
        return page.autosave()
    if do == "file":
        return page.take_file()
    if do == "finish":
        return page.finish()
    return page.leave_step(do, about)


class Desk(PageParts):
    """One request: the draft as it is, the page asked for, and what comes of what was sent."""

    def __init__(self, request: HttpRequest, sitting: Sitting) -> None:
        self.request, self.sitting, self.user = request, sitting, request.user
        self.read_again()
        self.version = self.draft.form_version if self.draft else sitting.version

    # --- keeping -----------------------------------------------------------------------------------
    def bound(self) -> StepForm:
        form = self.step_form(self.request.POST, self.request.FILES)
        form.is_valid()
        return form

    def _keep(self, form: StepForm) -> None:
        """The answers of the page into the draft. Changed goes up to whoever shows the page."""
        self.kept = keeping.keep_step(
            self.sitting.context, self.version, self.here, form.answers(),
            by=self.user, seen=self.request.POST.get("seal", ""),
            device=self.request.POST.get("device", "")[:40],
        )  # fmt: skip

    def _keep_files(self, form: StepForm) -> None:
        """Files sent with the page, each for itself: a bad one does not cost the others."""
        context = self.sitting.context
        keeping.drop_files(context, self.version, form.asked, form.removed(), by=self.user)
        whose: dict[str, Any] = {"by": self.user, "district_id": self.sitting.district_id}
        for key, upload in form.uploads():
            try:
                place = form.cleaned_data.get(f"{key}-place") or ""
                keeping.add_to_answer(
                    context, self.version, key, form.asked[key], upload,
                    name=upload.name, place=place, **whose,
                )  # fmt: skip
            except Refused as refused:
                _at(form, key, refused)
        for key, drawn, typed in form.signatures():
            try:
                keeping.sign(context, self.version, key, form.asked[key], drawn, typed, **whose)
            except Refused as refused:
                _at(form, key, refused)
        self.read_again()

    def read_again(self) -> None:
        self.draft = draft_of(self.sitting.context, self.user)
        self.kept = keeping.answers_in(self.draft)
        self.forget_files()

    def autosave(self) -> HttpResponse:
        """The answers of the page, sent by script while one writes; nothing is checked."""
        if self.step is None:
            return JsonResponse({}, status=400)
        try:
            self._keep(self.bound())
        except keeping.Changed as changed:
            seal = keeping.seal_of(changed.kept, self.step)
            return JsonResponse({"changed": True, "seal": seal}, status=409)
        return JsonResponse(self.told())

    def told(self) -> dict[str, Any]:
        """How things stand, for the script of the page."""
        answered, total = self.progress
        return {
            "seal": keeping.seal_of(self.kept, self.step) if self.step else "",
            "answered": answered,
            "total": total,
            "at": timezone.localtime().strftime("%H:%M"),
        }

    def take_file(self) -> HttpResponse:
        """One file of an answer, sent by script as soon as it is chosen."""
        form = self.step_form(self.request.POST, {})
        form.is_valid()
        key = self.request.POST.get("key", "")
        upload = self.request.FILES.get("file")
        question = form.asked.get(key)
        if question is None or upload is None or not form.takes_files(key):
            return JsonResponse({"problems": [_("This question takes no file.")]}, status=400)
        try:
            made = keeping.add_to_answer(
                self.sitting.context, self.version, key, question, upload,
                name=str(upload.name), by=self.user, district_id=self.sitting.district_id,
                place=self.request.POST.get("place", "")[:80],
            )  # fmt: skip
        except Refused as refused:
            said = [str(problem.message) for problem in refused.problems]
            return JsonResponse({"problems": said}, status=400)
        self.read_again()
        return JsonResponse(
            self.told() | {"id": str(made.pk), "name": made.name, "size": made.file.size}
        )

    # --- from page to page -------------------------------------------------------------------------
    def leave_step(self, do: str, about: str) -> HttpResponse:
        """Keep the page and go where the button says; what cannot be read holds one back."""
        if self.step is None:
            return redirect(self.sitting.cancel if do == "leave" else self.at())
        before = self.hidden
        form = self.bound()
        try:
            self._keep(form)
        except keeping.Changed as changed:
            return self.show_changed(form, changed.kept)
        self._keep_files(form)
        if do == "add":
            rows = {about: rows_in(self.kept, about) + 1}
            return redirect(self.at(self.step, rows=rows, anchor=about))
        if do == "drop":
            return self._drop_row(*about.rpartition(":")[::2])
        if do == "leave":
            return redirect(self.sitting.cancel)
        if do == "back":
            return redirect(self.at(self.step_before()))
        wrong = [
            p for p in self.problems() if p.code != "answer.missing" and self.here.owns(p.field)
        ]
        form.take(problem for problem in wrong if problem.field not in form.errors)
        if form.errors:
            return self.show(form)
        opened = {key for key in before - self.hidden if key in self.here.keys}
        if opened and not self.request.POST.get("live"):
            return redirect(self.at(self.step, opened=True))
        return redirect(self.at(self.step_after()))

    def _drop_row(self, repeat: str, row: str) -> HttpResponse:
        if row.isdecimal():
            keeping.drop_row(
                self.sitting.context, self.version, without_row(self.kept, repeat, int(row)),
                self.kept, repeat, int(row), by=self.user,
            )  # fmt: skip
        return redirect(self.at(self.step, anchor=repeat))

    # --- the end -----------------------------------------------------------------------------------
    def finish(self) -> HttpResponse:
        """The app's verb with all answers; refused, everything stands as it was written."""
        try:
            made = self.settle()
        except keeping.Changed as changed:
            return self.show_changed(self.bound(), changed.kept)
        except Unready as found:
            return self.show(self.written, found.problems)
        except Refused as refused:
            return self._refused(refused, self.written)
        if self.sitting.form is not None:
            self.sitting.form.tell_notes(self.request)
        return self.sitting.done(made)

    written: StepForm | None = None  # the page of a short form, as it was sent

    def settle(self) -> Any:
        """Keep what was sent and call the app's verb. Raises Unready with what is missing or wrong,
        keeping.Changed, or the verb's Refused."""
        own = self.sitting.form
        good = own is None or own.is_valid()
        data = {} if own is None or not good else own.cleaned_data
        data = {name: value for name, value in data.items() if name != "version"}
        if self.is_short:
            form = self.bound()
            self._keep(form)
            self._keep_files(form)
            self.written = form
        asked = good and self.sitting.needs_answers(data)
        problems = self.problems() if asked else []
        if self.written is not None and asked:
            form = self.written
            form.take(problem for problem in problems if problem.field not in form.errors)
        wrong = self.written is not None and bool(self.written.errors)
        if not good or (asked and (problems or wrong)):
            raise Unready(problems)
        return self._carry_out(data, asked)

    def _carry_out(self, data: Mapping[str, Any], asked: bool) -> Any:
        if not asked:
            return self.sitting.verb(answers=None, files={}, version=self.version, **data)
        made = self.sitting.verb(
            answers=self.kept, files=self.all_files(), version=self.version, **data
        )
        drop_draft(self.sitting.context, by=self.user)
        return made

    def _refused(self, refused: Refused, form: StepForm | None) -> HttpResponse:
        own = self.sitting.form
        of_questions = [p for p in refused.problems if p.field and name_of(p.field) in self.names]
        if form is not None:
            form.take(of_questions)
        rest = [p for p in refused.problems if p not in of_questions]
        if own is not None:
            own.take(rest)
            rest = []
        return self.show(form, [*of_questions, *rest])

    def problems(self) -> list[Problem]:
        answers: Answers = self.kept
        return [
            problem
            for problem in problems_with_answers(self.version, answers)
            if problem.severity == "error"
            and not (self.sitting.partial and problem.code == "answer.missing")
        ]

    # --- showing -----------------------------------------------------------------------------------
    def show_changed(self, form: StepForm, kept: Answers) -> HttpResponse:
        """What was written stands; under each question what the other device has kept."""
        self.kept = dict(kept)
        others = keeping.differing(form.answers(), kept, self.here)
        return self.show(form, others={key: kept.get(key, ("", ""))[0] for key in others})

    def show(
        self,
        form: StepForm | None = None,
        problems: Sequence[Problem] = (),
        others: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        if self.step is None:
            checked = problems or (self.problems() if self.request.GET.get("check") else ())
            context = self.overview_context(problem_links(self, checked))
            return render(self.request, "questionnaires/overview.html", context)
        if form is None:
            form = self.checked_form() if self.request.GET.get("check") else self.step_form()
        return render(
            self.request, "questionnaires/step.html", self.step_context(form, others or {})
        )


def _at(form: StepForm, key: str, refused: Refused) -> None:
    """A refused file, said at its question."""
    form.take(Problem(p.code, p.message, key) for p in refused.problems)
