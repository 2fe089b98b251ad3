"""Files are taken by what they are, kept once, and read by whoever may read their record."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.history import changes_of
from solar_cms.base.problems import Refused
from solar_cms.documents import sniff, store
from solar_cms.documents.models import Attachment, StoredFile
from solar_cms.documents.operations import add_file, add_files, attachments_of
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import OWNER


def add(content: bytes, name: str, by: Any = SYSTEM, **fields: Any) -> Attachment:
    return add_file(
        content, name=name, by=by, owner_kind=OWNER, owner_id="7", district_id=None, **fields
    )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.pdf", "file.empty"),
        (samples.SVG, "map.svg", "file.kind"),
        (samples.SVG, "map.png", "file.kind"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>" + samples.SVG, "map.txt", "file.kind"),
        (samples.HTML, "page.html", "file.kind"),
        (samples.HTML, "page.txt", "file.kind"),
        (b"name;village\n<ScRiPt src=x>;", "list.csv", "file.kind"),
        ("<html>".encode("utf-16"), "page.txt", "file.kind"),
        (b"MZ\x90\0\x03" + b"\0" * 60, "setup.pdf", "file.kind"),
        (b"\x7fELF" + b"\0" * 60, "photo.jpg", "file.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls", "file.kind"),
        (b"GIF89a" + b"\0" * 20, "moving.gif", "file.kind"),
        (samples.archive(a="x"), "bundle.zip", "file.kind"),
        (samples.archive(a="x"), "roster.xlsx", "file.kind"),
        (samples.with_macros(), "roster.xlsx", "file.kind"),
        (samples.xlsx()[:200], "cut.xlsx", "file.kind"),
        (samples.png(), "photo.pdf", "file.name"),
        (samples.PDF, "letter", "file.name"),
        (samples.PDF, "letter.pdf.exe", "file.name"),
        (samples.png(60_000, 60_000), "huge.png", "file.pixels"),
        (samples.jpeg(20_000, 20_000), "huge.jpg", "file.pixels"),
        (samples.webp(16_000, 16_000), "huge.webp", "file.pixels"),
        (samples.png()[:12], "cut.png", "file.picture_broken"),
        (b"\xff\xd8\xff\xe0\0", "cut.jpg", "file.picture_broken"),
        (samples.PDF + b"\0" * sniff.MAX_BYTES, "large.pdf", "file.too_large"),
    ],
)
def test_what_may_not_be_added_is_refused_and_not_kept(
    db: None, store_folder: Path, content: bytes, name: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(content, name)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == (code, "file")
    assert not Attachment.objects.exists()
    assert not store_folder.exists()


def test_a_packed_bomb_is_refused(db: None) -> None:
    with pytest.raises(Refused):
        add(samples.bomb(), "roster.xlsx")


@pytest.mark.parametrize(
    ("make", "name", "media_type"),
    [
        (lambda: samples.PDF, "ໜັງສືແຈ້ງ.pdf", sniff.PDF),
        (samples.png, "photo.PNG", sniff.PNG),
        (samples.jpeg, "photo.jpeg", sniff.JPEG),
        (samples.webp, "photo.webp", sniff.WEBP),
        (samples.xlsx, "roster.xlsx", sniff.XLSX),
        (samples.docx, "minutes.docx", sniff.DOCX),
        (lambda: "ຊື່,ບ້ານ\nນາງ ຄຳ,1604012\n".encode(), "list.csv", sniff.CSV),
        (lambda: "5 < 6 kg".encode("utf-16"), "note.txt", sniff.TEXT),
    ],
)
def test_what_may_be_added_is_kept_with_its_kind(
    inspector: User, make: Callable[[], bytes], name: str, media_type: str
) -> None:
    content = make()
    attachment = add(content, name, inspector, caption="ຮູບ")
    assert (attachment.file.media_type, attachment.file.size) == (media_type, len(content))
    assert store.read(attachment.file) == content
    assert list(attachments_of(OWNER, "7")) == [attachment]
    assert changes_of(attachment)[0].act.name == "file.added"


def test_the_same_bytes_are_kept_once(inspector: User, store_folder: Path) -> None:
    first, second = add(samples.PDF, "a.pdf"), add(samples.PDF, "b.pdf")
    assert first.file == second.file
    assert StoredFile.objects.count() == 1
    assert len([p for p in store_folder.rglob("*") if p.is_file()]) == 1


def test_a_half_written_file_is_written_again(inspector: User, store_folder: Path) -> None:
    path = store_folder / add(samples.PDF, "a.pdf").file.path
    path.write_bytes(b"%PDF")
    add(samples.PDF, "b.pdf")
    assert path.read_bytes() == samples.PDF


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\papers\\letter.pdf", "letter.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("fdp\u202egpj.pdf", "fdpgpj.pdf"),
        ('quote".pdf', "quote.pdf"),
        ("x" * 300 + ".pdf", "x" * 156 + ".pdf"),
    ],
)
def test_names_are_cleaned(given_name: str, kept: str) -> None:
    assert sniff.clean_name(given_name) == kept


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.png", "a.csv", "a.txt", "a.webp"]))
def test_no_bytes_break_the_check(content: bytes, name: str) -> None:
    sniff.problems_with_file(content, name)


@example(b"\xfe\xff", samples.HTML)
@given(st.binary(max_size=30), st.sampled_from([samples.SVG, samples.HTML]))
def test_markup_is_never_taken_as_text(before: bytes, markup: bytes) -> None:
    assert sniff.media_type(before + markup, "note.txt") not in {sniff.TEXT, sniff.CSV}


def test_it_is_served_as_a_harmless_download(client: Any, inspector: User) -> None:
    attachment = add(samples.PDF, "ໜັງສື.pdf")
    client.force_login(inspector)
    answer = client.get(reverse("file", args=[attachment.pk]), follow=True)
    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_who_may_not_read_the_record_finds_no_file(
    client: Any, inspector: User, stranger: User
) -> None:
    attachment = add(samples.PDF, "a.pdf")
    nobody = add_file(
        samples.PDF, name="b.pdf", by=SYSTEM, owner_kind="test.nobody", owner_id=1, district_id=None
    )
    client.force_login(stranger)
    assert client.get(reverse("file", args=[attachment.pk])).status_code == 404
    client.force_login(inspector)
    assert client.get(reverse("file", args=[nobody.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("file", args=[attachment.pk])).status_code == 302


def test_the_page_adds_for_those_who_may(
    client: Any, head: User, inspector: User, stranger: User
) -> None:
    url = reverse("file_add", args=[OWNER, "7"])
    for user, status in ((stranger, 404), (inspector, 403)):
        client.force_login(user)
        sent = {"file": SimpleUploadedFile("a.pdf", samples.PDF)}
        assert client.post(url, sent).status_code == status
    client.force_login(head)
    answer = client.post(url, {"file": SimpleUploadedFile("a.pdf", samples.PDF), "caption": "x"})
    assert (answer.status_code, answer["Location"]) == (302, "/work/jobs/")
    kept = Attachment.objects.get()
    assert (kept.added_by, kept.district_id, kept.caption) == (head, "1604", "x")


def test_the_page_says_what_is_wrong_with_a_file(client: Any, head: User) -> None:
    client.force_login(head)
    url = reverse("file_add", args=[OWNER, "7"])
    answer = client.post(url, {"file": SimpleUploadedFile("a.svg", samples.SVG)})
    assert answer.status_code == 200
    assert "PDF, JPEG, PNG" in answer.content.decode()
    assert "file" in client.post(url, {}).content.decode()


def test_a_huge_upload_is_not_read_to_its_end(db: None) -> None:
    class Endless(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            self.asked = size or 0
            return samples.PDF + b"\0" * self.asked

    upload = Endless()
    with pytest.raises(Refused):
        add_file(upload, name="a.pdf", by=SYSTEM, owner_kind=OWNER, owner_id="7", district_id=None)
    assert upload.asked == sniff.MAX_BYTES + 1


def test_of_several_files_all_are_added_or_none(inspector: User) -> None:
    def send(**files: bytes) -> None:
        uploads = [SimpleUploadedFile(f"{name}.txt", content) for name, content in files.items()]
        add_files(uploads, by=inspector, owner_kind=OWNER, owner_id="7", district_id=None)

    with pytest.raises(Refused) as refused:
        send(good=b"hello", bad=b"MZ\x90\0\x03" + b"\0" * 60)
    assert str(refused.value.problems[0].message).startswith("bad.txt: ")
    assert not Attachment.objects.exists()
    send(one=b"1", two=b"2")
    assert {row.name for row in Attachment.objects.all()} == {"one.txt", "two.txt"}
