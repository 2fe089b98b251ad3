"""Producer groups: the list, a group and its members over time."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.audit.history import timeline
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.finding import alike, people_like
from solar_cms.registry.forms import DayForm, GroupFilter, GroupForm, JoinForm, RoleForm
from solar_cms.registry.models import GroupMembership, Person, ProducerGroup
from solar_cms.registry.states import LEADERSHIP, Crop, GroupRole, Sex
from solar_cms.registry.views.common import allow, panels_of, tabs_for
from solar_cms.registry.views.people import people_found


@needs("groups.view")
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """Groups one may see, with how many are in them now and whether a woman leads."""
    user: Any = request.user
    form = GroupFilter(request.GET, user=user, right="groups.view")
    rows: Any = ProducerGroup.objects.visible_to(user)
    order = ["name_local", "id"]
    if form.is_valid():
        data = form.cleaned_data
        if data.get("district"):
            rows = rows.filter(district=data["district"])
        if data.get("crop"):
            rows = rows.filter(crops__contains=[data["crop"]])
        if data.get("q"):
            rows, order = alike(rows, data["q"]), ["-likeness", "-id"]
    page = keyset_page(
        rows.select_related("district", "village"), order, cursor=request.GET.get("cursor", ""),
        count=True, path=request.path, query=request.GET.dict(),
    )  # fmt: skip
    _add_numbers(page.rows)
    context = {
        "form": form, "page": page, "summary": people_found(page), "tabs": tabs_for(user, "groups"),
        "may_keep": user.may("groups.keep"),
    }  # fmt: skip
    return render(request, "registry/groups.html", context)


def _add_numbers(rows: list[Any]) -> None:
    """Members, women among them, and women leaders of the groups on the page. One query."""
    women = Q(person__sex=Sex.FEMALE)
    found = {
        row["group"]: row
        for row in GroupMembership.objects.filter(group__in=[g.pk for g in rows])
        .on()
        .order_by()
        .values("group")
        .annotate(
            members=Count("id"),
            women=Count("id", filter=women),
            led=Count("id", filter=women & Q(role=GroupRole.LEADER)),
        )
    }
    for group in rows:
        numbers = found.get(group.pk, {})
        group.members = numbers.get("members", 0)
        group.women = numbers.get("women", 0)
        group.led_by_woman = bool(numbers.get("led"))
        group.crop_words = crop_words(group)


def crop_words(group: ProducerGroup) -> str:
    words = dict(Crop.choices)
    return ", ".join(str(words.get(crop, crop)) for crop in group.crops)


def _group(request: HttpRequest, pk: uuid.UUID) -> ProducerGroup:
    rows = ProducerGroup.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("district", "village", "supported_by"), pk=pk)


@needs("groups.view")
@require_GET
def group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One group: facts, members now or before, leaders, what other apps know, history."""
    user: Any = request.user
    found = _group(request, pk)
    now = found.memberships.all().on()  # type: ignore[attr-defined]
    numbers = now.aggregate(
        members=Count("id"), women=Count("id", filter=Q(person__sex=Sex.FEMALE)),
        leading=Count("id", filter=Q(role__in=sorted(LEADERSHIP))),
        women_leading=Count("id", filter=Q(role__in=sorted(LEADERSHIP), person__sex=Sex.FEMALE)),
    )  # fmt: skip
    show_past = request.GET.get("members") == "past"
    rows = found.memberships.all()  # type: ignore[attr-defined]
    rows = rows.filter(valid_to__lt=today()) if show_past else now
    page = keyset_page(
        rows.select_related("person", "person__village"), ["person__sort_name", "id"],
        cursor=request.GET.get("cursor", ""), path=request.path, query=request.GET.dict(),
    )  # fmt: skip
    leaders = now.filter(role__in=sorted(LEADERSHIP)).select_related("person").order_by("role", "id")
    sees_people = user.may("people.view")
    context = {
        "group": found, "numbers": numbers, "page": page, "show_past": show_past,
        "leaders": leaders[:12], "crops": crop_words(found), "panels": panels_of(user, found),
        "entries": timeline(found), "sees_people": sees_people,
        "may_keep": user.scope.may_in("groups.keep", found.district_id) and not found.ended_on,
        "crumbs": [(_("Producer groups"), reverse("groups"))],
    }  # fmt: skip
    return render(request, "registry/group.html", context)


