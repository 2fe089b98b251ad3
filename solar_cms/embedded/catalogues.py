"""Compile the translation catalogues (.po to .mo) with Babel: no gettext is needed.

`stale()` needs the standard library only; run as a module, inside the virtual environment,
this file compiles what is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

LEFT_OUT = {".venv", "var", "node_modules", ".git"}


def stale(root: Path) -> list[Path]:
    """The catalogues below `root` whose compiled form is missing or older."""
    found = []
    for path in sorted(root.glob("**/locale/*/LC_MESSAGES/django*.po")):
        if LEFT_OUT.intersection(path.relative_to(root).parts):
            continue
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns:
            found.append(path)
    return found


def compile_catalogue(path: Path) -> None:
    """Write the .mo beside `path`. Raises ValueError naming file and line of a broken entry."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    language = path.parts[-3]
    try:
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)
        raise ValueError(f"{path}{f', line {line}' if line else ''}: {error}") from error
    fresh = path.with_suffix(".mo.new")
    with fresh.open("wb") as target:
        write_mo(target, catalogue)
    fresh.rename(path.with_suffix(".mo"))


def main(root: str) -> int:
    for path in stale(Path(root)):
        try:
            compile_catalogue(path)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
