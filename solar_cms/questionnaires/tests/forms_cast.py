"""A published checklist, its draft and who writes it, made in one line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.questionnaires.editor import operations
from solar_cms.questionnaires.models import FormDraft, FormVersion
from solar_cms.questionnaires.operations import publish_form

FIRST = date(2024, 1, 1)


def question(key: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "check", "texts": {"en": text or key, "lo": text or key}, **more}


DEFINITION: dict[str, Any] = {
    "languages": ["lo", "en"],
    "choices": {"rooms": [{"key": "one", "texts": {"en": "One", "lo": "ໜຶ່ງ"}}]},
    "sections": [
        {
            "key": "people",
            "titles": {"en": "People", "lo": "ຄົນ"},
            "questions": [
                question("workers", "How many work here", kind="number"),
                question("hours", "Hours are kept"),
                question("room", "Which room", kind="choice", choices="rooms"),
            ],
        },
        {
            "key": "safety",
            "titles": {"en": "Safety", "lo": "ຄວາມປອດໄພ"},
            "questions": [question("kit", "There is a kit")],
        },
    ],
}


def writer(name: str = "writer", kind: str = "head") -> User:
    return make_user(kind, ["1604"], username=name)


def published(**changed: Any) -> FormVersion:
    given = {
        "titles": {"en": "Checklist", "lo": "ແບບກວດ"}, "definition": DEFINITION,
        "valid_from": FIRST, **changed,
    }  # fmt: skip
    return publish_form("checklist", by=SYSTEM, **given)


def drafted(by: User) -> FormDraft:
    return operations.begin_draft(published().form, by=by)


def fresh(draft: FormDraft) -> FormDraft:
    return FormDraft.objects.select_related("based_on__form").get(pk=draft.pk)
