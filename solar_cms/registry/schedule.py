"""What the calendar does for the registry at night."""

from datetime import datetime

from django.utils import timezone

from solar_cms.base.hooks import Scheduled, scheduled
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.models import RetentionRun
from solar_cms.registry.retention.running import run_retention


def let_go(due: datetime) -> None:
    """Once a night; repeated after a crash it finds what is left, and a night that is done is done."""
    if not RetentionRun.objects.filter(at__gte=due, dry=False, at__lte=timezone.now()).exists():
        run_retention(dry=False)


def search(due: datetime) -> None:
    """People registered twice; repeated after a crash it goes on where it stopped."""
    find_duplicates()


scheduled.add("registry.retention", Scheduled("registry.retention", let_go, at_hour=2))
scheduled.add("registry.duplicates", Scheduled("registry.duplicates", search, at_hour=3))
