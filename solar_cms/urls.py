"""Every address of the site, by app."""

from django.urls import URLPattern, URLResolver, include, path

from solar_cms.base.views import styleguide, styleguide_pick
from solar_cms.panel.site import panel

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("solar_cms.home.urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("styleguide/pick/", styleguide_pick, name="styleguide_pick"),
    path("history/", include("solar_cms.audit.urls")),
    path("account/", include("solar_cms.accounts.urls")),
    path("places/", include("solar_cms.places.urls")),
    path("law/", include("solar_cms.law.urls")),
    path("work/", include("solar_cms.work.urls")),
    path("help/", include("solar_cms.help.urls")),
    path("sync/", include("solar_cms.exchange.urls")),
    path("files/", include("solar_cms.documents.urls")),
    path("verify/", include("solar_cms.documents.urls_verify")),
    path("registry/", include("solar_cms.registry.urls")),
    path("imports/", include("solar_cms.imports.urls")),
    path("answers/", include("solar_cms.questionnaires.urls_answering")),
    path("questionnaires/", include("solar_cms.questionnaires.urls")),
    path("cases/", include("cases.urls")),
    path("enrollment/", include("enrollment.urls")),
    path("trainings/", include("trainings.urls")),
    path("reporting/", include("reporting.urls")),
    path("admin/", panel.urls),
    path("api/", include("solar_cms.api")),
]
