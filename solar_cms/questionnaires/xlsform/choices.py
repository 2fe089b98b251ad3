"""The sheet of choices."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.xlsform.columns import columns_of
from solar_cms.questionnaires.xlsform.opening import Workbook
from solar_cms.questionnaires.xlsform.placing import Places, fault


def read_choices(
    book: Workbook, language: str, problems: list[Problem], places: Places
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """(List → its choices, languages of their words). Faults go to `problems`."""
    columns = columns_of(book.sheet("choices"), language)
    lists: dict[str, list[dict[str, Any]]] = {}
    for row in book.sheet("choices").rows():
        name, key = (row.get(columns.plain.get(column, "")) for column in ("list_name", "name"))
        words = {code: row.get(heading) for code, heading in columns.said.get("label", {}).items()}
        texts = {code: text for code, text in words.items() if text}
        if not name and not key and not texts:
            continue
        if not name or not key:
            missing = "name" if name else "list_name"
            message = _("A choice needs a list and a name.")
            problems.append(fault("choice", message, row.cell(columns.plain.get(missing, ""))))
            continue
        if any(choice["key"] == key for choice in lists.get(name, ())):
            message = _("The list “%(name)s” has the choice “%(key)s” twice.")
            place = row.cell(columns.plain.get("name", ""))
            problems.append(fault("choice_twice", message % {"name": name, "key": key}, place))
            continue
        places.choice(name, key, row, columns.plain.get("name", ""))
        lists.setdefault(name, []).append({"key": key, "texts": texts or {language: key}})
    return lists, columns.languages()
