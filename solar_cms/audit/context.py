"""Through which channel and in which request the present code runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Context:
    channel: str = "command"  # page | api | admin | import | sync | task | command
    request_id: str = ""
    method: str = ""


_context: ContextVar[Context] = ContextVar("solar_context", default=Context())


def current() -> Context:
    return _context.get()


@contextmanager
def channel(name: str, request_id: str = "", method: str = "") -> Iterator[Context]:
    """Acts opened inside carry this channel (tasks, commands, imports, requests)."""
    context = Context(name, request_id, method)
    token = _context.set(context)
    try:
        yield context
    finally:
        _context.reset(token)
