"""Where everything of one checkout lies, and the one error that ends a command."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# Linux allows 107 bytes for a socket's path; the longest name below is 15.
LONGEST_SOCKET_PATH = 100
SMALLEST_FREE_SPACE = 300 * 1024 * 1024


class Halt(Exception):
    """Something is missing or broken; its text is one sentence that says what to do."""


@dataclass(frozen=True)
class Checkout:
    """A checkout of the project. Everything it makes lies in its `.venv` and `var`."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Fetched programs that are no part of the virtual environment."""
        return self.var / "packages"

    @property
    def setup_log(self) -> Path:
        return self.var / "log" / "setup.log"

    def profile(self, name: str) -> Profile:
        return Profile(self, name)


@dataclass(frozen=True)
class Profile:
    """One set of servers with its data: `run` for work, `test` for the test suite."""

    checkout: Checkout
    name: str

    @property
    def home(self) -> Path:
        return self.checkout.var / self.name

    @property
    def sockets(self) -> Path:
        return self.home / "s"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def files(self) -> Path:
        """Uploaded and generated files (`SOLAR_FILES_ROOT`)."""
        return self.checkout.var / "files" if self.name == "run" else self.home / "files"

    @property
    def database_url(self) -> str:
        # The socket folder goes into the query: a host in the address proper would be lowercased.
        return f"postgres:///solar?host={quote(str(self.sockets))}&user=solar"

    @property
    def redis_url(self) -> str:
        return f"unix://{quote(str(self.sockets / 'valkey.sock'))}?db=0"

    def prepare(self) -> None:
        """Make the folders. Halts where the path is too long or the disk nearly full."""
        longest = self.sockets / ".s.PGSQL.5432"
        if (length := len(os.fsencode(longest))) >= LONGEST_SOCKET_PATH:
            raise Halt(
                f"The path of this checkout is too long for a database socket ({length} bytes, "
                f"at most {LONGEST_SOCKET_PATH - 1}: {longest}): move the checkout to a shorter "
                "path, for example into your home folder, and run the command again."
            )
        for folder in (self.home, self.sockets, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.sockets.chmod(0o700)
        check_free_space(self.home)


def check_free_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SMALLEST_FREE_SPACE:
        raise Halt(disk_full_sentence(folder, free))


def disk_full_sentence(folder: Path, free: int | None = None) -> str:
    left = "" if free is None else f" ({free // 1024**2} MB left)"
    return (
        f"The disk that holds {folder} is full{left}: free at least "
        f"{SMALLEST_FREE_SPACE // 1024**2} MB and run the command again; "
        "what was saved before is kept."
    )


def is_disk_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def secret_key(checkout: Checkout) -> str:
    """The key of this installation, made once and readable by its owner only."""
    path = checkout.var / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        # link, not rename: whoever comes second keeps the key of the first
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()


@contextlib.contextmanager
def locked(path: Path, wait: float = 0) -> Iterator[int | None]:
    """Hold `path` alone; yields its descriptor, or None if another held it all `wait` seconds.

    Children that are passed the descriptor hold the lock too, until the last of them ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    yield None
                    return
                time.sleep(0.05)
            else:
                yield handle.fileno()
                return
