"""What the calendar does for work itself."""

from datetime import datetime

from solar_cms.base.hooks import Scheduled, scheduled
from solar_cms.work import calls, outbox


def tidy(due: datetime) -> None:
    outbox.forget_done()
    calls.forget_old()


scheduled.add("work.tidy", Scheduled("work.tidy", tidy, at_hour=3))
