"""What the history of imports is filtered by; the choices stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form
from solar_cms.base.hooks import importers
from solar_cms.imports.models import Batch
from solar_cms.imports.states import BatchState
from solar_cms.places.fields import PlaceField

ANY = ("", _("Any"))


class HistoryFilter(Form):
    """File, kind, state, district, who, and from when to when."""

    q = forms.CharField(label=_("File"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *BatchState.choices], required=False)
    district = PlaceField(
        label=_("District"), level="district", required=False, empty_label=_("Any")
    )
    person = forms.ModelChoiceField(
        label=_("By"), queryset=User.objects.none(), required=False, empty_label=_("Any")
    )
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(name, importer.label) for name, importer in importers.items()]
        fields: Any = self.fields
        fields["kind"].choices = [ANY, *kinds]
        fields["district"].reaching(user, "imports.view")
        brought = Batch.objects.visible_to(user).order_by().values("uploaded_by")
        fields["person"].queryset = User.objects.filter(pk__in=brought).order_by("name_local", "id")
        fields["person"].label_from_instance = lambda one: one.name

    def applied(self, rows: QuerySet[Batch]) -> QuerySet[Batch]:
        """The batches wanted. Bad filters filter nothing."""
        self.is_valid()
        data = self.cleaned_data
        given = {
            "file_name__icontains": data.get("q"), "kind": data.get("kind"),
            "state": data.get("state"), "district": data.get("district"),
            "uploaded_by": data.get("person"), "uploaded_at__date__gte": data.get("since"),
            "uploaded_at__date__lte": data.get("until"),
        }  # fmt: skip
        return rows.filter(**{name: value for name, value in given.items() if value})
