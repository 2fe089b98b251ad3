"""Producer groups: list, page, and the acts on a group and its members."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import ask, carried_out
from solar_cms.base.exports import csv_of
from solar_cms.base.face import Tag
from solar_cms.base.hooks import importers
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.picking import choices_response
from solar_cms.base.policy import needs
from solar_cms.registry import operations, pages
from solar_cms.registry.fields import choice_of_group, groups_for
from solar_cms.registry.filters import GroupFilter
from solar_cms.registry.group_forms import GroupForm, JoinForm, LeaveForm, RoleForm
from solar_cms.registry.models import GroupMembership, ProducerGroup
from solar_cms.registry.states import Crop


def _group(request: HttpRequest, pk: uuid.UUID, right: str = "") -> ProducerGroup:
    """The group, if the reader sees it; 403 when they see it but lack the right there."""
    user: Any = request.user
    found = get_object_or_404(
        ProducerGroup.objects.visible_to(user).select_related(
            "district__province", "village", "supported_by"
        ),
        pk=pk,
    )
    if right and not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    return found


def _crumbs(group: ProducerGroup) -> list[tuple[str, str]]:
    return [*pages.crumbs_to("groups"), (group.name, reverse("group", args=[group.pk]))]


@needs("groups.view")
@require_GET
def groups_find(request: HttpRequest) -> HttpResponse:
    """The list of a picker: groups like `q` whom the reader sees, where `right` reaches too."""
    user: Any = request.user
    words, right = request.GET.get("q", "")[:100], request.GET.get("right", "")[:60]
    found = groups_for(user, words, right)
    return choices_response(request, [choice_of_group(one) for one in found])


@needs("groups.view")
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = GroupFilter(request.GET, user=user, right="groups.view")
    rows, order = form.applied(
        ProducerGroup.objects.visible_to(user).select_related("village", "district")
    )
    page = keyset_page(
        rows,
        order,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    page.rows = pages.with_members(page.rows)
    context = {
        "form": form,
        "page": page,
        "tabs": pages.tabs_for(user, "groups"),
        "sees_people": user.may("people.view"),
        "may_keep": user.may("groups.keep"),
    }
    return render(request, "registry/groups.html", context)


@needs("groups.view")
@require_GET
def groups_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_of("groups", request.user, request.GET)


@needs("groups.view")
@require_GET
def group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = _group(request, pk)
    pages.with_members([found])
    everybody = bool(request.GET.get("all"))
    sees_people = user.scope.may_in("people.view", found.district_id)
    page = None
    if sees_people:
        members = found.memberships.select_related("person__village")  # type: ignore[attr-defined]
        page = keyset_page(
            members if everybody else members.on(today()),
            ["person__sort_name", "id"],
            cursor=request.GET.get("cursor", ""),
            size=100,
            count=True,
            path=request.path,
            query=request.GET.dict(),
        )
    own = reverse("group", args=[found.pk])
    context = {
        "group": found,
        "crumbs": pages.crumbs_to("groups"),
        "crops": [str(crop.label) for crop in Crop if crop in found.crops],
        "share": round(100 * found.women / found.people) if found.people else None,  # type: ignore[attr-defined]
        "leaders": pages.leaders_of(found) if sees_people else [],
        "page": page,
        "tabs": [(_("Now"), own, not everybody), (_("Past too"), f"{own}?all=1", everybody)],
        "panels": pages.panels_of(user, found),
        "may_keep": user.scope.may_in("groups.keep", found.district_id),
        "state": Tag("closed", _("Ended")) if found.ended_on else None,
        "import_url": _roster_url(user, found),
        "today": today(),
    }
    return render(request, "registry/group.html", context)


def _roster_url(user: Any, group: ProducerGroup) -> str:
    """Where a roster of this group is taken in; empty where that is not possible."""
    importer = importers.get("group_roster")
    if (
        importer is None
        or group.ended_on
        or not user.scope.may_in(importer.right, group.district_id)
    ):
        return ""
    try:
        return f"{reverse('import_new', args=[importer.kind])}?group={group.pk}"
    except NoReverseMatch:
        return ""


@needs("groups.keep")
def group_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = GroupForm(request.POST or None, user=user)
    if carried_out(request, form, lambda: operations.create_group(by=user, **form.cleaned_data)):
        return redirect("group", form.made.pk)
    context = {
        "form": form,
        "title": _("Register a group"),
        "submit": _("Register the group"),
        "crumbs": pages.crumbs_to("groups"),
        "back": reverse("groups"),
    }
    return render(request, "registry/form.html", context)


@needs("groups.keep")
def group_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _group(request, pk, "groups.keep")
    user: Any = request.user
    form = GroupForm(
        request.POST or None,
        user=user,
        group=found,
        initial=GroupForm.facts_of(found),
        version=found.version,
    )

    def correct() -> None:
        changes = {k: v for k, v in form.cleaned_data.items() if k != "district"}
        operations.correct_group(found, by=user, **changes)

    if carried_out(request, form, correct):
        return redirect("group", found.pk)
    context = {
        "form": form,
        "title": _("Correct the facts"),
        "crumbs": _crumbs(found),
        "back": reverse("group", args=[found.pk]),
    }
    return render(request, "registry/form.html", context)


@needs("groups.keep")
def group_join(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody of the register of people joins; `?person=` names who was just registered."""
    found = _group(request, pk, "groups.keep")
    user: Any = request.user
    form = JoinForm(request.POST or None, user=user, initial={"person": request.GET.get("person")})

    def join() -> None:
        operations.join_group(found, by=user, **form.cleaned_data)

    if carried_out(request, form, join):
        messages.success(
            request,
            _("%(person)s is in the group.") % {"person": form.cleaned_data["person"].name},
        )
        return redirect("group", found.pk)
    context = {
        "group": found,
        "form": form,
        "crumbs": _crumbs(found),
        "may_register": user.scope.may_in("people.keep", found.district_id),
    }
    return render(request, "registry/join.html", context)


