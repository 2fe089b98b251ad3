"""Files that were kept for one thing and come to belong to a record: a draft's photos to a visit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from solar_cms.audit.acts import HasActor, act
from solar_cms.documents.models import Attachment


def pass_files(
    files: Iterable[Attachment],
    *,
    owner_kind: str,
    owner_id: uuid.UUID | str,
    district_id: str | None,
    by: HasActor,
    caption: str = "",
) -> int:
    """Give files to a record; who may read them is from now on asked of it. `caption`: what they
    show, where they say nothing themselves."""
    rows = list(files)
    if not rows:
        return 0
    with act("files.passed", by=by, owner=owner_kind, files=len(rows)):
        for one in rows:
            one.owner_kind, one.owner_id = owner_kind, str(owner_id)
            one.district_id = district_id
            one.caption = one.caption or caption[:300]
            one.save(update_fields=["owner_kind", "owner_id", "district_id", "caption"])
    return len(rows)
