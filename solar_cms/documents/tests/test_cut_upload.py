"""An upload that breaks off in the middle keeps nothing, wherever it breaks off."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart
from django.urls import reverse

from solar_cms.accounts.models import User
from solar_cms.base.whole_bodies import WholeBody, whole_uploads
from solar_cms.documents.models import Attachment
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import OWNER


def body() -> bytes:
    fields = {"file": SimpleUploadedFile("a.pdf", samples.PDF), "caption": "An interview"}
    return encode_multipart(BOUNDARY, fields)


def send(client: Client, sent: bytes, length: int) -> Any:
    return client.generic(
        "POST",
        reverse("file_add", args=[OWNER, "7"]),
        sent,
        MULTIPART_CONTENT,
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": WholeBody(io.BytesIO(sent), length)},
    )


@pytest.mark.parametrize("lost", [1, 30, 60, 150])
def test_nothing_is_kept_of_an_upload_that_was_cut(head: User, lost: int) -> None:
    client = Client(enforce_csrf_checks=True)  # what reads the body first
    client.force_login(head)
    answer = send(client, body()[:-lost], len(body()))
    assert answer.status_code == 403
    assert not Attachment.objects.exists()


def test_a_whole_one_is_kept(client: Client, head: User) -> None:
    client.force_login(head)
    assert send(client, body(), len(body())).status_code == 302
    assert Attachment.objects.get().caption == "An interview"


def test_the_site_reads_uploads_that_way_and_leaves_other_bodies_alone() -> None:
    seen: list[Any] = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    for kind in (MULTIPART_CONTENT, "application/json"):
        environ = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": "4", "wsgi.input": FakePayload(b"{}")}
        whole_uploads(application)(environ, None)
    assert isinstance(seen[0], WholeBody)
    assert not isinstance(seen[1], WholeBody)
