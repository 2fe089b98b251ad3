"""PDF by typst: a template of an app or a pack, plain data, our own fonts; the same bytes each time.

Runs in workers, commands and tests, never in a web request. A template sees only copies: itself
and its neighbours under /main, our library under /lib, drawings under /charts, other files under
/files. Data reaches it as JSON, never as source, so no text of a user is ever code.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from solar_cms.base.said import CURRENCY_WORDS, separators
from solar_cms.documents import store
from solar_cms.documents.models import Letter, StoredFile

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
LIBRARY = HERE / "typst"
MAX_COPIED = 2 * 1024 * 1024  # bytes of a template's folder


class CannotRender(Exception):
    """The template is missing or broken, or its data do not fit; says what typst said."""


def find_template(name: str) -> Path:
    """Where a template lies.

    "pack:notices/x.typ" in the country's pack; "cases/x.typ" in an app's folder typst/ (as
    typst/x.typ of that app, or typst/cases/x.typ of any). Raises CannotRender when there is none.
    """
    if name.startswith("pack:"):
        roots = [Path(settings.PACKS_DIR) / settings.SOLAR_PACK]
        tries = [(root, root / name.removeprefix("pack:")) for root in roots]
    else:
        label, _slash, rest = name.partition("/")
        folders = [Path(c.path) / "typst" for c in apps.get_app_configs()]
        tries = [(folder, folder / name) for folder in folders]
        tries += [
            (Path(c.path) / "typst", Path(c.path) / "typst" / rest)
            for c in apps.get_app_configs()
            if c.label == label and rest
        ]
    for root, path in tries:
        if path.is_file() and path.suffix == ".typ" and path.resolve().is_relative_to(root):
            return path
    raise CannotRender(f"there is no template {name}")


def typst_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    charts: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
    output: Literal["pdf", "html"] = "pdf",
) -> bytes:
    """A PDF of a template with data; or its words as HTML, without head and foot (see word.py).

    In the template: `#import "/lib/letter.typ": *` gives `data`, `language`, `words` and the parts;
    charts {"by_sex": "<svg…"} lie as /charts/by_sex.svg, files {"logo.png": bytes} as /files/logo.png.
    """
    source = find_template(template)
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        root = Path(folder)
        shutil.copytree(LIBRARY, root / "lib")
        _copy_neighbours(source, root / "main")
        _write(root / "charts", {f"{n}.svg": svg.encode() for n, svg in (charts or {}).items()})
        _write(root / "files", files or {})
        try:
            return typst.compile(
                str(root / "main" / source.name),
                root=str(root),
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                sys_inputs={
                    "data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False),
                    "words": json.dumps(words(language), ensure_ascii=False),
                    "language": language,
                },
                format=output,
                timestamp=0,
            )
        except (typst.TypstError, RuntimeError, OSError) as error:
            raise CannotRender(f"{template}: {error}") from error


def _copy_neighbours(source: Path, target: Path) -> None:
    target.mkdir()
    size = 0
    for path in sorted(source.parent.iterdir()):
        if path.is_file() and not path.is_symlink():
            size += path.stat().st_size
            if size > MAX_COPIED:
                raise CannotRender(f"the folder of {source.name} is too large")
            shutil.copyfile(path, target / path.name)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / Path(name).name).write_bytes(content)


@cache
def words(language: str) -> dict[str, Any]:
    """What the library itself prints, in the letter's language: the catalogue's words, or the pack's
    where there is no catalogue in it."""
    own = settings.PACK.get("letterhead", {}).get("words", {}).get(language, {})
    with translation.override(language):
        return {
            "number": _("No."),
            "date": _("Date"),
            "page": _("Page {page} of {pages}"),
            "verify": _("Check this letter at"),
            "code": _("Code"),
            "digest": _("Fingerprint"),
            "replaces": _("In the place of No."),
            "word_copy": _("Working copy; the letter that counts is its PDF."),
            "months": [str(MONTHS[n]) for n in range(1, 13)],
            "day": "{day} {month} {year}",
            "thousands": separators(language)[1],
            "decimal": separators(language)[0],
            "currency": str(CURRENCY_WORDS.get(settings.CURRENCY, settings.CURRENCY)),
            "minor_digits": settings.CURRENCY_EXPONENT,
            **own,
        }


def verify_url(code: str) -> str:
    return f"{settings.SOLAR_SITE_URL}{reverse('verify', args=[code])}"


def grouped(code: str) -> str:
    """A code or hash in fours, as it is printed and read aloud."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def qr_svg(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def letter_data(letter: Letter) -> dict[str, Any]:
    """What a letter's template is given: its frozen data, number, date, code and fingerprint."""
    return {
        **letter.data,
        "letter": {
            "number": letter.number,
            "titles": letter.titles,
            "date": letter.issued_on.isoformat(),
            "code": grouped(letter.code),
            "url": verify_url(letter.code),
            "digest": grouped(letter.digest[:32]),
        },
    }


def letter_pdf(letter: Letter, language: str, output: Literal["pdf", "html"] = "pdf") -> bytes:
    """The PDF of a letter in one language, from its frozen data; or its words as HTML."""
    files = {}
    if logo := letter.data.get("head", {}).get("logo"):
        stored = StoredFile.objects.filter(sha256=logo).first()
        if stored is None:
            raise CannotRender("the logo of the letterhead is not in the store")
        files["logo"] = store.read(stored)
    charts = {"qr": qr_svg(verify_url(letter.code))}
    return typst_pdf(
        letter.template, letter_data(letter), language=language, charts=charts, files=files,
        output=output,
    )  # fmt: skip
