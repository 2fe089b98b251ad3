"""A person, or a producer group, in a form."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.models import uuid_or_none
from solar_cms.base.picking import MOST, Choice, PickField, same_name
from solar_cms.base.reading import plain_digits
from solar_cms.registry.finding import by_name, people_found
from solar_cms.registry.models import Person, ProducerGroup


class PersonField(PickField):
    """Gives a Person whom the user may see, or None; who may not be seen is as if not there.

    `reaching(user, right)` in the form's __init__ says who asks, and that only people where the
    right reaches count as well.
    """

    nothing = _(
        "Nobody in your districts has the name, phone or document number “%(words)s”. Try another "
        "spelling, or register the person."
    )

    def __init__(self, *, user: User | None = None, right: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Person"))
        kwargs.setdefault("help_text", _("Name, phone or document number"))
        super().__init__(**kwargs)
        if user is not None:
            self.reaching(user, right)

    def reaching(self, user: User, right: str = "") -> Self:
        self.user, self.right = user, right
        self.offer("people_find", right=right)
        return self

    def found(self, words: str) -> list[Person]:
        if uuid_or_none(words):
            person = self.record(words)
            return [person] if person else []
        return people_for(self.user, words, self.right)

    def exact(self, words: str, records: list[Person]) -> list[Person]:
        if any(c.isdecimal() for c in plain_digits(words)):
            return records  # a phone or a document
        names = {
            person.pk: [person.local_name, person.latin_name, *person.aliases] for person in records
        }
        same = set(same_name(words, names))
        return [person for person in records if person.pk in same]

    def record(self, key: str) -> Person | None:
        pk = uuid_or_none(key)
        return reachable(self.user, self.right).filter(pk=pk).first() if pk else None

    def choice(self, record: Person) -> Choice:
        return choice_of(record)


def reachable(user: User, right: str = "") -> QuerySet[Person]:
    """People this user sees, and of them those where the right may be used."""
    people: Any = Person.objects.visible_to(user).select_related("village", "district")
    return people.visible_to(user, right) if right else people


def people_for(user: User, words: str, right: str = "") -> list[Person]:
    """The best MOST people that the words may mean; none without words."""
    if not words.strip():
        return []
    found, order = people_found(reachable(user, right), words)
    return list(found.order_by(*order)[:MOST])


def choice_of(person: Person) -> Choice:
    """A person with the other script, the year of birth and the village."""
    place = person.village or person.district
    parts = (person.other_name, person.birth_year or "", place.name)
    return Choice(str(person.pk), person.name, " · ".join(str(part) for part in parts if part))


class GroupField(PickField):
    """Gives a producer group that has not ended and that the user may see, or None.

    `reaching(user, right)` as of PersonField.
    """

    nothing = _("No group in your districts is called “%(words)s”. Try another spelling.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Producer group"))
        super().__init__(**kwargs)

    def reaching(self, user: User, right: str = "") -> Self:
        self.user, self.right = user, right
        self.offer("groups_find", right=right)
        return self

    def found(self, words: str) -> list[ProducerGroup]:
        if uuid_or_none(words):
            group = self.record(words)
            return [group] if group else []
        return groups_for(self.user, words, self.right)

    def exact(self, words: str, records: list[ProducerGroup]) -> list[ProducerGroup]:
        if uuid_or_none(words):
            return records
        names = {group.pk: [group.name_local, group.name_latin] for group in records}
        same = set(same_name(words, names))
        return [group for group in records if group.pk in same]

    def record(self, key: str) -> ProducerGroup | None:
        pk = uuid_or_none(key)
        return groups_within(self.user, self.right).filter(pk=pk).first() if pk else None

    def choice(self, record: ProducerGroup) -> Choice:
        return choice_of_group(record)


def groups_within(user: User, right: str = "") -> QuerySet[ProducerGroup]:
    """Groups that have not ended, of those the user sees and where the right may be used."""
    groups: Any = ProducerGroup.objects.visible_to(user).filter(ended_on__isnull=True)
    groups = groups.select_related("village", "district")
    return groups.visible_to(user, right) if right else groups


def groups_for(user: User, words: str, right: str = "") -> list[ProducerGroup]:
    """The best MOST groups that the words may mean; without words the first by name."""
    found, order = by_name(groups_within(user, right), words)
    return list(found.order_by(*order)[:MOST])


def choice_of_group(group: ProducerGroup) -> Choice:
    """A group with its kind and the village or district."""
    place = group.village or group.district
    return Choice(str(group.pk), group.name, f"{group.get_kind_display()} · {place.name}")
