"""What is missing or broken ends in one sentence that says what to do, never in a traceback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from solar_cms.embedded.checkout import Checkout, Halt
from solar_cms.embedded.packages import ensure_postgres, ensure_venv
from solar_cms.embedded.servers import servers
from solar_cms.embedded.supervise import check_port

from .conftest import ROOT


def dev_py(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "dev.py"), *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A fresh clone: the code that dev.py needs, nothing made yet."""
    root = tmp_path / "bare"
    root.mkdir()
    shutil.copy(ROOT / "dev.py", root)
    shutil.copytree(ROOT / "requirements", root / "requirements")
    (root / "solar_cms").mkdir()
    shutil.copy(ROOT / "solar_cms/__init__.py", root / "solar_cms")
    shutil.copytree(ROOT / "solar_cms/embedded", root / "solar_cms/embedded")
    return root


def only_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip()
    assert "\n" not in sentence, sentence
    return sentence


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_a_python_that_does_not_fit(version: tuple[int, int]) -> None:
    said = dev.wrong_python(version, lambda name: name == "python3.12")
    assert said.startswith(f"This is Python {version[0]}.{version[1]}")
    assert "python3.12" in said
    assert "apt install" in dev.wrong_python(version, lambda name: None)
    assert dev.wrong_python((3, 11), shutil.which) == ""


def test_an_old_python_reads_the_file_and_says_so() -> None:
    old = next(filter(None, map(shutil.which, ["python3.6", "python3.8", "python3.10"])), None)
    if old is None:
        pytest.skip("no older Python here")
    done = subprocess.run(
        [old, str(ROOT / "dev.py"), "run"], capture_output=True, text=True, check=False
    )
    if "pyenv" in done.stderr:
        pytest.skip("no older Python here")
    assert "Python 3.11 to 3.13 is needed" in only_sentence(done)


def test_a_python_without_venv(bare: Path) -> None:
    # Debian's python3 without python3-venv: the module ensurepip is missing.
    (bare / "ensurepip.py").write_text("raise ImportError('not here')")
    said = only_sentence(dev_py(bare, "run", PORT=free_port()))
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in said


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    with pytest.raises(Halt, match="move the checkout to a shorter path"):
        Checkout(tmp_path / ("x" * 100)).profile("run").prepare()


def test_a_taken_port() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Halt, match=f"Port {port} is taken.*PORT={port + 1} python3 dev.py run"):
            check_port(port, patience=0)


def test_a_port_that_is_no_number(bare: Path) -> None:
    assert "must be a number" in only_sentence(dev_py(bare, "run", PORT="http"))


def test_postgres_data_that_cannot_be_read(checkout: Checkout) -> None:
    profile = checkout.profile("run")
    with servers(profile):
        pass
    (profile.home / "postgres/PG_VERSION").write_text("15\n")
    with (
        pytest.raises(Halt, match=r"Postgres did not start; it said .*postgres\.log"),
        servers(profile),
    ):
        pass


def test_no_postgres_for_this_machine(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLAR_POSTGRES_HOME", "/nowhere")
    with pytest.raises(Halt, match="no Postgres in /nowhere"), servers(checkout.profile("run")):
        pass


@pytest.mark.long
def test_no_network_for_pip(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(Halt, match="could not be fetched: check the connection"):
        ensure_venv(Checkout(bare), "base", lambda sentence: None)


def test_no_network_for_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    if shutil.which("npm") is None:
        pytest.skip("no npm here")
    with pytest.raises(Halt, match="PostgreSQL could not be fetched: check the connection"):
        ensure_postgres(Checkout(tmp_path), lambda sentence: None)


@pytest.mark.long
def test_a_full_disk(bare: Path) -> None:
    # A small file system in a namespace of the test's own.
    small = bare.parent / "small"
    small.mkdir()
    script = (
        f"mount -t tmpfs -o size=60m none {small} && cp -r {bare}/. {small} && "
        f"exec {sys.executable} {small}/dev.py run"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        env={**os.environ, "PORT": free_port()},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("no namespaces here")
    assert "is full" in only_sentence(done)


def free_port() -> str:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return str(trial.getsockname()[1])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_root_without_namespaces_in_a_private_folder(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLAR_NO_USER_NAMESPACE", "1")
    with (
        pytest.raises(Halt, match=r"may not enter .*: run the command as an ordinary user"),
        servers(checkout.profile("run")),
    ):
        pass
