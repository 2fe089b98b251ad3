"""Checkouts of their own for tests of the servers: the programs are shared, the data is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from solar_cms.embedded.checkout import Checkout

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def embedded_servers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite's own servers are named in these; here new ones are wanted."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def new_checkout() -> Iterator[Callable[[str], Checkout]]:
    # Not tmp_path: the path of a socket must be short.
    folder = Path(mkdtemp(prefix="solar-"))

    def make(name: str) -> Checkout:
        checkout = Checkout(folder / name)
        checkout.var.mkdir(parents=True)
        checkout.venv.symlink_to(ROOT / ".venv")
        checkout.packages.symlink_to(ROOT / "var" / "packages")
        return checkout

    yield make
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def checkout(new_checkout: Callable[[str], Checkout]) -> Checkout:
    return new_checkout("one")