@needs("groups.keep")
@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, user=request.user, right="groups.keep")
    if form.is_valid():
        data = dict(form.cleaned_data)
        allow(request, "groups.keep", data["district"].code)
        try:
            made = operations.create_group(by=request.user, **{**data, "district": data["district"].code})
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("group", pk=made.pk)
    context = {
        "title": _("New producer group"), "form": form, "submit": _("Register the group"),
        "cancel": reverse("groups"), "crumbs": [(_("Producer groups"), reverse("groups"))],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


def _form_page(
    request: HttpRequest, form: Any, title: str, found: ProducerGroup, submit: str, **more: Any
) -> HttpResponse:
    url = reverse("group", args=[found.pk])
    context = {
        "title": title, "form": form, "submit": submit, "cancel": url,
        "crumbs": [(_("Producer groups"), reverse("groups")), (found.name, url)], **more,
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


@needs("groups.keep")
@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _group(request, pk)
    allow(request, "groups.keep", found.district_id)
    names = ("name_local", "name_latin", "kind", "crops", "founded_on")
    initial = {name: getattr(found, name) for name in names}
    initial |= {"district": found.district_id, "village": found.village_id}
    form = GroupForm(
        request.POST or None, user=request.user, right="groups.keep", initial=initial,
        version=found.version,
    )  # fmt: skip
    del form.fields["district"]
    villages: Any = form.fields["village"]
    villages.queryset = villages.queryset.filter(district=found.district_id)
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            operations.correct_group(found, by=request.user, **data)
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("group", pk=pk)
    return _form_page(request, form, _("Correct"), found, _("Save"))


@needs("groups.keep")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Find a person by name, then say from when and in which role they join."""
    found = _group(request, pk)
    allow(request, "groups.keep", found.district_id)
    visible: Any = Person.objects.visible_to(request.user)
    words = request.GET.get("q", "").strip()[:100]
    hits: list[Any] = []
    if words:
        inside = Exists(GroupMembership.objects.filter(group=found, person=OuterRef("pk")).on())
        like, order = people_like(visible.exclude(inside), words)
        hits = list(like.select_related("village", "district").order_by(*order)[:10])
    chosen = request.POST.get("person") or request.GET.get("person", "")
    form = JoinForm(request.POST or None, people=visible, initial={"person": chosen})
    if form.is_valid():
        data = form.cleaned_data
        try:
            operations.join_group(
                found, data["person"], by=request.user, role=data["role"], since=data["since"]
            )
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("group", pk=pk)
    url = reverse("group", args=[pk])
    context = {
        "group": found, "form": form, "words": words, "hits": hits, "cancel": url,
        "chosen": visible.filter(pk=chosen).first() if form.fields["person"].queryset and _is_id(chosen) else None,  # type: ignore[attr-defined]
        "crumbs": [(_("Producer groups"), reverse("groups")), (found.name, url)],
    }  # fmt: skip
    return render(request, "registry/join.html", context)


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _membership(request: HttpRequest, pk: uuid.UUID) -> GroupMembership:
    rows = GroupMembership.objects.visible_to(request.user)  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("group", "person"), pk=pk)


@needs("groups.keep")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The last day of a membership."""
    membership = _membership(request, pk)
    allow(request, "groups.keep", membership.group.district_id)
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            operations.leave_group(membership, by=request.user, on=form.cleaned_data["on"])
        except Refused as refused:
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            return redirect("group", pk=membership.group_id)
    return _form_page(
        request, form, _("%(person)s leaves the group") % {"person": membership.person.name},
        membership.group, _("Record the last day"),
    )  # fmt: skip


@needs("groups.keep")
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another role from a day on."""
    membership = _membership(request, pk)
    allow(request, "groups.keep", membership.group.district_id)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if form.is_valid():
        try:
            operations.change_role(membership, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            return redirect("group", pk=membership.group_id)
    return _form_page(
        request, form, _("Another role for %(person)s") % {"person": membership.person.name},
        membership.group, _("Record the role"),
    )  # fmt: skip


@needs("groups.keep")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The group's last day, and that of its members."""
    found = _group(request, pk)
    allow(request, "groups.keep", found.district_id)
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            operations.end_group(found, by=request.user, on=form.cleaned_data["on"])
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("group", pk=pk)
    return _form_page(
        request, form, _("The group ends"), found, _("Record the end"), danger=True,
        text=_("Everybody who is in the group on that day leaves it with that day."),
    )  # fmt: skip
