"""Users, for heads of office and administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.accounts import operations, rules
from solar_cms.accounts.forms import (
    DetailsForm,
    EndPostingForm,
    HandoverForm,
    NewUserForm,
    PostingForm,
    UserFilter,
)
from solar_cms.accounts.models import Posting, Role, Substitution, User
from solar_cms.accounts.operations.second_factor import confirmed_device
from solar_cms.base.asking import ask, carried_out
from solar_cms.base.forms import Form
from solar_cms.base.models import today
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused


def _kept(request: HttpRequest, pk: str) -> User:
    """A user within reach of the reader's right to keep users."""
    reader: Any = request.user
    return get_object_or_404(User.objects.visible_to(reader, "users.keep"), pk=pk)


def _plain_form(request: HttpRequest) -> Form:
    return Form(request.POST if request.method == "POST" else None)


@needs("users.view")
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    reader: Any = request.user
    form = UserFilter(request.GET)
    rows = User.objects.visible_to(reader)
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    page = keyset_page(
        rows,
        ["name_local", "id"],
        cursor=request.GET.get("cursor", ""),
        size=50,
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    postings = (
        Posting.objects.on()
        .filter(user__in=[user.pk for user in page.rows])
        .select_related("role", "office", "organisation")
        .order_by("valid_from", "id")
    )
    held: dict[Any, list[Posting]] = {}
    for posting in postings:
        held.setdefault(posting.user_id, []).append(posting)
    rows_shown = [(user, held.get(user.pk, [])) for user in page.rows]
    return render(
        request,
        "accounts/users.html",
        {"form": form, "page": page, "rows": rows_shown, "may_keep": reader.may("users.keep")},
    )


def _filtered(rows: Any, given: dict[str, Any]) -> Any:
    if words := given["q"].strip():
        rows = rows.filter(
            Q(name_local__icontains=words)
            | Q(name_latin__icontains=words)
            | Q(username__startswith=words.lower())
            | Q(phone__contains=words.replace(" ", "").lstrip("0"))
        )
    if given["role"]:
        posted = Posting.objects.on().filter(user=OuterRef("pk"), role=given["role"])
        rows = rows.filter(Exists(posted))
    if given["state"]:
        rows = rows.filter(is_active=given["state"] == "open")
    return rows


@needs("users.view")
@require_GET
def user_page(request: HttpRequest, pk: str) -> HttpResponse:
    reader: Any = request.user
    user = get_object_or_404(User.objects.visible_to(reader), pk=pk)
    postings = (
        user.postings.select_related("role", "office", "organisation")
        .prefetch_related("districts")
        .order_by("-valid_from", "id")
    )
    barred = rules.problems_with_keeping(reader, user)
    return render(
        request,
        "accounts/user.html",
        {
            "person": user,
            "crumbs": [(_("Users"), reverse("users"))],
            "postings": postings,
            "absences": Substitution.objects.filter(absent=user, valid_to__gte=today())
            .select_related("substitute")
            .order_by("valid_from"),
            "device": confirmed_device(user),
            "open_work": operations.open_work_of(user),
            "barred": barred,
            "may_change": user.is_active and not barred,
            "today": today(),
        },
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new user with a first posting; the temporary password is shown on the answer, once."""
    reader: Any = request.user
    form = NewUserForm(request.POST or None, by=reader)

    def verb() -> tuple[User, str]:
        return operations.create_user(**form.person_values, **form.posting_values, by=reader)

    if carried_out(request, form, verb):
        return _once(request, *form.made)
    return render(
        request,
        "components/confirm_page.html",
        {
            "form": form,
            "title": _("New user"),
            "submit": _("Create the user"),
            "cancel": reverse("users"),
            "crumbs": [(_("Users"), reverse("users"))],
        },
    )


def _once(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(
        request, "accounts/temporary_password.html", {"person": user, "password": password}
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, pk: str) -> HttpResponse:
    reader: Any = request.user
    user = _kept(request, pk)
    names = ["name_local", "name_latin", "phone", "email", "language"]
    initial = {name: getattr(user, name) for name in names}
    form = DetailsForm(request.POST or None, initial=initial, version=user.version)

    def verb() -> None:
        values = {name: form.cleaned_data[name] for name in names}
        operations.change_details(user, **values, by=reader)

    return ask(
        request,
        form,
        verb,
        done=_("The details are saved."),
        back=reverse("user", args=[pk]),
        title=user.name,
        submit=_("Save"),
        crumbs=[(_("Users"), reverse("users"))],
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, pk: str) -> HttpResponse:
    """A further posting."""
    reader: Any = request.user
    user = _kept(request, pk)
    form = PostingForm(request.POST or None, by=reader)
    return ask(
        request,
        form,
        lambda: operations.post_user(user, **form.posting_values, by=reader),
        done=_("The posting is recorded."),
        back=reverse("user", args=[pk]),
        title=_("Posting of %(name)s") % {"name": user.name},
        submit=_("Record the posting"),
        crumbs=[(_("Users"), reverse("users"))],
    )


def _posting(request: HttpRequest, pk: str) -> Posting:
    reader: Any = request.user
    rows = Posting.objects.filter(user__in=User.objects.visible_to(reader, "users.keep"))
    return get_object_or_404(rows.select_related("user", "role", "office"), pk=pk)


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def posting_change(request: HttpRequest, pk: str) -> HttpResponse:
    """From a day on the posting is another; the old one stays on record until the day before."""
    reader: Any = request.user
    posting = _posting(request, pk)
    form = PostingForm(request.POST or None, by=reader, posting=posting)
    return ask(
        request,
        form,
        lambda: operations.change_posting(posting, **form.posting_values, by=reader),
        done=_("The posting is changed."),
        back=reverse("user", args=[posting.user_id]),
        title=_("Posting of %(name)s") % {"name": posting.user.name},
        submit=_("Change the posting"),
        text=_("The present posting ends on the day before."),
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def posting_end(request: HttpRequest, pk: str) -> HttpResponse:
    reader: Any = request.user
    posting = _posting(request, pk)
    form = EndPostingForm(request.POST or None, initial={"last": today()})
    return ask(
        request,
        form,
        lambda: operations.end_posting(posting, last=form.cleaned_data["last"], by=reader),
        done=_("The posting is ended."),
        back=reverse("user", args=[posting.user_id]),
        title=_("End the posting"),
        text=str(posting),
        submit=_("End the posting"),
        danger=True,
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, pk: str) -> HttpResponse:
    """A temporary password, shown on the answer, once."""
    user = _kept(request, pk)
    return _give_password(
        request,
        user,
        operations.reset_password,
        _("New password for %(name)s") % {"name": user.name},
        _("The present password holds no longer, and the person is signed out everywhere."),
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: str) -> HttpResponse:
    user = _kept(request, pk)
    return _give_password(
        request,
        user,
        operations.reactivate_user,
        _("Open the account of %(name)s") % {"name": user.name},
        _("The account has no posting: give one afterwards."),
    )


def _give_password(
    request: HttpRequest, user: User, verb: Any, title: str, text: str
) -> HttpResponse:
    reader: Any = request.user
    form = _plain_form(request)
    given: list[str] = []
    if carried_out(request, form, lambda: given.append(verb(user, by=reader))):
        return _once(request, user, given[0])
    return render(
        request,
        "components/confirm_page.html",
        {
            "form": form,
            "title": title,
            "text": text,
            "submit": _("Give a temporary password"),
            "cancel": reverse("user", args=[user.pk]),
        },
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest, pk: str) -> HttpResponse:
    """Take away the second factor of somebody who has lost the phone and the codes."""
    reader: Any = request.user
    user = _kept(request, pk)
    return ask(
        request,
        _plain_form(request),
        lambda: operations.remove_second_factor(user, by=reader),
        done=_("The second factor is removed."),
        back=reverse("user", args=[pk]),
        title=_("Remove the second factor of %(name)s") % {"name": user.name},
        text=_("Make sure that it is this person who asks: by phone number or in person."),
        submit=_("Remove"),
        danger=True,
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: str) -> HttpResponse:
    """All open work of a leaver to a successor, in one act."""
    reader: Any = request.user
    leaver = _kept(request, pk)
    candidates = User.objects.visible_to(reader, "users.keep").filter(is_active=True).exclude(pk=pk)
    form = HandoverForm(request.POST or None, candidates=candidates.order_by("name_local", "id"))
    work = operations.open_work_of(leaver)
    return ask(
        request,
        form,
        lambda: operations.hand_over(leaver, form.cleaned_data["successor"], by=reader),
        done=_("All open work is handed over and the account is closed."),
        back=reverse("user", args=[pk]),
        title=_("%(name)s leaves: hand over all work") % {"name": leaver.name},
        text=_(
            "All of it goes to the successor at once; postings end today and the account is closed."
        ),
        facts=[(one.label, one.count) for one in work],
        submit=_("Hand over and close"),
        danger=True,
    )


@needs("users.keep")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: str) -> HttpResponse:
    reader: Any = request.user
    user = _kept(request, pk)
    open_work = [one for one in operations.open_work_of(user) if one.count]
    if open_work:
        return redirect("user_hand_over", pk=pk)
    return ask(
        request,
        _plain_form(request),
        lambda: operations.deactivate_user(user, by=reader),
        done=_("The account is closed."),
        back=reverse("user", args=[pk]),
        title=_("Close the account of %(name)s") % {"name": user.name},
        text=_("Postings end today and nobody can sign in with it."),
        submit=_("Close it"),
        danger=True,
    )


@needs("roles.keep")
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """The country's roles, and which of them need a second factor."""
    reader: Any = request.user
    if request.method == "POST":
        role = get_object_or_404(Role, pk=request.POST.get("role"))
        try:
            operations.require_second_factor(role, request.POST.get("required") == "yes", by=reader)
        except Refused as refused:
            for problem in refused.problems:
                messages.error(request, str(problem.message))
        return redirect("roles")
    return render(request, "accounts/roles.html", {"roles": Role.objects.order_by("kind", "key")})
