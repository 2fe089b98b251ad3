"""`manage.py verify` names every file that is missing, altered or unknown."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from solar_cms.audit.acts import SYSTEM
from solar_cms.documents import store
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.documents.tests import samples


def add(content: bytes, name: str) -> Attachment:
    return add_file(
        content, name=name, by=SYSTEM, owner_kind="test.paper", owner_id="7", district_id=None
    )


def verify() -> str:
    out = io.StringIO()
    call_command("verify", stdout=out)
    return out.getvalue()


def test_each_fault_is_named(db: None, store_folder: Path) -> None:
    gone, changed, same = (add(samples.PDF + bytes([n]), f"{n}.pdf") for n in range(3))
    (store_folder / gone.file.path).unlink()
    path = store_folder / changed.file.path
    path.write_bytes(path.read_bytes()[:-1] + b"x")  # as long as before
    unknown = store_folder / store.path_of(store.put(b"of no act"))
    old = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(unknown, (old, old))
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"Of 3 files: 1 altered, 1 extra, 1 missing\."):
        call_command("verify", stdout=out)
    said = out.getvalue().splitlines()
    assert len(said) == 3
    assert any("0.pdf" in line and "is missing" in line for line in said)
    assert any("1.pdf" in line and "was altered" in line for line in said)
    assert any(unknown.name in line and "no record speaks of it" in line for line in said)
    assert not any(same.file.sha256 in line for line in said)


def test_a_file_of_an_act_under_way_is_no_fault(db: None, store_folder: Path) -> None:
    add(samples.PDF, "a.pdf")
    store.put(b"just written, its act not yet done")
    assert verify() == "All 1 files are there as they were kept.\n"
