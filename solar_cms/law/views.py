"""A new version of the pack: uploaded, read through with its consequences, then loaded."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.base.asking import carried_out
from solar_cms.base.forms import Form
from solar_cms.base.hooks import pack_consequences
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused, refuse_if
from solar_cms.documents import store
from solar_cms.documents.models import StoredFile
from solar_cms.law import packs
from solar_cms.law.comparing import changes_since
from solar_cms.law.forms import PackForm
from solar_cms.law.models import PackVersion
from solar_cms.law.operations import load_pack
from solar_cms.law.uploads import unpacked

LIST = "admin:law_packversion_changelist"


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Administration"), reverse("admin:index")), (_("Pack versions"), reverse(LIST))]


@needs("law.load")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Upload a pack. Nothing is loaded yet: what it changes is shown first."""
    form = PackForm(request.POST or None, request.FILES or None)

    def verb() -> str:
        content = form.cleaned_data["file"].read()
        with unpacked(io.BytesIO(content)) as folder:
            refuse_if(packs.read_pack(folder).problems)
        return store.put(content)

    if carried_out(request, form, verb):
        return redirect("pack_preview", form.made)
    context = {"form": form, "title": _("New version of the pack"), "submit": _("Check"),
               "cancel": reverse(LIST), "crumbs": _crumbs()}  # fmt: skip
    return render(request, "law/new.html", context)


@needs("law.load")
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, sha256: str) -> HttpResponse:
    """What the uploaded pack changes, what that means for open records, and the button."""
    user: Any = request.user
    content = _uploaded(sha256)
    form = Form(request.POST or None)
    with unpacked(io.BytesIO(content)) as folder:
        current = packs.current_or_none()
        if request.method == "POST":
            try:
                version = load_pack(folder, by=user)
            except Refused as refused:
                form.full_clean()
                form.take(refused.problems)
            else:
                messages.success(request, _("Loaded: %(version)s") % {"version": version})
                return redirect(LIST)
        pack = packs.read_pack(folder)
        found = changes_since(current, folder)
    context = {
        "form": form,
        "current": current,
        "known": current is not None and current.archive_id is not None,
        "changes": found,
        "problems": pack.problems,
        "groups": [one(pack.parts, user) for one in pack_consequences] if found else [],
        "cancel": reverse(LIST),
        "crumbs": _crumbs(),
    }
    return render(request, "law/preview.html", context)


def _uploaded(sha256: str) -> bytes:
    """The file of `new`, by its hash; a wrong or long forgotten one is not found."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise Http404(sha256)
    try:
        return store.read(StoredFile(sha256=sha256))
    except OSError as error:
        raise Http404(sha256) from error


@needs("law.load")
@require_GET
def download(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A loaded version as it came, to copy and change."""
    version = get_object_or_404(
        PackVersion.objects.filter(code=settings.SOLAR_PACK, archive__isnull=False), pk=pk
    )
    name = f"{version.code}-{version.number}.zip"
    content = store.open_file(StoredFile.objects.get(pk=version.archive_id))
    return FileResponse(content, as_attachment=True, filename=name)
