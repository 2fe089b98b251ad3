"""The file of what is held about a person: JSON and PDF, made by a job for whoever asked."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from solar_cms.accounts.models import Office
from solar_cms.audit.acts import act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused
from solar_cms.documents import store
from solar_cms.documents.letters import head_of
from solar_cms.documents.operations import keep_list
from solar_cms.documents.render import typst_pdf
from solar_cms.registry.models import Person
from solar_cms.registry.privacy.held import everything_about
from solar_cms.work.models import Job

KIND = "registry.held"
RIGHT = "people.subject_access"
TEMPLATE = "registry/held.typ"


def run(job: Any) -> dict[str, Any]:
    """A JSON and a PDF in each language; kept for a week for the one who asked. Nothing is left out
    because of the asker's districts: the file is the person's."""
    user = job.created_by
    rows = Person.objects.visible_to(user, RIGHT) if user else Person.objects.none()
    person = rows.filter(pk=job.params["person"]).first()
    if person is None:
        raise Refused(
            [Problem("held.reach", _("You may no longer take out the data of this person."))]
        )
    files = []
    languages = [code for code, _name in settings.LANGUAGES]
    for number, language in enumerate(languages):
        job.progress(number, len(languages), dict(settings.LANGUAGES)[language])
        with translation.override(language):
            held = everything_about(person)
            text = json.dumps(held, ensure_ascii=False, indent=1)
            pdf = typst_pdf(TEMPLATE, _for_paper(held, person, user), language=language)
        stem = f"held-{today():%Y-%m-%d}-{language}"
        files.append((f"{stem}.pdf", pdf, "application/pdf"))
        files.append((f"{stem}.json", text.encode(), "application/json"))
    for _name, content, _kind in files:
        store.put(content)
    job.at_end(lambda: _keep(job, person, files))
    return {"note": _("Give the file to the person; it is yours alone and is kept for seven days.")}


def _keep(job: Job, person: Person, files: list[tuple[str, bytes, str]]) -> dict[str, Any]:
    with act("person.held_given", by=job.by, on=person, files=len(files)):
        made = [keep_list(job, *one)["files"][0] for one in files]
    return {"files": made}


def _for_paper(held: dict[str, Any], person: Person, user: Any) -> dict[str, Any]:
    office_id = user.scope.office[0] if user.scope.office else None
    office = Office.objects.filter(pk=office_id).first() if office_id else None
    head = head_of(office, today())
    return {
        "head": {**head, "logo": ""},
        "title": _("What is held about a person"),
        "about": person.name,
        "made_on": today().isoformat(),
        "opening": _(
            "You may have these data corrected, and you may take back your consent, at any time at the "
            "district office (Law on Electronic Data Protection No. 25/NA, 2017)."
        ),
        "sections": held["sections"],
    }
