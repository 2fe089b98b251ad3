"""Places in the administration: villages are kept here, provinces and districts only read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.panel.records import Act, Filter, RecordAdmin, register
from solar_cms.places import operations
from solar_cms.places.forms import EndVillageForm, NewVillageForm, VillageForm
from solar_cms.places.models import District, Province, Village


class PlaceAdmin(RecordAdmin):
    """Places of one's own districts."""

    section = "people"
    view_right = "places.view"
    ordering = ("name_local", "code")
    sorts = {"name_local": ("name_local", "code"), "code": ("code",)}
    search_words = _("Name or code")

    def rows(self, user: Any, right: str = "") -> Any:
        reach = user.scope.reach(right or self.view_right)
        rows: Any = self.model._default_manager.all()
        return rows if reach.whole_country else self.within(rows, sorted(reach.districts))

    def within(self, rows: Any, districts: list[str]) -> Any:
        raise NotImplementedError

    def search(self, rows: Any, words: str) -> Any:
        return rows.named(words)

    def standing(self, place: Any) -> Tag:
        if place.valid_to and place.valid_to < today():
            return Tag("closed", str(_("Ended")))
        return Tag("done", str(_("In use")))

    standing.short_description = _("State")  # type: ignore[attr-defined]


@register(Province)
class ProvinceAdmin(PlaceAdmin):
    order = 60
    list_display = ("name_local", "name_latin", "code")
    classes = {"code": "num"}

    def within(self, rows: Any, districts: list[str]) -> Any:
        return rows.filter(pk__in=District.objects.filter(pk__in=districts).values("province"))


@register(District)
class DistrictAdmin(PlaceAdmin):
    order = 61
    list_display = ("name_local", "province", "name_latin", "code")
    classes = {"code": "num"}
    joined = ("province",)
    filters = ("province",)

    def within(self, rows: Any, districts: list[str]) -> Any:
        return rows.filter(pk__in=districts)


def _by_use(rows: Any, value: str) -> Any:
    ended = rows.filter(valid_to__lt=today())
    return ended if value == "ended" else rows.exclude(valid_to__lt=today())


@register(Village)
class VillageAdmin(PlaceAdmin):
    order = 50
    about = _("Names, other spellings and dates; a code is never changed")
    list_display = ("name_local", "district", "standing", "name_latin", "code")
    classes = {"standing": "state"}
    joined = ("district",)
    filters = (
        "district",
        Filter(
            "use",
            _("State"),
            lambda user: [("used", _("In use")), ("ended", _("Ended"))],
            _by_use,
        ),
    )
    facts = (
        "name_local", "name_latin", "code", "district", "aliases", "valid_from", "valid_to",
        "successor",
    )  # fmt: skip
    labels = {"successor": _("Joined to")}
    add_right = change_right = "places.keep"
    district_path = "district_id"
    add_form, change_form = NewVillageForm, VillageForm
    import_kind = "villages"
    acts = (
        Act(
            "end",
            _("End the village"),
            "places.keep",
            lambda by, village, given: operations.end_place(village, **given, by=by),
            done=_("The village is ended. Records keep it."),
            text=_("It keeps its code and its records, and can no longer be chosen."),
            form=EndVillageForm,
            when=lambda village: village.valid_to is None,
            danger=True,
        ),
    )

    def within(self, rows: Any, districts: list[str]) -> Any:
        return rows.filter(district__in=districts)

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        if record is not None:
            return super().form_options(request, record)
        user: Any = request.user
        reach = user.scope.reach("places.keep")
        districts = District.objects.filter(valid_to=None).order_by("code")
        if not reach.whole_country:
            districts = districts.filter(pk__in=sorted(reach.districts))
        return {"districts": districts, "initial": {"district": user.scope.district}}

    def add_verb(self, by: Any, given: dict[str, Any]) -> Village:
        return operations.add_village(**given, by=by)

    def change_verb(self, by: Any, record: Village, given: dict[str, Any]) -> Village:
        return operations.correct_village(record, **given, by=by)
