"""Lao for Django, which has no `lo` locale of its own.

The catalogue of Django's own strings stands in locale/lo, the formats in base/formats/lo.
"""

from django.conf import locale

LAO = {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"}


def register_lao() -> None:
    """Make Lao known to Django; called from the settings, before anything asks for a language."""
    locale.LANG_INFO.setdefault("lo", LAO)
