"""What the calendar does for documents."""

from datetime import datetime

from solar_cms.base.hooks import Scheduled, scheduled
from solar_cms.documents import operations, store, uploads


def sweep_orphans(due: datetime) -> None:
    operations.forget_lists(due)
    store.sweep_orphans()
    uploads.sweep(due)


scheduled.add(
    "documents.sweep_orphans", Scheduled("documents.sweep_orphans", sweep_orphans, at_hour=4)
)
