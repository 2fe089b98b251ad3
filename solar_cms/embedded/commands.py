"""The commands of dev.py. Each gives an exit code, or raises Halt with a sentence."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import processes
from .catalogues import stale
from .checkout import Checkout, Halt, Profile, disk_full_sentence, is_disk_full, locked
from .checks import run_checks
from .packages import ensure_postgres, ensure_venv
from .servers import Connection, environment
from .supervise import HOST, Supervisor, check_port, services

SET_UP_STAMP = "solar_set_up"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(sentence: str) -> None:
    print(sentence, flush=True)


def main(root: Path, arguments: Sequence[str]) -> int:
    """Run one command; a Halt ends it with its sentence and code 1."""
    checkout = Checkout(root)
    commands = {"run": run, "test": test, "check": check, "bench": bench, "manage": manage}
    name, *rest = arguments or ["help"]
    if name not in commands:
        say(
            "Usage: python3 dev.py COMMAND\n"
            "  run [--demo]      set up and serve the site on this machine\n"
            "  test [arguments]  check, then the whole suite; arguments go to pytest\n"
            "                    (--no-browser leaves out, --long adds)\n"
            "  check             lint, types, layers, migrations, translations, settings\n"
            "  bench             measure against the budgets\n"
            "  manage …          manage.py inside the set-up"
        )
        return 0 if name in ("help", "--help", "-h") else 2
    try:
        return commands[name](checkout, rest)
    except Halt as problem:
        print(f"\n{problem}", file=sys.stderr)
    except OSError as error:
        if not is_disk_full(error):
            raise
        print(f"\n{disk_full_sentence(checkout.var)}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def run(checkout: Checkout, arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py run")
    parser.add_argument(
        "--demo", action="store_true", help="fill in the demo data, whatever the database"
    )
    options = parser.parse_args(arguments)
    port = _port()
    profile = checkout.profile("run")
    with locked(profile.home / "run.lock") as alone:
        if alone is None:
            raise Halt("The site of this checkout runs already: use it, or stop it first.")
        check_port(port)
        _fetch(checkout, "base")
        with environment(profile) as (values, connection):
            mark = _demo_mark(profile)
            demo = "always" if options.demo else "if-empty" if mark else "never"
            values["SOLAR_DEMO"] = "" if demo == "never" else "1"
            values["SOLAR_SITE_URL"] = f"http://{HOST}:{port}"
            values["DJANGO_SETTINGS_MODULE"] = "solar_cms.settings.dev"
            _set_up_once(checkout, profile, values, demo, mark)
            if mark and not mark.exists():
                values["SOLAR_DEMO"] = ""
            _serve(profile, port, values, connection, mark)
    return 0


def _serve(
    profile: Profile,
    port: int,
    values: Mapping[str, str],
    connection: Connection | None,
    mark: Path | None,
) -> None:
    supervisor = Supervisor(profile, services(profile.checkout, profile, port), values)
    try:
        supervisor.start()
        supervisor.wait_for_web(port)
        if not supervisor.stopping:
            say(f"\nThe site is at http://{HOST}:{port}/  (Ctrl-C stops it; logs: {profile.logs})")
            if mark and mark.exists():
                say(mark.read_text().rstrip())
        supervisor.watch(connection)
        say("\nStopping …")
    finally:
        supervisor.stop()


def test(checkout: Checkout, arguments: Sequence[str]) -> int:
    whole = set(arguments) <= {"--no-browser", "--long"}
    profile = checkout.profile("test")
    with locked(checkout.var / "test.lock") as alone:
        if alone is None:
            raise Halt("A test run of this checkout is under way: wait for it, or stop it first.")
        _fetch(checkout, "dev")
        _wipe(profile)
        values_chromium = _chromium(needed=whole and "--no-browser" not in arguments)
        with environment(profile) as (values, _):
            values |= values_chromium
            values["DJANGO_SETTINGS_MODULE"] = "solar_cms.settings.test"
            _compile(checkout)
            failed = run_checks(checkout, values) if whole else []
            if failed:
                say(f"Failed before the suite: {', '.join(failed)}.")
            spread = ["-n", str(min(4, os.cpu_count() or 1))] if whole else []
            code = processes.run(
                [checkout.python, "-m", "pytest", *spread, *arguments],
                cwd=checkout.root,
                env=values,
            )
            return code or (1 if failed else 0)


def check(checkout: Checkout, arguments: Sequence[str]) -> int:
    _fetch(checkout, "dev")
    with environment(checkout.profile("test")) as (values, _):
        values["DJANGO_SETTINGS_MODULE"] = "solar_cms.settings.test"
        _compile(checkout)
        return 1 if run_checks(checkout, values) else 0


def bench(checkout: Checkout, arguments: Sequence[str]) -> int:
    _fetch(checkout, "dev")
    with environment(checkout.profile("bench")) as (values, _):
        values["DJANGO_SETTINGS_MODULE"] = "solar_cms.settings.dev"
        values["SOLAR_DEMO"] = "1"  # its own database, filled with invented people
        values |= _chromium(needed=False)
        _set_up(checkout, values)
        return processes.run(
            [checkout.python, "-m", "benchmarks", *arguments], cwd=checkout.root, env=values
        )


def manage(checkout: Checkout, arguments: Sequence[str]) -> int:
    _fetch(checkout, "base")
    with environment(checkout.profile("run")) as (values, _):
        # A command may change what the next run relies on (a restore, a migration taken back).
        (checkout.profile("run").home / "postgres" / SET_UP_STAMP).unlink(missing_ok=True)
        values.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.dev")
        if (mark := _demo_mark(checkout.profile("run"))) and mark.exists():
            values.setdefault("SOLAR_DEMO", "1")
        _compile(checkout)
        return processes.run(
            [checkout.python, "manage.py", *arguments], cwd=checkout.root, env=values
        )


def _demo_mark(profile: Profile) -> Path | None:
    """The file that marks the embedded database as a demo: it comes and goes with its data."""
    return None if os.environ.get("DATABASE_URL") else profile.home / "postgres" / "solar_demo"


def _fetch(checkout: Checkout, lock: str) -> None:
    ensure_venv(checkout, lock, say)
    if os.environ.get("SOLAR_S3_BUCKET") or os.environ.get("SOLAR_S3_BUCKET_FILE"):
        ensure_venv(checkout, "s3", say)
    if not os.environ.get("DATABASE_URL"):
        ensure_postgres(checkout, say)


def _set_up_once(
    checkout: Checkout, profile: Profile, values: Mapping[str, str], demo: str, mark: Path | None
) -> None:
    """Set up, unless the embedded database was set up by exactly these files (five seconds)."""
    stamp = profile.home / "postgres" / SET_UP_STAMP
    found = fingerprint(checkout.root, os.environ.get("SOLAR_PACK", ""))
    known = stamp.exists() and stamp.read_text() == found
    if known and demo == "if-empty" and mark and mark.exists():
        _compile(checkout)
        return
    stamp.unlink(missing_ok=True)
    _set_up(checkout, values, "--demo", demo, *(["--demo-mark", str(mark)] if mark else []))
    if demo == "if-empty" and stamp.parent.is_dir():
        stamp.write_text(found)


def fingerprint(root: Path, pack: str) -> str:
    """Name, size and time of every file that migrations, packs and static files come from."""
    found = hashlib.sha256(pack.encode())
    for top in ("solar_cms", "cases", "enrollment", "trainings", "reporting", "packs", "static"):
        for path in sorted((root / top).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".mo"):
                state = path.stat()
                found.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _set_up(checkout: Checkout, values: Mapping[str, str], *arguments: str) -> None:
    _compile(checkout)
    code = processes.run(
        [checkout.python, "manage.py", "set_up", *arguments], cwd=checkout.root, env=values
    )
    if code:
        raise Halt("The database could not be brought up to date: what was wrong stands above.")


def _compile(checkout: Checkout) -> None:
    if not stale(checkout.root):
        return
    code = processes.run(
        [checkout.python, "-m", "solar_cms.embedded.catalogues", str(checkout.root)],
        cwd=checkout.root,
    )
    if code:
        raise Halt("A translation catalogue is broken: file and line stand above.")


def _wipe(profile: Profile) -> None:
    """Begin with nothing but the databases; servers of an earlier run may still be closing.

    The suite makes its databases afresh, as copies of one that stands migrated (tests/template.py).
    """
    if not profile.home.exists():
        return
    with locked(profile.home / "servers.lock", wait=90) as lock:
        if lock is None:
            return
        for path in profile.home.iterdir():
            if path.name == "servers.lock" or path.name == "postgres":
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _chromium(*, needed: bool) -> dict[str, str]:
    """Where Chromium is, as SOLAR_CHROMIUM; Debian's package is installed where that may be."""
    given = os.environ.get("SOLAR_CHROMIUM")
    found = given or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None and needed and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests …")
        values = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["update", "-q"],
            ["install", "-q", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                ["apt-get", *command],
                env=values,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        found = shutil.which("chromium")
    if found is None and needed:
        raise Halt(
            "The browser tests need Chromium: install it (as root: apt install chromium), or "
            "leave them out by: python3 dev.py test --no-browser."
        )
    return {"SOLAR_CHROMIUM": found} if found else {}


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Halt(f"PORT is “{given}”: it must be a number from 1 to 65535.")
    return int(given)
