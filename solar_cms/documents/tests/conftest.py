"""What the tests of documents share: a store of their own, records that own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.hooks import FilePolicy, file_policies

OWNER = "test.paper"


def may_read(user: Any, owner_id: Any) -> bool:
    return user.scope.may_in("people.view", "1604")


def may_add(user: Any, owner_id: Any) -> bool:
    return user.scope.may_in("people.keep", "1604")


if OWNER not in file_policies:
    file_policies.add(OWNER, FilePolicy(may_read, may_add, lambda _id: ("1604", "/work/jobs/")))


@pytest.fixture(autouse=True)
def store_folder(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
    }
    return folder


@pytest.fixture
def head(db: Any) -> User:
    return make_user("head", ["1604"])
