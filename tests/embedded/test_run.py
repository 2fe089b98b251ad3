"""`dev.py run` as a whole: serves, survives kill -9 of its process group, starts quickly again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from solar_cms.embedded.checkout import Checkout

from .conftest import ROOT
from .test_sentences import free_port
from .test_servers import processes_of, query, servers, wait_until_gone

pytestmark = pytest.mark.long


@pytest.fixture
def clone(tmp_path: Path) -> Checkout:
    """The project beside itself, with the programs that were fetched already."""
    left_out = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
    root = Path(shutil.copytree(ROOT, tmp_path / "clone", ignore=left_out))
    (root / ".venv").symlink_to(ROOT / ".venv")
    (root / "var").mkdir()
    (root / "var/packages").symlink_to(ROOT / "var/packages")
    return Checkout(root)


def start(clone: Checkout, port: str) -> tuple[subprocess.Popen[bytes], float]:
    """Start it in a process group of its own; the seconds until the site answered."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, str(clone.root / "dev.py"), "run"],
        env={**os.environ, "PORT": port},
        start_new_session=True,
    )
    while time.monotonic() < began + 300:
        assert child.poll() is None, "dev.py run ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                assert answer.status == 200
                return child, time.monotonic() - began
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the site did not answer")


def test_a_run_is_killed_and_run_again(clone: Checkout) -> None:
    port = free_port()
    child, _ = start(clone, port)
    try:
        query(clone.profile("run"), "CREATE TABLE acknowledged AS SELECT 7 AS id")
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    wait_until_gone(clone)
    child, _ = start(clone, port)
    try:
        assert query(clone.profile("run"), "SELECT id FROM acknowledged") == [(7,)]
    finally:
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 0
    wait_until_gone(clone, seconds=5)


def test_a_second_run_of_the_same_checkout_says_so(clone: Checkout) -> None:
    child, _ = start(clone, free_port())
    try:
        second = subprocess.run(
            [sys.executable, str(clone.root / "dev.py"), "run"],
            env={**os.environ, "PORT": free_port()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert "runs already" in second.stderr
        # while it is up, manage and the servers of the tests work beside it
        with servers(clone.profile("test")):
            assert query(clone.profile("test"), "SELECT 1") == [(1,)]
        assert processes_of(clone)
    finally:
        child.send_signal(signal.SIGTERM)
        assert child.wait(60) == 0
    wait_until_gone(clone, seconds=5)
