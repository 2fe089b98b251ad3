"""What the calendar does for cases."""

from cases.clocks.ringing import ring_daily, ring_hourly
from solar_cms.base.hooks import Scheduled, scheduled

scheduled.add("cases.clocks", Scheduled("cases.clocks", ring_daily, at_hour=0))
scheduled.add(
    "cases.clocks_in_hours", Scheduled("cases.clocks_in_hours", ring_hourly, every_minutes=60)
)
