"""What apps bring to pages: menu, home, search, panels, histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from solar_cms.base.hooks.registry import Registry, Text


@dataclass(frozen=True)
class NavItem:
    """A line of the main menu, shown to holders of the right."""

    label: Text
    url_name: str
    right: str
    order: int = 100


nav_items: Registry[NavItem] = Registry("menu line")


@dataclass(frozen=True)
class HomeCard:
    """A card on the home page. context: (user) -> template context, or None to show nothing.

    kinds: kinds of role it is made for; empty: every holder of the right. wide: over both columns.
    """

    template: str
    right: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int = 100
    kinds: Sequence[str] = ()
    wide: bool = False


home_cards: Registry[HomeCard] = Registry("home card")


@dataclass(frozen=True)
class TaskKind:
    """What tasks of one kind ask for, said of many: "Evidence to check"."""

    label: Text
    order: int = 100


task_kinds: Registry[TaskKind] = Registry("kind of task")


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class SearchSource:
    """search: (user, words, limit) -> hits the user may open, best first. exact: (user, number) ->
    the page of the one record with this official number, "" where the user sees none. list_name:
    name of the app's own list, which filters by `q`."""

    label: Text
    right: str
    search: Callable[[Any, str, int], list[Hit]]
    order: int = 100
    exact: Callable[[Any, str], str] | None = None
    list_name: str = ""


search_sources: Registry[SearchSource] = Registry("search source")


@dataclass(frozen=True)
class RecordPanel:
    """What an upper app knows about a record of a lower one, shown on that record's page.
    context: (user, record) -> template context, or None to show nothing."""

    model: str  # "registry.Person"
    template: str
    right: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    order: int = 100


record_panels: Registry[RecordPanel] = Registry("record panel")


@dataclass(frozen=True)
class RecordKind:
    """A kind of record whose history may be read, by those who may see the record itself.

    Registered under the name of its table. visible: (user) -> the rows the user may open.
    url: (record) -> its page. tables: models ("cases.Finding") whose changes belong to the record
    when an act on the record made them; changes of other tables are not shown.
    sealed: columns of these tables whose values are never shown. words: (record) -> for columns that
    hold keys of a pack: column -> {key: words}.
    """

    model: str
    visible: Callable[[Any], QuerySet]
    url: Callable[[Any], str] | None = None
    tables: Sequence[str] = ()
    sealed: Sequence[str] = ()
    words: Callable[[Any], Mapping[str, Mapping[Any, Any]]] | None = None


record_kinds: Registry[RecordKind] = Registry("record kind")


@dataclass(frozen=True)
class KnownNames:
    """Names of who acted, in the reader's script. names: (ids) -> {id: (as the audit keeps it today,
    in the reader's script)}; whom nobody knows any more is left out."""

    names: Callable[[Iterable[Any]], Mapping[Any, tuple[str, str]]]


# "actor" and "office": the audit keeps one spelling and stands below accounts.
known_names: Registry[KnownNames] = Registry("names of actors")

# Name of an act ("case.closed") → words for people ("Case closed"), shown in histories.
act_words: Registry[Text] = Registry("words for an act")
