"""Problems: what stands in the way of an act, said so that a clerk can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Problem:
    """One thing to put right.

    code: stable, dotted, for the API and the tests ("case.proof_missing").
    message: what is wrong and how to mend it, in the reader's language.
    field: the form or API field it belongs to; "" for the whole.
    severity: an error refuses; a warning is shown and recorded, the act goes on.
    """

    code: str
    message: str | Promise
    field: str = ""
    severity: Literal["error", "warning"] = "error"

    def as_dict(self) -> dict[str, str]:
        return {
            "code": self.code,
            "message": str(self.message),
            "field": self.field,
            "severity": self.severity,
        }


class Refused(Exception):
    """An act was refused by rule or constraint; `problems` says why. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in self.problems))


def refuse_if(problems: Iterable[Problem]) -> list[Problem]:
    """Raise Refused when any problem is an error; hand back the warnings otherwise."""
    problems = list(problems)
    if any(p.severity == "error" for p in problems):
        raise Refused(problems)
    return problems


def constraint_messages() -> dict[str, str | Promise]:
    """Every named constraint of every model with its message for people."""
    found: dict[str, str | Promise] = {}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            found[constraint.name] = getattr(constraint, "violation_error_message", "") or ""
    return found


def problem_from(error: IntegrityError) -> Problem:
    """The database's refusal in words: the message of the constraint that was hurt."""
    diag: Any = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None) or ""
    message = constraint_messages().get(name)
    if message:
        return Problem(code=name, message=message)
    if name.endswith("_uniq") or getattr(diag, "sqlstate", "") == "23505":
        return Problem(code=name or "unique", message=_("This already exists."))
    if getattr(diag, "sqlstate", "") == "23503":
        return Problem(
            code=name or "reference",
            message=_("Other records point at this one, or it points at a record that is gone."),
        )
    return Problem(
        code=name or "integrity",
        message=_("The record does not hold together: %(detail)s")
        % {"detail": getattr(diag, "message_primary", "") or str(error)},
    )
