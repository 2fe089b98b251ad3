"""Child processes that do not outlive the one that started them (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import pwd
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
NOBODY = 65534


def spawn(
    command: Sequence[str | Path],
    *,
    die_with_parent: signal.Signals,
    not_as_root: bool = False,
    restore: Sequence[signal.Signals] = (),
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start `command`; the kernel sends it `die_with_parent` when this process ends, however.

    With `not_as_root`, and if this process is root's, the child sees itself as an ordinary user.
    """
    parent = os.getpid()
    as_other = not_as_root and os.geteuid() == 0
    in_namespace = as_other and namespaces_work()
    if as_other and not in_namespace:
        options |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    alias = _an_ordinary_user() if in_namespace else 0

    def prepare() -> None:
        for name in restore:
            signal.signal(name, signal.SIG_DFL)
        if in_namespace:
            _enter_user_namespace(alias)
        end_with_parent(die_with_parent)  # after the change of user: that would clear it
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return subprocess.Popen([str(part) for part in command], preexec_fn=prepare, **options)


def end_with_parent(by: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send `by` to this process when the one that forked it ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)


def _enter_user_namespace(alias: int) -> None:
    """Let root appear as user `alias` to this process; its files stay root's."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{alias} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{alias} {group} 1")


def _an_ordinary_user() -> int:
    """A user id that the machine has a name for: initdb looks its own up."""
    known = {entry.pw_uid for entry in pwd.getpwall()} - {0}
    return NOBODY if NOBODY in known else min(known, default=NOBODY)


@functools.cache
def namespaces_work() -> bool:
    """Whether user namespaces may be made here; some containers forbid it."""
    if os.environ.get("SOLAR_NO_USER_NAMESPACE"):
        return False
    alias = _an_ordinary_user()
    try:
        trial = subprocess.run(
            ["true"], preexec_fn=lambda: _enter_user_namespace(alias), check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return trial.returncode == 0


def hand_over(folder: Path) -> None:
    """Give `folder` to the user that `not_as_root` children run as, where that is another."""
    if os.geteuid() != 0 or namespaces_work():
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def run(command: Sequence[str | Path], **options: Any) -> int:
    """Run a command in the foreground and give its exit code.

    Ctrl-C reaches it too, by the terminal; this process waits for what it makes of that.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # An ignored signal would stay ignored in the child.
        child = spawn(command, die_with_parent=signal.SIGTERM, restore=[signal.SIGINT], **options)
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def stop(child: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and wait so many seconds for it to work; then kill."""
    for name, seconds in steps:
        if child.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(name)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    if child.poll() is None:
        child.kill()
        child.wait()


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """End whatever is left of a child that was started in a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_line(pid: int) -> str:
    """The command line of a process, or "" when it is gone."""
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
    except OSError:
        return ""
