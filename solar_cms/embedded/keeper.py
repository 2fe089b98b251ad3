"""The process that holds the servers of one profile for as long as anybody needs them.

Every command that uses the servers keeps a connection to the keeper's socket. When the last
one is gone, by its end or by `kill -9`, the keeper stops the servers cleanly and ends. Should
the keeper itself be killed, the kernel tells the servers to stop (see `processes.spawn`).

It says to each client, line by line: `ready <servers>`, `halt <sentence>`, `note <sentence>`.
The last client's connection is closed when everything has ended, so that it can wait for that.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

from .checkout import Checkout, Halt, Profile, disk_full_sentence, is_disk_full, locked
from .packages import postgres_programs, valkey_program
from .postgres import Postgres
from .valkey import Valkey

MOST_RESTARTS = 5  # within ten minutes; more often, something is wrong that a restart won't mend


class Keeper:
    def __init__(self, profile: Profile, first: socket.socket) -> None:
        self.profile = profile
        self.clients = [first]
        self.last: socket.socket | None = None
        self.ready = ""
        self.restarts: list[float] = []
        self.stopping = False

    def run(self) -> None:
        """Start the servers, serve clients until the last is gone, stop the servers."""
        signal.signal(signal.SIGTERM, self._stop_soon)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.profile.prepare()
        # Server processes inherit this lock: it is free once the last of a former set is gone.
        with locked(self.profile.home / "servers.lock", wait=90) as lock:
            if lock is None:
                raise Halt(
                    f"Servers of {self.profile.home} from an earlier start do not end: "
                    "stop them and run the command again."
                )
            self._keep(lock)

    def _keep(self, lock: int) -> None:
        address = self.profile.sockets / "keeper.sock"
        address.unlink(missing_ok=True)
        checkout = self.profile.checkout
        servers: list[Postgres | Valkey] = []
        if not os.environ.get("DATABASE_URL"):
            servers.append(Postgres(self.profile, postgres_programs(checkout)))
        if not os.environ.get("REDIS_URL"):
            servers.append(Valkey(self.profile, valkey_program(checkout)))
        self.ready = " ".join(["ready", *(type(server).__name__ for server in servers)])
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(address))
            listener.listen(64)
            try:
                for server in servers:
                    server.start(pass_fds=(lock,))
                self._say(self.ready, *self.clients)
                while self.clients and not self.stopping:
                    self._serve(listener)
                    self._revive(servers, lock)
            finally:
                address.unlink(missing_ok=True)
                listener.close()
                for server in reversed(servers):
                    server.stop()

    def _serve(self, listener: socket.socket) -> None:
        try:
            waiting, _, _ = select.select([listener, *self.clients], [], [], 0.5)
        except InterruptedError:
            return
        for connection in waiting:
            if connection is listener:
                client, _ = listener.accept()
                self.clients.append(client)
                self._say(self.ready, client)
            else:
                with contextlib.suppress(OSError):
                    if connection.recv(64):
                        continue
                self.clients.remove(connection)
                if self.clients:
                    connection.close()
                else:
                    self.last = connection

    def _revive(self, servers: list[Postgres | Valkey], lock: int) -> None:
        for server in servers:
            if self.stopping or server.child is None or server.child.poll() is None:
                continue
            name = type(server).__name__
            now = time.monotonic()
            self.restarts = [moment for moment in self.restarts if now - moment < 600] + [now]
            if len(self.restarts) > MOST_RESTARTS:
                raise Halt(f"{name} ended again and again: see {server.log}.")
            code = server.child.returncode
            server.start(pass_fds=(lock,))
            self._say(f"note {name} had ended (code {code}) and was started again", *self.clients)

    def _say(self, line: str, *clients: socket.socket) -> None:
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(line.encode() + b"\n")

    def halt(self, sentence: str) -> None:
        self._say("halt " + " ".join(sentence.split()), *self.clients)

    def _stop_soon(self, *_: object) -> None:
        self.stopping = True


def main(root: str, profile_name: str, descriptor: str) -> int:
    """Entry point; `descriptor` is the inherited connection of the first client."""
    profile = Checkout(Path(root)).profile(profile_name)
    keeper = Keeper(profile, socket.socket(fileno=int(descriptor)))
    try:
        keeper.run()
    except Halt as problem:
        keeper.halt(str(problem))
        return 1
    except OSError as error:
        keeper.halt(disk_full_sentence(profile.home) if is_disk_full(error) else str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
