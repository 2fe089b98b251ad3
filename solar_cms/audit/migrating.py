"""An act for the rows that a migration changes: a write without an act is refused there too."""

from __future__ import annotations

from typing import Any

from solar_cms.base.ids import new_id


def open_act(apps: Any, schema_editor: Any, name: str) -> None:
    """Call first in a RunPython that writes; the act holds until the migration's transaction ends.
    The migration depends on the latest one of audit."""
    act = apps.get_model("audit", "Act").objects.create(
        id=new_id(), name="migration.applied", actor_name="solar_cms", data={"migration": name}
    )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('solar.act', %s, true)", [str(act.pk)])
