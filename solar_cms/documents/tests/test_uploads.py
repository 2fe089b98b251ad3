"""A file in pieces: where the line breaks it goes on; one file comes of it, or none."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.documents import uploads as do
from solar_cms.documents.models import Attachment, Upload, UploadPart
from solar_cms.documents.tests.conftest import OWNER
from solar_cms.documents.tests.samples import png

pytestmark = pytest.mark.django_db
CONTENT = png(40)


@pytest.fixture
def phone(client: Client) -> Client:
    client.force_login(make_user("enrolment_officer", ["1604"], username="sender"))
    return client


def begin(client: Client, content: bytes = CONTENT, **other: Any) -> Any:
    told = {
        "name": "guard.png", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    return client.post("/files/uploads/", told | other)


def piece(client: Client, at: str, offset: Any, content: bytes) -> Any:
    return client.patch(
        at, content, content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"sha256": "x"}, 400),
        ({"size": "-1"}, 400),
        ({"size": "0"}, 409),
        ({"size": "99999999"}, 409),
    ],
)
def test_what_is_announced_wrongly(phone: Client, told: dict[str, str], status: int) -> None:
    answer = begin(phone, **told)
    assert answer.status_code == status
    assert answer.json()["problems"][0]["message"]
    assert not Upload.objects.exists()


def test_one_person_cannot_fill_the_room(phone: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(do, "MOST_OPEN", 1)
    assert begin(phone).status_code == 201
    assert begin(phone, b"other").status_code == 409


def test_only_its_sender_sees_it(phone: Client) -> None:
    at = begin(phone).headers["Location"]
    phone.force_login(make_user("enrolment_officer", ["1604"], username="other"))
    assert piece(phone, at, 0, CONTENT).status_code == 404
    assert phone.head(at).status_code == 404
    assert Client().head(at).status_code == 302
    upload = Upload.objects.get()
    assert do.whole(upload.pk, User.objects.get(username="other")) is None


def test_pieces_that_do_not_fit(phone: Client, monkeypatch: Any) -> None:
    at = begin(phone).headers["Location"]
    for offset in ("", "x", "-1"):
        assert piece(phone, at, offset, b"a").status_code == 400
    answer = piece(phone, at, 5, b"a")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    assert piece(phone, at, 0, CONTENT + b"more").status_code == 422
    monkeypatch.setattr(do, "MOST_PART", 3)
    assert piece(phone, at, 0, b"four").status_code == 413
    assert not UploadPart.objects.exists()


def test_what_is_not_the_file_announced_begins_again(phone: Client) -> None:
    at = begin(phone).headers["Location"]
    answer = piece(phone, at, 0, bytes(len(CONTENT)))
    assert answer.json()["problems"][0]["code"] == "upload.altered"
    assert phone.head(at).headers["Upload-Offset"] == "0"
    assert not UploadPart.objects.exists()
    assert piece(phone, at, 0, CONTENT).status_code == 204


def test_it_goes_on_where_it_broke_and_makes_one_file(phone: Client) -> None:
    first = begin(phone)
    at, half = first.headers["Location"], len(CONTENT) // 2
    assert piece(phone, at, 0, CONTENT[:half]).headers["Upload-Offset"] == str(half)
    assert piece(phone, at, 0, CONTENT[:half]).status_code == 409  # its reply was lost
    again = begin(phone)  # by another page of the same phone
    assert again.json() == {"id": first.json()["id"], "offset": half}
    head = phone.head(at)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (
        str(half), str(len(CONTENT)),
    )  # fmt: skip
    add = f"/files/add/{OWNER}/{uuid.uuid4()}/"
    named = {"in_pieces": f"file:{first.json()['id']}", "once": uuid.uuid4().hex}
    assert phone.post(add, named).status_code == 200  # not whole yet: the form asks for its file
    assert not Attachment.objects.exists()
    assert piece(phone, at, half, CONTENT[half:]).status_code == 204
    assert phone.post(add, named).status_code == 302
    assert phone.post(add, named).status_code == 302
    made = Attachment.objects.get()
    assert (made.name, made.file.size) == ("guard.png", len(CONTENT))
    assert made.file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert phone.delete(at).status_code == 204
    assert not UploadPart.objects.exists()


def test_it_is_checked_as_any_upload(phone: Client) -> None:
    script = b"<html><script>1</script></html>"
    begun = begin(phone, script, name="page.png")
    piece(phone, begun.headers["Location"], 0, script)
    add = f"/files/add/{OWNER}/{uuid.uuid4()}/"
    answer = phone.post(add, {"in_pieces": f"file:{begun.json()['id']}"})
    assert 'class="problems"' in answer.content.decode()
    assert not Attachment.objects.exists()


def test_what_nobody_goes_on_sending_is_swept(phone: Client) -> None:
    at = begin(phone).headers["Location"]
    piece(phone, at, 0, CONTENT[:9])
    do.sweep(timezone.now())
    assert Upload.objects.count() == 1
    do.sweep(timezone.now() + do.KEPT + timedelta(minutes=1))
    assert not Upload.objects.exists()
    assert not UploadPart.objects.exists()
