"""Photos are kept without what the camera wrote into them; time and place only where asked for."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.accounts.models import User
from solar_cms.audit.history import changes_of
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused
from solar_cms.documents import pictures, store
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.documents.pictures import JPEG, KINDS, PNG, WEBP
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import OWNER

CUT = "The picture ends in the middle"


def add(content: bytes, name: str, by: Any, **fields: Any) -> Attachment:
    return add_file(
        content, name=name, by=by, owner_kind=OWNER, owner_id="7", district_id=None, **fields
    )


def png_with_text() -> bytes:
    whole = samples.png()
    text = b"tEXt" + b"Author\0Ms Kham"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return whole[:33] + chunk + whole[33:] + b"behind the end"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.photo()[:-23], "photo.jpg"),
        (samples.photo()[:60], "photo.jpg"),
        (samples.png()[:-13], "photo.png"),
        (samples.webp()[:-3], "photo.webp"),
    ],
)
def test_a_photo_that_was_cut_on_the_way_is_refused_and_nothing_is_kept(
    inspector: User, store_folder: Any, content: bytes, name: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(content, name, inspector)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) in {
        ("file.picture_cut", "file"),
        ("file.picture_broken", "file"),
    }
    assert not Attachment.objects.exists()
    assert not store_folder.exists()


def test_what_the_camera_wrote_is_not_kept(inspector: User) -> None:
    attachment = add(samples.photo(), "photo.jpg", inspector)
    kept = store.read(attachment.file)
    for secret in (b"2026:03:01", b"Ms Kham", b"witness"):
        assert secret not in kept
    assert b"scan\xff\0\xff\xd0more\xff\xd9" in kept
    assert pictures.taken(kept, JPEG) == pictures.Taken()
    assert (attachment.taken_at, attachment.place) == (None, "")


def test_a_photo_keeps_how_it_is_turned() -> None:
    for orientation in (1, 6, 8):
        kept = pictures.without_extras(samples.photo(orientation), JPEG)
        assert pictures._orientation(pictures._exif(kept, JPEG)) == orientation
        assert pictures.without_extras(kept, JPEG) == kept


def test_png_and_webp_lose_their_notes_too() -> None:
    assert pictures.without_extras(png_with_text(), PNG) == samples.png()
    kept = pictures.without_extras(samples.webp(exif=b"secret"), WEBP)
    assert b"secret" not in kept
    assert b"EXIF" not in kept
    assert kept[20] & 0x0C == 0
    assert pictures.is_whole(kept, WEBP)


def test_time_and_place_are_kept_beside_it_where_asked_for(inspector: User) -> None:
    attachment = add(samples.photo(), "photo.jpg", inspector, keep_place=True)
    attachment.refresh_from_db()
    assert attachment.taken_at == datetime(
        2026, 3, 1, 10, 11, 12, tzinfo=ZoneInfo("Asia/Vientiane")
    )
    assert (attachment.latitude, attachment.longitude) == (Decimal("15.18"), Decimal("106.24"))
    assert b"2026:03:01" not in store.read(attachment.file)


def test_the_act_tells_what_was_received(inspector: User) -> None:
    attachment = add(samples.photo(), "photo.jpg", inspector)
    act = Act.objects.get(name="file.added", subject_id=str(attachment.pk))
    assert len(act.data["received_sha256"]) == 64
    assert act.data["received_sha256"] != attachment.file.sha256


@given(
    st.binary(max_size=300),
    st.sampled_from(KINDS),
    st.sampled_from([samples.photo(), samples.webp(), samples.png()]),
    st.integers(0, 300),
)
def test_no_bytes_break_the_reading(junk: bytes, kind: str, photo: bytes, at: int) -> None:
    content = photo[:at] + junk + photo[at:]
    pictures.taken(content, kind)
    if pictures.is_whole(content, kind):
        assert pictures.is_whole(pictures.without_extras(content, kind), kind)


def test_the_page_asks_and_shows_caption_time_and_place(client: Any, head: User) -> None:
    client.force_login(head)
    client.post(
        reverse("file_add", args=[OWNER, "7"]),
        {
            "file": SimpleUploadedFile("photo.jpg", samples.photo()),
            "caption": "The pulper without its guard",
            "keep_place": "on",
        },
    )
    attachment = Attachment.objects.get()
    page = client.get(reverse("file_custody", args=[attachment.pk])).content.decode()
    assert "The pulper without its guard" in page
    assert "15.180000, 106.240000" in page
    assert re.search(r"10:11", page)


def test_the_page_says_that_a_photo_was_cut(client: Any, head: User) -> None:
    client.force_login(head)
    cut = SimpleUploadedFile("photo.jpg", samples.photo()[:-23])
    page = client.post(reverse("file_add", args=[OWNER, "7"]), {"file": cut}).content.decode()
    assert CUT in page


def test_who_may_not_add_files_does_not_say_anew_what_they_show(
    client: Any, head: User, inspector: User, stranger: User
) -> None:
    attachment = add(samples.photo(), "photo.jpg", head)
    url = reverse("file_caption", args=[attachment.pk])
    for user, status in ((stranger, 404), (inspector, 403)):
        client.force_login(user)
        assert client.post(url, {"caption": "mine"}).status_code == status
    attachment.refresh_from_db()
    assert attachment.caption == ""


def test_a_caption_is_said_anew_in_an_act_of_its_own(client: Any, head: User) -> None:
    attachment = add(samples.photo(), "photo.jpg", head, caption="The huller")
    client.force_login(head)
    answer = client.post(
        reverse("file_caption", args=[attachment.pk]), {"caption": "The pulper, its guard missing"}
    )
    assert answer["Location"] == reverse("file_custody", args=[attachment.pk])
    change = changes_of(attachment)[0]
    assert change.act.name == "file.described"
    assert (change.before["caption"], change.after["caption"]) == (
        "The huller",
        "The pulper, its guard missing",
    )
    page = client.get(answer["Location"]).content.decode()
    assert "What the file shows said anew" in page
