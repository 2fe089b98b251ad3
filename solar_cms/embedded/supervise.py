"""The site's own processes: web, worker, beat; started, watched, stopped."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .checkout import Checkout, Halt, Profile
from .processes import kill_group, spawn
from .servers import Connection

HOST = "127.0.0.1"
MOST_RESTARTS = 3  # of one process within a minute
PATIENCE = {signal.SIGTERM: 10.0, signal.SIGQUIT: 5.0}


@dataclass
class Service:
    """One supervised program; `die_with_parent` is what the kernel sends if dev.py is killed."""

    name: str
    command: list[str | Path]
    die_with_parent: signal.Signals
    child: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)


def services(checkout: Checkout, profile: Profile, port: int) -> list[Service]:
    programs = checkout.venv / "bin"
    celery: list[str | Path] = [checkout.python, "-m", "celery", "-A", "solar_cms.celery"]
    return [
        Service(
            "web",
            [
                programs / "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
                "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "5",
                "--respawn-failed-workers", "--no-ws", "--log-level", "warning",
                "solar_cms.wsgi:application",
            ],
            signal.SIGTERM,
        ),
        # SIGKILL: a polite end would wait for a broker that is going too. Nothing is lost, as
        # tasks are acknowledged late; the pool's processes see to themselves (celery.py).
        Service(
            "worker",
            [*celery, "worker", "--concurrency", "2", "--loglevel", "warning",
             "--without-gossip", "--without-mingle"],
            signal.SIGKILL,
        ),
        Service(
            "beat",
            [*celery, "beat", "--loglevel", "warning", "--pidfile", "",
             "--schedule", profile.home / "beat"],
            signal.SIGTERM,
        ),
    ]  # fmt: skip


class Supervisor:
    def __init__(self, profile: Profile, members: list[Service], values: Mapping[str, str]) -> None:
        self.profile = profile
        self.members = members
        self.values = dict(values)
        self.stopping = False

    def start(self) -> None:
        """Start the first, the web server; the others follow in `watch`, once it answers."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop_soon)
        self._start(self.members[0])

    def watch(self, connection: Connection | None) -> None:
        """Until told to stop: restart what ends by itself; Halt when that does not help."""
        for member in self.members[1:]:
            self._start(member)
        while not self.stopping:
            for sentence in connection.news() if connection else []:
                print(f"{sentence}.", flush=True)
            for member in self.members:
                if member.child is not None and member.child.poll() is not None:
                    self._revive(member)
            time.sleep(0.3)

    def wait_for_web(self, port: int, patience: float = 60) -> None:
        """Until the site answers. Halts with the log's last words when it does not."""
        web = self.members[0]
        deadline = time.monotonic() + patience
        while not self.stopping:
            if answers(port):
                return
            if web.child is None or web.child.poll() is not None or time.monotonic() > deadline:
                raise Halt(f"The web server did not start; it said “{self._last_words(web)}”.")
            time.sleep(0.1)

    def stop(self) -> None:
        """End all, politely at first; nothing is left of them afterwards."""
        for polite, patience in PATIENCE.items():
            left = [m.child for m in self.members if m.child and m.child.poll() is None]
            for child in left:
                child.send_signal(polite)
            deadline = time.monotonic() + patience
            while left and time.monotonic() < deadline:
                left = [child for child in left if child.poll() is None]
                time.sleep(0.05)
        for member in self.members:
            if member.child is not None:
                kill_group(member.child)
                member.child.wait()

    def _start(self, member: Service) -> None:
        member.starts = [m for m in member.starts if time.monotonic() - m < 60]
        member.starts.append(time.monotonic())
        with self._log(member).open("ab") as log:
            member.child = spawn(
                member.command,
                die_with_parent=member.die_with_parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.profile.checkout.root,
                env=self.values,
            )

    def _revive(self, member: Service) -> None:
        assert member.child is not None  # noqa: S101
        kill_group(member.child)
        code = member.child.returncode
        if len(member.starts) > MOST_RESTARTS:
            raise Halt(
                f"The {member.name} process ended again and again (code {code}); it said "
                f"“{self._last_words(member)}” (all of it in {self._log(member)})."
            )
        print(f"The {member.name} process ended (code {code}) and is started again.", flush=True)
        self._start(member)

    def _log(self, member: Service) -> Path:
        return self.profile.logs / f"{member.name}.log"

    def _last_words(self, member: Service) -> str:
        lines = self._log(member).read_text(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "nothing"

    def _stop_soon(self, *_: object) -> None:
        self.stopping = True


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def check_port(port: int, patience: float = 7) -> None:
    """Halt if the port is taken; a run that was just killed gets some seconds to let it go."""
    deadline = time.monotonic() + patience
    while True:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except PermissionError:
                raise Halt(f"Port {port} needs more rights: PORT=8000 python3 dev.py run.")
            except OSError:
                if time.monotonic() > deadline:
                    raise Halt(
                        f"Port {port} is taken by another program: end it, or choose another "
                        f"port: PORT={port + 1} python3 dev.py run."
                    )
                time.sleep(0.3)
            else:
                return
