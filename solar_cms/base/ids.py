"""Ids: UUIDv7, so that new rows land together in the index. Complaints use UUIDv4 (see docs)."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A fresh UUIDv7. Bulk SQL uses the function solar_uuid7() instead."""
    return uuid7()
