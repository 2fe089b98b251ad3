"""Which district a cell means, by code, name or spelling; and the district a whole file is of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.folding import Folder
from solar_cms.base.forms import Form
from solar_cms.base.problems import Problem, Refused
from solar_cms.base.reading import plain_digits
from solar_cms.places.fields import PlaceField
from solar_cms.places.models import District
from solar_cms.registry.roster.reading import Read
from solar_cms.registry.roster.villages import Villages

BEFORE = re.compile(r"^(ເມືອງ|muang |mueang |district )|( district)$", re.IGNORECASE)


class DistrictForm(Form):
    """Asks for the district of a file; needed where the file itself does not say it."""

    right = "people.keep"

    district = PlaceField(
        label=_("District"), level="district", required=False,
        help_text=_("Of all rows that name none. Leave it empty when the file has a column of it."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.reaching(user, self.right)


def form_for(right: str) -> type[DistrictForm]:
    return type("DistrictForm", (DistrictForm,), {"right": right})


def prepare_for(right: str) -> Any:
    """The `prepare` of a kind of file whose rows are of one district, or name theirs."""

    def prepare(raw: Mapping[str, str], by: Any) -> dict[str, Any]:
        code = plain_digits(str(raw.get("district", "")))
        place = District.objects.filter(code=code).first() if code else None
        if code and (place is None or not may_keep(by, right, code)):
            message = _("There is no such district among those you may keep.")
            raise Refused([Problem("district.unknown", message, "district")])
        names = {settings.LANGUAGE_CODE: place.name_local, "en": place.name_latin} if place else ""
        return {"district": code, "title": names, "key": {"district": code}, "right": right}

    return prepare


def may_keep(by: Any, right: str, district: str) -> bool:
    """May this actor keep records of this district? The system itself may."""
    scope = getattr(by, "scope", None)
    return scope is None or scope.may_in(right, district)


class Districts:
    """The districts of the country, found by what people write."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        rows = District.objects.filter(valid_to=None).order_by("code")
        self.rows = {d.code: d for d in rows}
        texts = {d.code: [d.name_local, d.name_latin, *d.aliases] for d in self.rows.values()}
        folder.learn([BEFORE.sub("", text) for found in texts.values() for text in found])
        self.by_key: dict[str, list[str]] = {}
        for code, found in texts.items():
            for key in {self.key(text) for text in found}:
                self.by_key.setdefault(key, []).append(code)

    def key(self, text: str) -> str:
        return self.folder.fold(BEFORE.sub("", text.strip())).replace(" ", "")

    def said(self, code: str) -> str:
        """Paksong 1604"""
        return f"{self.rows[code].name_local} · {self.rows[code].name_latin} {code}"

    def find(self, text: str) -> tuple[str, list[str]]:
        """(code, []) when clear, else ("", codes that might be meant)."""
        clean = plain_digits(text).removesuffix(".0")
        if clean in self.rows:
            return clean, []
        if clean.isdecimal():
            # A spreadsheet takes the zero off 0101; the number alone is asked about.
            return "", [code for code in (f"0{clean}",) if code in self.rows]
        key = self.key(clean)
        if len(codes := self.by_key.get(key, [])) == 1:
            return codes[0], []
        close = codes or [
            code
            for one in difflib.get_close_matches(key, list(self.by_key), n=3, cutoff=0.6)
            for code in self.by_key[one]
        ]
        return "", list(dict.fromkeys(close))[:3]

    def read(self, text: str, given: str, read: Read, *, by: Any, right: str) -> str:
        """The district of a row: its own, else the file's; problems and suggestions go into `read`."""
        code = given
        if text.strip():
            code, close = self.find(text)
            if not code:
                read.problem(
                    "district.unknown",
                    _("This district is not known. Write its name or its code of four digits."),
                    "district",
                )
                read.suggestions["district"] = [(one, self.said(one)) for one in close]
                return ""
        if not code:
            message = _(
                "The district is missing. Write its name or code, or choose it for the file."
            )
            read.problem("district.missing", message, "district")
        elif not may_keep(by, right, code):
            read.problem(
                "district.outside",
                format_lazy(
                    _(
                        "{district} is not among the districts you keep. Its office brings this row."
                    ),
                    district=self.said(code),
                ),
                "district",
            )
            return ""
        return code


class Places:
    """Districts, and the villages of those that a file names, each list fetched once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.districts = Districts(folder)
        self._villages: dict[str, Villages] = {}

    def villages(self, district: str) -> Villages:
        if district not in self._villages:
            self._villages[district] = Villages(district, self.folder)
        return self._villages[district]
