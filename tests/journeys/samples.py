"""Files that people bring along."""

from __future__ import annotations

import random
import struct
import zlib
from typing import Any


def photo(name: str, size: tuple[int, int] = (8, 6), *, noisy: bool = False) -> dict[str, Any]:
    """A real PNG, as the browser's file field takes it; noisy: as large as photos are."""
    width, height = size
    dice = random.Random(7)  # noqa: S311

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(
        b"\0" + (dice.randbytes(3 * width) if noisy else bytes((30, 90, 60)) * width)
        for _ in range(height)
    )
    content = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return {"name": name, "mimeType": "image/png", "buffer": content}
