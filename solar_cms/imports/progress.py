"""How a long import says that it lives, and hears that it shall stop, between its pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[], None] | None] = ContextVar("imports_step", default=None)


@contextmanager
def listening(listener: Callable[[], None] | None) -> Iterator[None]:
    """Call `listener` at every step() inside; what it raises ends the import, and nothing is written."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def step() -> None:
    """A piece is done."""
    if (listener := _listener.get()) is not None:
        listener()
