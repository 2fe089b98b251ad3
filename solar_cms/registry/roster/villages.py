"""Which village a cell means: by code, or by a name, alias or spelling of the district's list."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.folding import Folder
from solar_cms.base.reading import plain_digits
from solar_cms.places.models import Village
from solar_cms.registry.roster.reading import Read

BEFORE = re.compile(r"^(ບ້ານ|ban |baan |b\. ?|village )", re.IGNORECASE)


class Villages:
    """The villages of one district, found by what people write."""

    def __init__(self, district: str, folder: Folder) -> None:
        self.folder = folder
        self.rows = {
            code: (local, latin)
            for code, local, latin in Village.objects.filter(district=district, valid_to=None)
            .order_by("code")
            .values_list("code", "name_local", "name_latin")
        }
        aliases = dict(Village.objects.filter(code__in=self.rows).values_list("code", "aliases"))
        texts = {
            code: [text for text in (*names, *aliases[code]) if text]
            for code, names in self.rows.items()
        }
        folder.learn([BEFORE.sub("", text) for found in texts.values() for text in found])
        self.by_key: dict[str, list[str]] = {}
        for code, found in texts.items():
            for key in {self.key(text) for text in found}:
                self.by_key.setdefault(key, []).append(code)
        self._known: dict[str, tuple[str, list[str]]] = {}

    def key(self, text: str) -> str:
        """The folded name without the word for village and without spaces."""
        return self.folder.fold(BEFORE.sub("", text.strip())).replace(" ", "")

    def find(self, text: str) -> tuple[str, list[str]]:
        """(code, []) when clear, else ("", codes that might be meant)."""
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> tuple[str, list[str]]:
        clean = plain_digits(text)
        if clean in self.rows:
            return clean, []
        if clean.isdecimal():
            # A spreadsheet takes the zero off 0101012.
            return "", [code for code in (f"0{clean}",) if code in self.rows]
        key = self.key(clean)
        codes = self.by_key.get(key, [])
        if len(codes) == 1:
            return codes[0], []
        if codes:
            return "", codes
        close = difflib.get_close_matches(key, list(self.by_key), n=3, cutoff=0.6) if key else []
        return "", list(dict.fromkeys(code for one in close for code in self.by_key[one]))[:3]

    def read(self, text: str, read: Read, district: str) -> None:
        """Put the village's code into the row's values, or say why not and what may be meant."""
        read.values["village"] = ""
        if not text.strip():
            return
        code, close = self.find(text)
        if code:
            read.values["village"] = code
            return
        if not self.rows:
            message: Any = format_lazy(
                _(
                    "No villages of district {district} are loaded. Import its village list first, or empty the cell."
                ),
                district=district,
            )
        elif len(close) > 1 and self.key(text) in self.by_key:
            message = _("More than one village has this name. Write the code of the village.")
        else:
            message = format_lazy(
                _(
                    "This village is not in the list of district {district}. Choose one, or write its code."
                ),
                district=district,
            )
        read.problem("village.unknown", message, "village")
        if close:
            read.suggestions["village"] = [
                (one, f"{self.rows[one][0]} · {self.rows[one][1]} {one}") for one in close
            ]
