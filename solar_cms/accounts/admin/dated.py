"""Records from a day to a day in the administration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.panel.records import Filter, RecordAdmin

SOON = timedelta(days=30)


def standing(row: Any) -> Tag:
    """In force, to come, ending soon or over, of anything with valid_from and valid_to."""
    day = today()
    if row.valid_to and row.valid_to < day:
        return Tag("closed", gettext("Ended"))
    if row.valid_from > day:
        return Tag("waiting", gettext("To come"))
    if row.valid_to and row.valid_to <= day + SOON:
        return Tag("soon", gettext("Ends soon"))
    return Tag("done", gettext("In force"))


def by_standing(rows: Any, value: str) -> Any:
    day = today()
    now = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    if value == "now":
        return now
    if value == "soon":
        return now.filter(valid_to__lte=day + SOON)
    return rows.filter(valid_to__lt=day)


STANDING = Filter(
    "standing",
    _("Standing"),
    lambda user: [("now", _("In force")), ("soon", _("Ends soon")), ("ended", _("Ended"))],
    by_standing,
)


class DatedAdmin(RecordAdmin):
    """A record from a day to a day."""

    labels = {"standing": _("Standing")}
    classes = {"standing": "state"}

    def standing(self, row: Any) -> Tag:
        return standing(row)
