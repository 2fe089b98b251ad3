"""Text goes compressed over the line, what is compressed already does not."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from solar_cms.base.middleware import Compress

WORDS = ("ກໍລະນີກວດກາ " * 400).encode()


def answer(kind: str, encodings: str = "gzip, br") -> HttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": encodings})

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(WORDS, content_type=kind)

    return Compress(page)(request)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/csv"])
def test_text_is_compressed(kind: str) -> None:
    sent = answer(kind)
    assert sent.headers["Content-Encoding"] == "gzip"
    assert len(sent.content) < len(WORDS) / 10
    assert gzip.decompress(sent.content) == WORDS


def test_its_length_does_not_tell_what_is_in_it() -> None:
    assert len({len(answer("text/html").content) for _ in range(40)}) > 3


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/zip"])
def test_what_is_compressed_already_passes(kind: str) -> None:
    assert answer(kind).content == WORDS


def test_a_browser_that_cannot_is_served_plainly() -> None:
    assert answer("text/html", "identity").content == WORDS
