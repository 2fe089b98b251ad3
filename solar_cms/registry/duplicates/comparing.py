"""Two records side by side, as far as the reader sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from solar_cms.base.face import Tag
from solar_cms.base.said import say_day, say_number
from solar_cms.registry.duplicates.scoring import supports
from solar_cms.registry.duplicates.words import said
from solar_cms.registry.lookalikes import masked, may_see
from solar_cms.registry.models import DuplicatePair, Person
from solar_cms.registry.states import PairState

SHOWN = 3
STATE_TAGS = {
    PairState.OPEN: "waiting",
    PairState.LATER: "assumed",
    PairState.DIFFERENT: "closed",
    PairState.SAME: "done",
}


@dataclass(frozen=True)
class Side:
    """One of the two. Out of the reader's scope only initials and the office to ask."""

    person: Person
    visible: bool
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.person.name if self.visible else masked(self.person.name)

    @property
    def where(self) -> str:
        place = self.person.village if self.visible and self.person.village else None
        return place.name if place else f"{self.person.district.name} {self.person.district_id}"


@dataclass(frozen=True)
class Line:
    """One fact of both. mark: same, differs, or "" where one side does not know it."""

    label: str
    first: str
    second: str
    mark: str


@dataclass(frozen=True)
class PairRow:
    """A pair as a row of the queue."""

    pair: DuplicatePair
    first: Side
    second: Side
    why: list[Any]

    @property
    def names(self) -> str:
        return f"{self.first.name} – {self.second.name}"

    @property
    def likeness(self) -> Any:
        return likeness(self.pair.score)

    @property
    def tag(self) -> Tag:
        state = PairState(self.pair.state)
        return Tag(STATE_TAGS[state], str(state.label))


def likeness(score: int) -> str:
    """How likely, in a word."""
    if score >= 900:
        return pgettext("pair", "very likely")
    return pgettext("pair", "likely") if score >= 800 else pgettext("pair", "perhaps")


def row_of(pair: DuplicatePair, user: Any) -> PairRow:
    first, second = (
        Side(person, may_see(user, person.district_id)) for person in (pair.first, pair.second)
    )
    return PairRow(
        pair, first, second, [one.words for one in said(supports(pair.evidence))[:SHOWN]]
    )


def side_of(person: Person, user: Any) -> Side:
    """The facts that are compared, in words; none of a record out of scope."""
    if not may_see(user, person.district_id):
        return Side(person, visible=False)
    documents = person.id_documents.order_by("kind", "id")  # type: ignore[attr-defined]
    year = str(person.birth_year or "")
    groups = person.group_memberships.count()  # type: ignore[attr-defined]
    facts = {
        _("Name"): person.local_name,
        _("Latin name"): person.latin_name,
        _("Other names"): ", ".join(person.aliases),
        _("Sex"): str(person.get_sex_display()),  # type: ignore[attr-defined]
        _("Born"): say_day(person.birth_date) if person.birth_date else year,
        _("Village"): person.village.name if person.village else "",
        _("District"): person.district.name,
        _("Phone"): person.said_phone,
        _("Identity documents"): ", ".join(str(one) for one in documents),
        _("Household"): str(person.household) if person.household else "",
        _("Died on"): say_day(person.died_on) if person.died_on else "",
        _("Memberships in groups"): say_number(groups) if groups else "",
    }
    return Side(person, visible=True, facts=facts)


def compared(first: Side, second: Side) -> list[Line]:
    """Fact by fact; what neither knows is left out. Numbers of groups are shown, not compared."""
    lines, counted = [], _("Memberships in groups")
    for label in first.facts or second.facts:
        one, other = first.facts.get(label, ""), second.facts.get(label, "")
        if one or other:
            mark = ("same" if one == other else "differs") if one and other else ""
            mark = "" if label == counted else mark
            lines.append(Line(label, one, other, mark))
    return lines
