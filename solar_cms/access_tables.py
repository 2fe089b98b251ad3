"""The tables of docs/access.md, made from the code: rights, rows, addresses, tasks.

`manage.py access_tables --write` puts them into the file; `tests/test_access.py` holds the file
against them, so that a change of who may do what is seen in review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from celery import current_app
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.policy import RIGHTS, Policy, RoleKind, policy_of

BEGIN, END = "<!-- begin {name} -->", "<!-- end {name} -->"
OURS = ("solar_cms", "cases", "enrollment", "trainings", "reporting")


def addresses() -> Iterator[tuple[str, Any]]:
    """(address pattern, view) of every address, those of Django's own pages included."""

    def walk(patterns: Sequence[Any], before: str) -> Iterator[tuple[str, Any]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern), one.callback

    yield from walk(get_resolver().url_patterns, "/")


def models_of_ours() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS and model._meta.managed
    ]


def scoped_models() -> dict[str, Any]:
    """Label → an empty queryset, for each model whose rows are given by visible_to(user)."""
    return {
        model._meta.label: model._default_manager.none()
        for model in models_of_ours()
        if hasattr(model._default_manager.none(), "visible_to")
    }


def rights_table() -> str:
    kinds = list(RoleKind)
    head = ["right", *[kind.value for kind in kinds]]
    rows = [
        [right, *["x" if kind in holders else "" for kind in kinds]]
        for right, holders in sorted(RIGHTS.items())
    ]
    return _table(head, rows)


def rows_table() -> str:
    return _table(
        ["model", "right to see rows", "district is", "partner's organisation is", "besides"],
        [
            [label, *_policy_of_rows(queryset)]
            for label, queryset in sorted(scoped_models().items())
        ],
    )


def _policy_of_rows(queryset: Any) -> list[str]:
    own = type(queryset).visible_to is not ScopedQuerySet.visible_to
    words = _first_line(type(queryset).visible_to) if own else ""
    if not isinstance(queryset, ScopedQuerySet):
        return ["", "", "", words]
    besides = words or (_first_line(type(queryset)) if own else "")
    return [queryset.view_right, queryset.district_path, queryset.organisation_path, besides]


def public_table() -> str:
    rows = [
        [address, policy.why]
        for address, view in addresses()
        if (policy := policy_of(view)) and policy.kind == "public"
    ]
    return _table(["address", "why without sign-in"], rows)


def addresses_table() -> str:
    rows = [
        [address, _said(policy)]
        for address, view in addresses()
        if (policy := policy_of(view)) and policy.kind != "public"
    ]
    return _table(["address", "for"], rows)


def _said(policy: Policy) -> str:
    if policy.kind == "right":
        return policy.right
    return "signed in" if policy.kind == "signed_in" else "a right per action"


def task_names() -> set[str]:
    """The Celery tasks of ours; each runs as the system, inside acts."""
    current_app.loader.import_default_modules()
    return {name for name in current_app.tasks if not name.startswith(("celery.", "test."))}


TABLES = {
    "rights": rights_table,
    "rows": rows_table,
    "public": public_table,
    "addresses": addresses_table,
}


def filled_in(text: str) -> str:
    """The file's text with every table as the code has it now."""
    for name, make in TABLES.items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"docs/access.md has no place for {name}")
        table = f"{begin}\n{make()}\n{end}"
        text = pattern.sub(lambda found, table=table: table, text)  # type: ignore[misc]
    return text


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ").strip()


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(re.sub(r"\s+", " ", cell).replace("|", "\\|") for cell in line) + " |"
        for line in lines
    )
