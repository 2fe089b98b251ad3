"""Files in an S3-compatible store are kept, opened, checked and swept as in a folder."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.base.problems import Refused
from solar_cms.documents import store
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import OWNER
from solar_cms.documents.tests.object_stores import Bucket, object_store


@pytest.fixture(scope="module")
def make_bucket() -> Iterator[Callable[[str], Bucket]]:
    with object_store() as make:
        yield make


@pytest.fixture
def bucket(
    make_bucket: Callable[[str], Bucket], settings: Any, request: Any, store_folder: Any
) -> Bucket:
    made = make_bucket(request.node.name.replace("_", "-")[:60].rstrip("-"))
    use(settings, made)
    return made


def use(settings: Any, bucket: Bucket) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "solar_cms.documents.object_store.ObjectStore",
            "OPTIONS": bucket.options(),
        },
    }


def add(content: bytes, name: str, by: Any) -> Attachment:
    return add_file(content, name=name, by=by, owner_kind=OWNER, owner_id="7", district_id=None)


def test_a_store_that_does_not_answer_refuses_and_nothing_is_kept(
    client: Any, head: User, bucket: Bucket, settings: Any
) -> None:
    use(settings, Bucket("no-such-bucket", bucket.endpoint))
    with pytest.raises(Refused) as refused:
        add(samples.PDF, "a.pdf", head)
    assert refused.value.problems[0].code == "file.store_away"
    client.force_login(head)
    sent = {"file": SimpleUploadedFile("a.pdf", samples.PDF)}
    page = client.post(reverse("file_add", args=[OWNER, "7"]), sent)
    assert "does not answer" in page.content.decode()
    assert not Attachment.objects.exists()


def test_opening_from_a_store_that_does_not_answer_says_so(
    client: Any, head: User, bucket: Bucket, settings: Any
) -> None:
    attachment = add(samples.PDF, "a.pdf", head)
    use(settings, Bucket(bucket.name, "http://127.0.0.1:9"))
    client.force_login(head)
    answer = client.get(reverse("file", args=[attachment.pk]), follow=True)
    assert "does not answer" in answer.content.decode()


def test_a_file_is_kept_once_and_served(client: Any, head: User, bucket: Bucket) -> None:
    first, second = add(samples.PDF, "a.pdf", head), add(samples.PDF, "b.pdf", head)
    assert first.file == second.file
    assert default_storage.listdir("")[0] == [first.file.path[:2]]
    client.force_login(head)
    answer = client.get(reverse("file", args=[first.pk]), follow=True)
    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Type"] == "application/pdf"


def test_each_fault_is_named(head: User, bucket: Bucket) -> None:
    gone, changed = (add(samples.PDF + bytes([n]), f"{n}.pdf", head) for n in range(2))
    default_storage.delete(gone.file.path)
    default_storage.save(changed.file.path, ContentFile(b"%PDF-other"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 altered, 1 missing"):
        call_command("verify", stdout=out)
    assert "0.pdf" in out.getvalue()
    assert "1.pdf" in out.getvalue()


def test_orphans_go_after_a_day_and_files_stay(head: User, bucket: Bucket) -> None:
    kept = add(samples.PDF, "kept.pdf", head)
    lost = store.path_of(store.put(b"of an act that was rolled back"))
    assert store.sweep_orphans() == 0
    assert store.sweep_orphans(timezone.now() + store.GRACE + timedelta(minutes=1)) == 1
    assert not default_storage.exists(lost)
    assert store.read(kept.file) == samples.PDF
