"""Files, letters, and the public check of a letter."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from solar_cms.base.asking import ask, carried_out
from solar_cms.base.exports import list_exports
from solar_cms.base.hooks import file_policies
from solar_cms.base.policy import needs, public, signed_in
from solar_cms.base.problems import Refused
from solar_cms.documents import custody as custody_chain
from solar_cms.documents import operations, panels, store
from solar_cms.documents import render as rendering
from solar_cms.documents.forms import AddFileForm, CaptionForm, VoidForm
from solar_cms.documents.hooks import may_open, may_read, may_read_confidential
from solar_cms.documents.lists import ask_for_list
from solar_cms.documents.models import Attachment, Letter
from solar_cms.documents.states import LetterState

SANDBOX = "default-src 'none'; sandbox"


def _file(request: HttpRequest, pk: uuid.UUID) -> Attachment:
    found = get_object_or_404(Attachment.objects.select_related("file", "added_by"), pk=pk)
    if not may_open(request.user, found):
        raise Http404
    return found


@signed_in
@require_GET
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the bytes of a file, by an address that holds for a minute and for this reader."""
    found = _file(request, pk)
    return redirect("file_content", found.pk, custody_chain.signed(found, request.user))


@signed_in
@require_GET
def file_content(request: HttpRequest, pk: uuid.UUID, signed: str) -> HttpResponse:
    """The bytes of a file, as a download, to whoever may read its record now; kept as an act."""
    found = _file(request, pk)
    if not custody_chain.holds(signed, found, request.user):
        return redirect("file", found.pk)  # asks once more for who is here now
    try:
        content = store.open_file(found.file)
    except FileNotFoundError as error:
        raise Http404(_("The file is missing from the store.")) from error
    except OSError:
        messages.error(
            request, _("The place where files are kept does not answer. Try again in a while.")
        )
        return redirect("file_custody", found.pk)
    custody_chain.note_opening(found, by=request.user)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=found.name,
        content_type=found.file.media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_GET
def custody(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who added a file and who took a copy of it, newest first; what its bytes must be."""
    found = _file(request, pk)
    policy = file_policies.get(found.owner_kind)
    back = policy.place(found.owner_id)[1] if policy and policy.place else ""
    page = custody_chain.page_of_openings(request, found)
    context = {
        "file": found,
        "page": page,
        "entries": custody_chain.entries(page.rows),
        "fingerprint": rendering.grouped(found.file.sha256),
        "crumbs": [(_("Record"), back)] if back else [],
        "may_describe": panels.may_add(request.user, found.owner_kind, found.owner_id),
    }
    return render(request, "documents/custody.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def file_caption(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say anew what a file shows; for those who may add files to its record."""
    found = _file(request, pk)
    if not panels.may_add(request.user, found.owner_kind, found.owner_id):
        raise PermissionDenied
    form = CaptionForm(request.POST or None, initial={"caption": found.caption})
    return ask(
        request,
        form,
        lambda: operations.describe_file(
            found, caption=form.cleaned_data["caption"], by=request.user
        ),
        done=_("What the file shows is kept."),
        back=reverse("file_custody", args=[found.pk]),
        title=_("What the file shows"),
        text=found.name,
        submit=_("Keep"),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def file_add(request: HttpRequest, owner_kind: str, owner_id: str) -> HttpResponse:
    """Add a file to a record whose app lets this person."""
    policy = file_policies.get(owner_kind)
    if policy is None or not policy.may_read(request.user, owner_id):
        raise Http404
    if not panels.may_add(request.user, owner_kind, owner_id) or policy.place is None:
        raise PermissionDenied
    district, back = policy.place(owner_id)
    form = AddFileForm(
        request.POST or None,
        request.FILES or None,
        may_seal=may_read_confidential(request.user, owner_kind, owner_id),
    )
    if form.is_valid():
        uploads = form.cleaned_data["file"]
        try:
            operations.add_files(
                uploads,
                by=request.user,
                owner_kind=owner_kind,
                owner_id=owner_id,
                district_id=district,
                caption=form.cleaned_data["caption"],
                is_confidential=form.cleaned_data.get("is_confidential", False),
                keep_place=form.cleaned_data["keep_place"],
            )
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(
                request,
                ngettext("The file is added.", "%(n)s files are added.", len(uploads))
                % {"n": len(uploads)},
            )
            return redirect(back)
    return render(request, "documents/add_file.html", {"form": form, "back": back})


@signed_in
@require_POST
def list_xlsx(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a list as a workbook, as the address filters it; the job's page hands it out."""
    user: Any = request.user
    export = list_exports.get(name)
    if export is None:
        raise Http404(name)
    if not user.may(export.right):
        raise PermissionDenied(export.right)
    return redirect("job", ask_for_list(name, request.GET.urlencode(), by=user).pk)


def _letter(request: HttpRequest, pk: uuid.UUID) -> Letter:
    found = get_object_or_404(Letter.objects.select_related("office", "issued_by"), pk=pk)
    if not may_read(request.user, found.owner_kind, found.owner_id):
        raise Http404
    return found


@signed_in
@require_GET
def letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A letter: being prepared, then its PDFs; how it was served; how anyone can check it."""
    found = _letter(request, pk)
    policy = file_policies.get(found.owner_kind)
    back = policy.place(found.owner_id)[1] if policy and policy.place else ""
    sealed = found.is_confidential and not may_read_confidential(
        request.user, found.owner_kind, found.owner_id
    )
    made = [] if sealed else [*found.files().values(), *found.copies().values()]
    context = {
        "letter": found,
        "tag": panels.letter_tag(found),
        "sealed": sealed,
        "files": [panels.as_file(a) for a in made],
        "services": found.services.select_related("served_by", "proof").order_by("served_on"),
        "back": back,
        "crumbs": [(_("Record"), back)] if back else [],
        "verify_url": rendering.verify_url(found.code),
        "code": rendering.grouped(found.code),
        "may_void": _may_void(request, found),
    }
    return render(request, "documents/letter.html", context)


def _may_void(request: HttpRequest, found: Letter) -> bool:
    return not found.voided_on and request.user.scope.may_in("letters.void", found.district_id)


@signed_in
@require_POST
def letter_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try once more to prepare a letter."""
    found = _letter(request, pk)
    if found.state == LetterState.FAILED:
        operations.render_again(found, by=request.user)
    return redirect("letter", pk=pk)


@needs("letters.void")
@require_http_methods(["GET", "POST"])
def letter_void(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Void a letter, with the reason."""
    found = _letter(request, pk)
    if not request.user.scope.may_in("letters.void", found.district_id):
        raise PermissionDenied
    form = VoidForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: operations.void_letter(found, reason=form.cleaned_data["reason"], by=request.user),
    ):
        return redirect("letter", pk=pk)
    return render(request, "documents/void.html", {"letter": found, "form": form})


@public("whoever holds a letter checks that an office issued it; shows nothing personal")
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Number, kind, office, date and fingerprint of the letter a QR code stands on."""
    plain = "".join(code.split()).upper()
    found = Letter.objects.select_related("office").filter(code=plain).first()
    context = {
        "letter": found,
        "code": plain,
        "digest": rendering.grouped(found.digest[:32]) if found else "",
        "files": [
            {"label": f"PDF, {language}", "sha256": rendering.grouped(a.file.sha256)}
            for language, a in (found.files() if found else {}).items()
        ],
    }
    return render(request, "documents/verify.html", context, status=200 if found else 404)
