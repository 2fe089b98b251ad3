"""Which indicators count the answers to a form's questions; whose the answers to surveys are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.models import IndicatorVersion, SurveyReturn
from solar_cms.base.hooks import AnswersOwner, Use, answers_owners, question_uses
from solar_cms.base.models import today

DATASET = "answers"


def uses_of_questions(key: str, questions: Sequence[str] | None) -> Iterator[Use]:
    """Indicators in force whose filter names the form, or one of these questions of it."""
    rows = IndicatorVersion.objects.on(today()).select_related("indicator")
    for version in rows.order_by("indicator__key"):
        for dataset, chosen in (
            (version.dataset, version.filter),
            (version.denominator_dataset, version.denominator_filter),
        ):
            if dataset != DATASET:
                continue
            named = {str(q).rpartition("/")[2] for q in _listed(chosen.get("question"))}
            if key not in _listed(chosen.get("form")) and not any(
                str(q).startswith(f"{key}/") for q in _listed(chosen.get("question"))
            ):
                continue
            words = _("Indicator: %(indicator)s") % {"indicator": version.indicator}
            url = reverse("indicator", args=[version.indicator.key])
            if questions is None:
                yield Use(words, 1, url)
            else:
                yield from (Use(words, 1, url, q) for q in questions if not named or q in named)


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted] if wanted else []


question_uses.add("reporting", uses_of_questions)


def records(responses: Iterable[Any]) -> Mapping[Any, tuple[str, str]]:
    rows = SurveyReturn.objects.filter(response__in=list(responses)).select_related("form")
    return {r.response_id: (str(r), reverse("survey_return", args=[r.pk])) for r in rows}


answers_owners.add(
    "reporting",
    AnswersOwner(lambda user: SurveyReturn.objects.visible_to(user).values("response"), records),
)