@needs("groups.keep")
def group_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _group(request, pk, "groups.keep")
    user: Any = request.user
    form = LeaveForm(request.POST or None, label=_("Last day"))
    return ask(
        request,
        form,
        lambda: operations.end_group(found, by=user, **form.cleaned_data),
        done=_("The group has ended."),
        back=reverse("group", args=[found.pk]),
        title=_("End the group"),
        text=_("All who are still in it are members up to that day."),
        facts=[(_("Group"), found.name)],
        submit=_("End the group"),
        crumbs=_crumbs(found),
        danger=True,
    )


def _membership(request: HttpRequest, pk: uuid.UUID) -> GroupMembership:
    user: Any = request.user
    found = get_object_or_404(
        GroupMembership.objects.visible_to(user, "people.view").select_related("group", "person"),
        pk=pk,
    )
    _group(request, found.group_id, "groups.keep")
    return found


@needs("groups.keep")
def member_leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    member = _membership(request, pk)
    user: Any = request.user
    form = LeaveForm(request.POST or None, label=_("Last day"))
    return ask(
        request,
        form,
        lambda: operations.leave_group(member, by=user, **form.cleaned_data),
        done=_("%(person)s has left the group.") % {"person": member.person.name},
        back=reverse("group", args=[member.group_id]),
        title=_("Member leaves"),
        facts=_facts(member),
        submit=_("Record the last day"),
        crumbs=_crumbs(member.group),
    )


@needs("groups.keep")
def member_role(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    member = _membership(request, pk)
    user: Any = request.user
    form = RoleForm(request.POST or None, initial={"role": member.role})
    return ask(
        request,
        form,
        lambda: operations.change_role(member, by=user, **form.cleaned_data),
        done=_("The role of %(person)s is changed.") % {"person": member.person.name},
        back=reverse("group", args=[member.group_id]),
        title=_("Change the role"),
        facts=_facts(member),
        submit=_("Change the role"),
        crumbs=_crumbs(member.group),
    )


def _facts(member: GroupMembership) -> list[tuple[str, Any]]:
    return [
        (_("Group"), member.group.name),
        (_("Person"), member.person.name),
        (_("Role now"), member.get_role_display()),
    ]
