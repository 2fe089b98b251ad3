"""A province, district or village in a form."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from solar_cms.base.picking import Choice, PickField, PickInput, Typed
from solar_cms.places import finding

FEW = 12  # so many are a plain select: fewer taps, and nothing to fetch


class PlaceField(PickField):
    """Gives a Province, District or Village, or None.

    level: "province", "district" or "village". `reaching(user, right)` in the form's __init__ says
    who asks, and that only places where the right reaches count (no right: all places). `within`
    names a field before this one that holds the district (or province) in which to look.

    A level with few places to choose from is drawn as a select, others as a picker.
    """

    def __init__(
        self,
        *,
        level: str = "village",
        user: Any = None,
        right: str = "",
        empty_label: Any = "---------",
        **kwargs: Any,
    ) -> None:
        self.level, self.empty_label = level, empty_label
        self.user, self.right, self.also = user, right, ""
        # What a picker writes ends in the code, so that no key need be sent along.
        super().__init__(sends_key=False, **kwargs)
        if user is not None:
            self.reaching(user, right)

    def reaching(self, user: Any, right: str = "", *, also: str = "") -> Self:
        """Only where the user may use the right. `also`: the code of a place that counts too,
        because the record is there already."""
        self.user, self.right, self.also = user, right, also
        reach = user.scope.reach(right)
        is_few = right and not reach.whole_country and len(reach.districts) <= FEW
        if self.level == "district" and is_few:
            self._as_select()
            return self
        if not isinstance(self.widget, PickInput):
            self.widget = PickInput(sends_key=False)
            self.widget.is_required = self.required
        self.offer("places_find", level=self.level, right=right)
        return self

    def _as_select(self) -> None:
        rows = list(self._rows().order_by("code"))
        blank = [] if self.required and len(rows) == 1 else [("", self.empty_label)]
        choices = [(row.code, f"{row.name} {row.code}") for row in rows]
        self.widget = forms.Select(choices=[*blank, *choices])
        self.widget.is_required = self.required

    def _rows(self) -> Any:
        narrow = self.narrowed_by()
        rows = finding.places_of(
            self.level, self.user, self.right, within=getattr(narrow, "pk", narrow) or ""
        )
        if self.also:
            rows = rows | finding.places_of(self.level, self.user).filter(code=self.also)
        return rows

    def found(self, words: str) -> list[Any]:
        return finding.found(self._rows(), self.level, words)

    def exact(self, words: str, records: list[Any]) -> list[Any]:
        return finding.meant(words, records)

    def record(self, key: str) -> Any:
        return self._rows().filter(pk=key).first()

    def shown(self, key: str) -> Any:
        """Any place of this code: what a record holds is shown wherever it lies."""
        rows = finding.LEVELS[self.level]._default_manager.select_related(
            *finding.OUTER[self.level]
        )
        return rows.filter(pk=key).first()

    def choice(self, record: Any) -> Choice:
        return finding.choice_of(record)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(self.widget, forms.Select):
            return getattr(value, "pk", value)
        return super().prepare_value(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if isinstance(data, Typed):
            return super().has_changed(initial, data)
        return str(getattr(initial, "pk", initial) or "") != str(data or "")

    def say(self, value: Any) -> str:
        return f"{value.name} {value.code}"


WHERE = _("Name in local or Latin letters, or the code")
