"""`dev.py check`: what is asked of the code besides its tests."""

from __future__ import annotations

import re
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .checkout import Checkout
from .processes import spawn

PACKAGES = ("solar_cms", "cases", "enrollment", "trainings", "reporting")
AT_ONCE = 2
ADDRESS = re.compile(r"://|--(extra-)?index|--find-links|\"resolved\"")


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    extra: tuple[tuple[str, str], ...] = ()


def all_checks() -> list[Check]:
    production = (
        ("DJANGO_SETTINGS_MODULE", "solar_cms.settings.production"),
        ("SOLAR_SECRET_KEY", secrets.token_urlsafe(60)),
        ("SOLAR_SITE_URL", "https://solar.example"),
        ("SOLAR_HOSTS", "solar.example"),
        ("SOLAR_DEMO", ""),
    )
    manage = ("python", "manage.py")
    return [
        Check("types", ("mypy", *PACKAGES)),
        Check("lint", ("ruff", "check", ".")),
        Check("format", ("ruff", "format", "--check", ".")),
        Check("layers", ("lint-imports",)),
        Check("translations", (*manage, "check_translations")),
        Check("migrations in step", (*manage, "makemigrations", "--check", "--dry-run")),
        Check(
            "ready for production",
            (*manage, "check", "--deploy", "--fail-level", "WARNING"),
            production,
        ),
    ]


def run_checks(checkout: Checkout, values: Mapping[str, str]) -> list[str]:
    """Run all, print each result, give the names of those that failed."""
    failed = []
    addresses = addresses_in_locks(checkout.root)
    if addresses:
        print("no address in a lock file: FAILED\n" + "\n".join(addresses), flush=True)
        failed.append("no address in a lock file")
    else:
        print("no address in a lock file: good", flush=True)
    for check, code, said, seconds in _finished(checkout, values):
        print(f"{check.name}: {'FAILED' if code else 'good'} ({seconds:.1f} s)", flush=True)
        if code:
            failed.append(check.name)
            print(said.rstrip(), flush=True)
    return failed


def addresses_in_locks(root: Path) -> list[str]:
    """Lines of lock files that name a place to fetch from."""
    locks = [
        *sorted((root / "requirements").glob("*.txt")),
        *sorted(root.glob("**/package-lock.json")),
    ]
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in locks
        if not {"node_modules", ".venv", "var"}.intersection(path.relative_to(root).parts)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ADDRESS.search(line)
    ]


def _finished(
    checkout: Checkout, values: Mapping[str, str]
) -> Iterator[tuple[Check, int, str, float]]:
    """Each check as it ends, two at a time."""
    waiting = all_checks()
    running: list[tuple[Check, subprocess.Popen[bytes], IO[bytes], float]] = []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            check = waiting.pop(0)
            output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
            program, *arguments = check.command
            child = spawn(
                [checkout.venv / "bin" / program, *arguments],
                die_with_parent=signal.SIGKILL,
                cwd=checkout.root,
                env={**values, **dict(check.extra)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            running.append((check, child, output, time.monotonic()))
        for entry in list(running):
            check, child, output, began = entry
            if child.poll() is not None:
                running.remove(entry)
                output.seek(0)
                said = output.read().decode("utf-8", "replace")
                output.close()
                yield check, child.returncode, said, time.monotonic() - began
        time.sleep(0.05)
