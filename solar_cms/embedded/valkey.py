"""The embedded Valkey (queue and cache): a socket of the checkout, an append-only file."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .checkout import Halt, Profile, disk_full_sentence
from .processes import spawn, stop


class Valkey:
    """One server over the data of one profile. Used by the keeper only."""

    def __init__(self, profile: Profile, program: Path) -> None:
        self.program = program
        self.data = profile.home / "valkey"
        self.socket = profile.sockets / "valkey.sock"
        self.log = profile.logs / "valkey.log"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self, pass_fds: Sequence[int] = (), patience: float = 60) -> None:
        """Start and wait until commands are answered, the append-only file loaded."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.child = spawn(
                [
                    self.program, "--port", "0", "--unixsocket", self.socket,
                    "--unixsocketperm", "700", "--dir", self.data, "--appendonly", "yes",
                    "--appendfsync", "everysec", "--save", "", "--loglevel", "warning",
                ],
                die_with_parent=signal.SIGTERM,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=pass_fds,
                cwd=self.data,
            )  # fmt: skip
        deadline = time.monotonic() + patience
        while self.child.poll() is None and time.monotonic() < deadline:
            if self._answers():
                return
            time.sleep(0.02)
        self.stop()
        with self.log.open("rb") as log_read:
            log_read.seek(begin)
            said = log_read.read().decode("utf-8", "replace").strip()
        if "No space left on device" in said:
            raise Halt(disk_full_sentence(self.data))
        last = said.splitlines()[-1] if said else "nothing"
        raise Halt(f"Valkey did not start; it said “{last}” (all of it in {self.log}).")

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, (signal.SIGTERM, 20))

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
