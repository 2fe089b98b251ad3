"""An employer or a producer group in a form: who buys, who supplies."""

from __future__ import annotations

from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.models import uuid_or_none
from solar_cms.base.picking import MOST, Choice, PickField, same_name
from solar_cms.registry.finding import by_name
from solar_cms.registry.models import Employer, ProducerGroup

MODELS: dict[str, Any] = {"employer": Employer, "group": ProducerGroup}


class PartyField(PickField):
    """Gives an Employer or a ProducerGroup whom the user sees, or None.

    An employer of elsewhere is found by its registration number, written whole."""

    nothing = _(
        "No employer or group in your districts is called “%(words)s”. Write the enterprise "
        "registration number, or register the employer."
    )

    def __init__(self, *, kinds: tuple[str, ...] = ("employer", "group"), **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Name, or enterprise registration number"))
        super().__init__(**kwargs)
        self.kinds = kinds

    def reaching(self, user: User) -> Self:
        self.user = user
        self.offer("parties_find", kinds=",".join(self.kinds))
        return self

    def found(self, words: str) -> list[Any]:
        return parties_for(self.user, words, self.kinds)

    def exact(self, words: str, records: list[Any]) -> list[Any]:
        numbered = [
            one for one in records if getattr(one, "registration_number", "") == words.strip()
        ]
        names = {one.pk: [one.name_local, one.name_latin] for one in records}
        same = set(same_name(words, names))
        return numbered or [one for one in records if one.pk in same]

    def record(self, key: str) -> Any:
        pk = uuid_or_none(key)
        for kind in self.kinds if pk else ():
            found = MODELS[kind].objects.visible_to(self.user).filter(pk=pk).first()
            if found is not None:
                return found
        return None

    def choice(self, record: Any) -> Choice:
        return party_choice(record)


def parties_for(user: User, words: str, kinds: tuple[str, ...]) -> list[Any]:
    """The best MOST parties that the words may mean; none without words."""
    if not words.strip():
        return []
    found: list[Any] = []
    if "employer" in kinds:
        found += Employer.objects.filter(registration_number=words.strip())[:1]
    for kind in kinds:
        rows, order = by_name(MODELS[kind].objects.visible_to(user), words)
        found += [one for one in rows.order_by(*order)[: MOST // len(kinds)] if one not in found]
    return found


def party_choice(party: Any) -> Choice:
    if isinstance(party, Employer):
        return Choice(str(party.pk), party.name, party.registration_number)
    return Choice(str(party.pk), party.name, str(party.get_kind_display()))
