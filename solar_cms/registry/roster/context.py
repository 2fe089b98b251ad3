"""What a roster belongs to: which group, since when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.base import reading
from solar_cms.base.forms import DateField, Form
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.registry.models import ProducerGroup


class RosterForm(Form):
    """Asks for the group and the day of joining."""

    group = forms.ModelChoiceField(label=_("Producer group"), queryset=ProducerGroup.objects.none())
    since = DateField(
        label=_("Members since"),
        not_future=True,
        help_text=_("For everybody in the file; day, month, year."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = ProducerGroup.objects.visible_to(user, "groups.keep").filter(ended_on=None)
        field: Any = self.fields["group"]
        field.queryset = groups.order_by("name_local", "id")
        if chosen := uuid_or_none(self.initial.get("group")):
            field.queryset = field.queryset.filter(pk=chosen)
            field.empty_label = None


def prepare(raw: Mapping[str, str], by: Any) -> dict[str, Any]:
    """{"group": id or exact name, "since": date as written} → the batch's context."""
    group = _group(str(raw.get("group", "")).strip(), by)
    try:
        since = reading.read_date(str(raw.get("since", "") or today().isoformat())).date
    except reading.Unreadable as error:
        raise Refused([Problem("since.form", error.message, "since")]) from None
    problems = []
    if since > today():
        problems.append(Problem("since.later", _("The date must not be in the future."), "since"))
    if (group.founded_on and since < group.founded_on) or (
        group.ended_on and since > group.ended_on
    ):
        problems.append(
            Problem("since.outside", _("The group did not exist on that day."), "since")
        )
    refuse_if(problems)
    return {
        "group": str(group.pk),
        "since": since.isoformat(),
        "district": group.district_id,
        "title": {
            settings.LANGUAGE_CODE: group.name_local,
            "en": group.name_latin or group.name_local,
        },
        "key": {"group": str(group.pk)},
    }


def _group(text: str, by: Any) -> ProducerGroup:
    groups = ProducerGroup.objects.all()
    if hasattr(by, "scope"):
        groups = groups.visible_to(by, "groups.keep")  # type: ignore[assignment]
    if key := uuid_or_none(text):
        found = list(groups.filter(pk=key))
    else:
        found = list(groups.filter(Q(name_local=text) | Q(name_latin=text))[:2]) if text else []
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            [
                Problem(
                    "group.ambiguous", _("More than one group has this name; give its id."), "group"
                )
            ]
        )
    raise Refused(
        [
            Problem(
                "group.unknown",
                _("There is no such group among those you may keep. Register the group first."),
                "group",
            )
        ]
    )
