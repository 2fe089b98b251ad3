"""Our own admin site: Django's registry of models, our pages, our rights, our look."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.admin import AdminSite
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base import said
from solar_cms.base.exports import ListExport, list_exports
from solar_cms.base.face import Tag
from solar_cms.base.policy import needs
from solar_cms.panel.attention import matters_for

# As an office thinks, in this order.
SECTIONS = {
    "people": _("People and places"),
    "inspection": _("Inspection"),
    "enrolment": _("Enrolment"),
    "trainings": _("Trainings"),
    "reporting": _("Reporting"),
    "setup": _("Set-up"),
}
OFFERED = 20

M = TypeVar("M", bound=type)


class PanelSite(AdminSite):
    """The administration at /admin/. Nobody enters without the right; sign-in is the site's own."""

    site_title = site_header = _("Administration")
    index_title = _("Administration")

    def guarded(self, view: Callable[..., HttpResponse], right: str) -> Callable[..., HttpResponse]:
        """A view for holders of a right (asked by the middleware) who may also use the panel."""

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may("panel.use"):  # type: ignore[union-attr]
                raise PermissionDenied("panel.use")
            return view(request, *args, **kwargs)

        update_wrapper(inner, view)
        return needs(right)(inner)

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_authenticated and user.may("panel.use"))

    def get_urls(self) -> list[Any]:
        urls: list[URLPattern | URLResolver] = [
            path("", self.guarded(self.index, "panel.use"), name="index"),
            path(
                "autocomplete/",
                self.guarded(self.autocomplete_view, "panel.use"),
                name="autocomplete",
            ),
        ]
        for model, admin in self._registry.items():
            meta = model._meta
            urls.append(path(f"{meta.app_label}/{meta.model_name}/", include(admin.urls)))
        return urls

    def sections_for(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The sections with the lists this user may open, each with its address."""
        found: dict[str, list[Any]] = {name: [] for name in SECTIONS}
        for admin in self._registry.values():
            if admin.has_view_permission(request):
                lines: Any = found[admin.section]  # type: ignore[attr-defined]
                lines.append((admin.order, admin))  # type: ignore[attr-defined]
        return [
            {
                "key": name,
                "title": SECTIONS[name],
                "lists": [
                    {
                        "label": admin.title,
                        "url": admin.url(),
                        "note": admin.about,
                        "add_url": admin.add_url(request),
                    }
                    for _order, admin in sorted(lines, key=lambda line: line[0])
                ],
            }
            for name, lines in found.items()
            if lines
        ]

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """What needs the office's attention, then everything that is kept here."""
        matters = [
            {"label": m.label, "url": m.url(), "tag": Tag(m.kind, said.say_number(count))}
            for m, count in matters_for(request.user)
        ]
        sections = self.sections_for(request)
        jumps = [(part["title"], f"#{part['key']}", False) for part in sections]
        context = {"matters": matters, "sections": sections, "jumps": jumps}
        return render(request, "admin/index.html", context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Rows a field may point at, by words, among those the reader sees: {"results": […]}."""
        remote = self._remote_of(request)
        rows = remote.get_queryset(request)
        if words := request.GET.get("term", "").strip()[:100]:
            rows = remote.search(rows, words)
        found = list(rows.order_by(*remote.order_by)[: OFFERED + 1])
        results = [{"id": str(row.pk), "text": str(row)} for row in found[:OFFERED]]
        return JsonResponse({"results": results, "pagination": {"more": len(found) > OFFERED}})

    def _remote_of(self, request: HttpRequest) -> Any:
        """The admin of the model that the field asked about points at; 404 where there is none."""
        try:
            model = apps.get_model(request.GET["app_label"], request.GET["model_name"])
            field = model._meta.get_field(request.GET["field_name"])
        except (KeyError, LookupError, ValueError, FieldDoesNotExist) as error:
            raise Http404 from error
        admin, remote = self._registry.get(model), self._registry.get(field.related_model)  # type: ignore[arg-type]
        if admin is None or remote is None:
            raise Http404
        if not (admin.has_view_permission(request) and remote.has_view_permission(request)):
            raise PermissionDenied("autocomplete")
        return remote

    def crumbs(self, section: str) -> list[tuple[Any, str]]:
        home = reverse("admin:index")
        return [(_("Administration"), home), (SECTIONS[section], f"{home}#{section}")]


panel = PanelSite(name="admin")


def register(*models: Any) -> Callable[[M], M]:
    """Put a RecordAdmin on our site; third-party admins stay on Django's own, which has no address."""

    def wrapper(admin_class: M) -> M:
        panel.register(models, admin_class=admin_class)
        for model in models:
            admin: Any = panel.get_model_admin(model)
            right = admin.export_right or admin.view_right
            export = ListExport(admin.title, right, admin.opts.model_name, admin.export_rows)
            list_exports.add(admin.export_name, export)
        return admin_class

    return wrapper
