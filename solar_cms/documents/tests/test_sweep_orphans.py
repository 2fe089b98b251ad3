"""Files of acts that were rolled back are swept, all others stay."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.documents import store
from solar_cms.documents.operations import add_file
from solar_cms.documents.tests.conftest import OWNER
from solar_cms.documents.tests.samples import PDF, png


def files_in(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


def test_orphans_go_after_a_day_and_files_stay(inspector: User, store_folder: Path) -> None:
    def add(content: bytes, name: str) -> None:
        add_file(content, name=name, by=inspector, owner_kind=OWNER, owner_id="7", district_id=None)

    assert store.sweep_orphans() == 0
    add(PDF, "kept.pdf")
    with suppress(RuntimeError), act("test", by=inspector):
        add(png(), "lost.png")
        raise RuntimeError
    assert files_in(store_folder) == 2
    assert store.sweep_orphans() == 0
    tomorrow = timezone.now() + store.GRACE + timedelta(minutes=1)
    assert store.sweep_orphans(tomorrow) == 1
    assert files_in(store_folder) == 1
    assert store.sweep_orphans(tomorrow) == 0
