"""What the calendar does for imports."""

from datetime import datetime

from solar_cms.base.hooks import Scheduled, scheduled
from solar_cms.imports import incoming


def sweep_incoming(due: datetime) -> None:
    incoming.sweep(due)


scheduled.add(
    "imports.sweep_incoming", Scheduled("imports.sweep_incoming", sweep_incoming, at_hour=4)
)
