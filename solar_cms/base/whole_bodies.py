"""An upload that breaks off in the middle is no upload.

A multipart body that ends before its announced length is parsed as if it were whole, so that half a
file would be kept. This stream says so instead; Django then answers as to a broken connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


class WholeBody:
    """The body of a request; reading past its end before `length` bytes came raises OSError."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._stream.read(size), asked=size != 0)

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._stream.readline(size), asked=size != 0)

    def _noted(self, part: bytes, *, asked: bool) -> bytes:
        self._left -= len(part)
        if asked and not part and self._left > 0:
            raise OSError(f"the body of the request lacks {self._left} bytes")
        return part


def whole_uploads(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that takes multipart bodies only whole."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if environ.get("CONTENT_TYPE", "").startswith("multipart/") and length.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return wrapped
