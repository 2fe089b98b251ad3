"""Use of the servers by a command: join those that run, or have them started."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from .checkout import Halt, Profile, locked, secret_key


class Connection:
    """A command's hold on the servers; they live while one is held."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self._rest = b""

    def greeting(self, patience: float) -> set[str] | None:
        """The servers that run, or None when the keeper went away. Halts with its sentence."""
        self.link.settimeout(patience)
        while b"\n" not in self._rest:
            try:
                part = self.link.recv(4096)
            except TimeoutError:
                raise Halt("The embedded servers do not answer: see var/*/log/.")
            except OSError:
                part = b""
            if not part:
                return None
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        word, _, sentence = line.decode().partition(" ")
        if word == "halt":
            raise Halt(sentence)
        return set(sentence.split())

    def news(self) -> list[str]:
        """Sentences said since; the last is a Halt when the servers are gone. Never waits."""
        self.link.setblocking(False)
        gone = False
        with contextlib.suppress(BlockingIOError):
            while part := self.link.recv(4096):
                self._rest += part
            gone = True
        lines = self._rest.split(b"\n")
        self._rest = lines.pop()
        said = []
        for line in lines:
            word, _, sentence = line.decode().partition(" ")
            if word == "halt":
                raise Halt(sentence)
            said.append(sentence or word)
        if gone:
            raise Halt("The embedded servers were stopped from outside: run the command again.")
        return said

    def close(self, patience: float = 90) -> None:
        """Let go; if nobody else holds the servers, wait until they have stopped."""
        self.link.settimeout(patience)
        with contextlib.suppress(OSError):
            self.link.shutdown(socket.SHUT_WR)
            while self.link.recv(4096):
                pass
        self.link.close()


@contextlib.contextmanager
def servers(profile: Profile) -> Iterator[Connection]:
    """The servers of `profile`, running, for the block's length."""
    profile.prepare()
    connection = _join(profile)
    try:
        yield connection
    finally:
        connection.close()


def _join(profile: Profile) -> Connection:
    # One at a time, so that two commands never start two sets.
    with locked(profile.home / "join.lock", wait=300) as lock:
        if lock is None:
            raise Halt("Another command has been starting the servers for minutes: end it first.")
        for _ in range(100):
            connection = _connect(profile) or _start(profile)
            running = connection.greeting(patience=240)
            if running is not None:
                _check_all_there(running)
                return connection
            connection.close()  # it was just ending
            time.sleep(0.1)
    raise Halt(f"The embedded servers end as soon as they start: see {profile.logs}.")


def _check_all_there(running: set[str]) -> None:
    for variable, server in (("DATABASE_URL", "Postgres"), ("REDIS_URL", "Valkey")):
        if not os.environ.get(variable) and server not in running:
            raise Halt(
                f"Another command of this checkout runs with {variable} set, without the embedded "
                f"{server}: end it first, or set {variable} here too."
            )


def _connect(profile: Profile) -> Connection | None:
    link = socket.socket(socket.AF_UNIX)
    try:
        link.connect(str(profile.sockets / "keeper.sock"))
    except (FileNotFoundError, ConnectionRefusedError):
        link.close()
        return None
    return Connection(link)


def _start(profile: Profile) -> Connection:
    ours, theirs = socket.socketpair()
    root = profile.checkout.root
    with theirs, (profile.logs / "keeper.log").open("ab") as log:
        # In a session of its own: Ctrl-C is for the command, and a killed command's servers
        # are to be closed cleanly.
        subprocess.Popen(
            [sys.executable, "-m", "solar_cms.embedded.keeper", str(root), profile.name,
             str(theirs.fileno())],
            cwd=_code_root(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )  # fmt: skip
    return Connection(ours)


def _code_root() -> str:
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@contextlib.contextmanager
def environment(profile: Profile) -> Iterator[tuple[dict[str, str], Connection | None]]:
    """The environment for the project's own processes, and the hold on embedded servers.

    `DATABASE_URL` and `REDIS_URL`, where set, are used as they are; if both are, nothing is
    started here.
    """
    values = dict(os.environ)
    values.setdefault("SOLAR_SECRET_KEY", secret_key(profile.checkout))
    values.setdefault("SOLAR_FILES_ROOT", str(profile.files))
    values["PYTHONUNBUFFERED"] = "1"
    if values.pop("PYTHONDONTWRITEBYTECODE", ""):
        # To compile everything anew would take each process two seconds: kept, but not in the tree.
        values["PYTHONPYCACHEPREFIX"] = str(profile.checkout.var / "pycache")
    if values.get("DATABASE_URL") and values.get("REDIS_URL"):
        yield values, None
        return
    with servers(profile) as connection:
        values["DATABASE_URL"] = values.get("DATABASE_URL") or profile.database_url
        values["REDIS_URL"] = values.get("REDIS_URL") or profile.redis_url
        yield values, connection
