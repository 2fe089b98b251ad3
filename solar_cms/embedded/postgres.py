"""The embedded Postgres: made once, started on a socket of the checkout, stopped cleanly."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .checkout import Halt, Profile, disk_full_sentence
from .processes import NOBODY, command_line, hand_over, is_running, namespaces_work, spawn, stop

# For one small machine that is also the web server's; durability is never traded away.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_duration_statement": "2s",
    "log_checkpoints": "off",
}

# The application's role owns its database and may make others (the test suite's), as on a
# server; it is no superuser, so that nothing comes to rely on that.
FIRST_STATEMENTS = """
CREATE ROLE solar LOGIN CREATEDB;
CREATE DATABASE solar OWNER solar;
"""


class Postgres:
    """One server over the data of one profile. Used by the keeper only."""

    def __init__(self, profile: Profile, programs: Path) -> None:
        self.profile = profile
        self.programs = programs
        self.data = profile.home / "postgres"
        self.log = profile.logs / "postgres.log"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self, pass_fds: Sequence[int] = (), patience: float = 120) -> None:
        """Start and wait until connections are accepted, crash recovery included."""
        self._check_reachable_by_other_user()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._clear_marks()
        settings = SETTINGS | {"unix_socket_directories": str(self.profile.sockets)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        hand_over(self.profile.sockets)
        hand_over(self.data)
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            # SIGINT: should this process be killed, the server still closes its files.
            self.child = spawn(
                [self.programs / "bin" / "postgres", "-D", self.data, *options],
                die_with_parent=signal.SIGINT,
                not_as_root=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=pass_fds,
                cwd=self.profile.home,
            )
        deadline = time.monotonic() + patience
        while self.child.poll() is None:
            if self._is_ready():
                return
            if time.monotonic() > deadline:
                self.stop()
                raise Halt(f"Postgres is not ready after {patience:.0f} s: see {self.log}.")
            time.sleep(0.02)
        raise Halt(self._why(self._said_since(begin)))

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything is written; then harder."""
        if self.child is not None:
            stop(self.child, (signal.SIGINT, 60), (signal.SIGQUIT, 10))

    def _create(self) -> None:
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        hand_over(fresh)
        binaries = self.programs / "bin"
        begin = self.log.stat().st_size if self.log.exists() else 0
        self._run(
            [
                binaries / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8",
                "--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8",
                "--auth=trust", "--data-checksums", "--no-instructions",
            ],
            begin,
        )  # fmt: skip
        self._run(
            [binaries / "postgres", "--single", "-j", "-D", fresh, "postgres"],
            begin,
            # -j: a statement ends with an empty line, CREATE DATABASE stands alone
            given=FIRST_STATEMENTS.strip().replace("\n", "\n\n") + "\n\n",
        )
        fresh.rename(self.data)

    def _run(self, command: list[str | Path], begin: int, given: str = "") -> None:
        with self.log.open("ab") as log:
            child = spawn(
                command,
                die_with_parent=signal.SIGKILL,
                not_as_root=True,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.profile.home,
            )
            child.communicate(given.encode())
        said = self._said_since(begin)
        if child.returncode != 0 or "ERROR:" in said:
            raise Halt(self._why(said))

    def _is_ready(self) -> bool:
        # What `pg_ctl -w` looks at: first line the process, eighth its state.
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        assert self.child is not None  # noqa: S101
        return len(lines) >= 8 and lines[0] == str(self.child.pid) and lines[7].strip() == "ready"

    def _clear_marks(self) -> None:
        """Remove what a killed server left: its number may belong to a stranger by now.

        The keeper holds the lock that every server process inherits, so none of ours is left.
        """
        mark = self.data / "postmaster.pid"
        try:
            pid = int(mark.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if is_running(pid) and str(self.data) in command_line(pid):
            raise Halt(f"Another Postgres (process {pid}) uses {self.data}: stop it, run again.")
        mark.unlink()
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.profile.sockets / name).unlink(missing_ok=True)

    def _check_reachable_by_other_user(self) -> None:
        if os.geteuid() != 0 or namespaces_work():
            return
        for folder in (self.profile.home, *self.profile.home.parents):
            if not folder.stat().st_mode & 0o001:
                raise Halt(
                    f"Postgres does not run as root, and user {NOBODY} may not enter {folder}: "
                    "run the command as an ordinary user, or move the checkout, for example "
                    "into /srv."
                )

    def _said_since(self, position: int) -> str:
        with self.log.open("rb") as log:
            log.seek(position)
            return log.read().decode("utf-8", "replace")

    def _why(self, said: str) -> str:
        if "No space left on device" in said:
            return disk_full_sentence(self.data)
        lines = [line for line in said.splitlines() if "FATAL" in line or "ERROR" in line]
        lines = lines or said.splitlines() or ["nothing"]
        return f"Postgres did not start; it said “{lines[-1].strip()}” (all of it in {self.log})."
