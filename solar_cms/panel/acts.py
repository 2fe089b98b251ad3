"""Acts of the administration: verbs of the apps, offered on a record and on ticked rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from solar_cms.base.forms import Form
from solar_cms.base.hooks import Text


@dataclass(frozen=True)
class Act:
    """One verb, asked for once more before it is done.

    verb: (by, record, given) -> anything; of a bulk act (by, rows, given), the app's plural verb.
        `given` is the form's cleaned data. A Refused is shown at the fields.
    form: (data, files, *, user, record) -> Form; without one there is only the question. For a
        bulk act `record` is the list of rows.
    when: (record) -> is this act possible in the record's state? Others are not offered.
    """

    name: str
    label: Text
    right: str
    verb: Callable[[Any, Any, dict[str, Any]], Any]
    done: Text
    text: Text = ""
    form: Callable[..., Form] | None = None
    when: Callable[[Any], bool] | None = None
    danger: bool = False

    def make_form(self, request: HttpRequest, record: Any, sent: bool) -> Form:
        """The form, filled with what was sent if it was."""
        data, files = (request.POST, request.FILES) if sent else (None, None)
        if self.form is None:
            return Form(data)
        return self.form(data, files, user=request.user, record=record)


def named(acts: Sequence[Act], name: str) -> Act | None:
    return next((act for act in acts if act.name == name), None)
