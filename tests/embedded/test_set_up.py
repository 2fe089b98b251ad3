"""Locks, catalogues, and what the suite relies on."""

from __future__ import annotations

import gettext
import re
import subprocess
import sys
from pathlib import Path

import pytest

from solar_cms.embedded.catalogues import compile_catalogue, main, stale
from solar_cms.embedded.checkout import Checkout, secret_key
from solar_cms.embedded.checks import addresses_in_locks

from .conftest import ROOT


def test_no_lock_names_an_address() -> None:
    assert addresses_in_locks(ROOT) == []


def test_an_address_in_a_lock_is_found(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").write_text("--extra-index-url x\na==1\n")
    (tmp_path / "package-lock.json").write_text('{\n"resolved": "https://x"\n}')
    assert [line.split(":")[1] for line in addresses_in_locks(tmp_path)] == ["1", "2"]


def test_every_pinned_package_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = lock.read_text().replace("\\\n", " ").splitlines()
        pins = [line for line in entries if "==" in line and not line.lstrip().startswith("#")]
        assert pins
        assert [line for line in pins if "--hash=sha256:" not in line] == []


def test_a_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = tmp_path / "app/locale/lo/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Village"\nmsgstr "ບ້ານ"\n'
    )
    assert stale(tmp_path) == [source]
    assert main(str(tmp_path)) == 0
    assert stale(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Village") == "ບ້ານ"


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    source = tmp_path / "locale/lo/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid "Village"\nmsgstr "ບ້ານ"\n\nmsgid Broken\n')
    with pytest.raises(ValueError, match=re.escape(str(source))):
        compile_catalogue(source)


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    key = secret_key(checkout)
    assert len(key) >= 50
    assert secret_key(checkout) == key
    assert (checkout.var / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_commands_need_the_standard_library_only() -> None:
    # -S: no site-packages; -E: no PYTHONPATH
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(ROOT / "dev.py"), "help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "dev.py COMMAND" in done.stdout
