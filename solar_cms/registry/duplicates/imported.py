"""People whom a file registered are looked through for those registered before, after it landed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.audit.acts import HasActor
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.models import DuplicatePair, Person, PersonSound
from solar_cms.registry.states import PairState
from solar_cms.work.operations import start_job

KIND = "registry.imported_duplicates"
MOST = 20_000  # people of a larger file are left to the night


def search_later(batch_id: Any, by: HasActor) -> None:
    """Queue the search; called inside the act that imports."""
    people = Person.objects.filter(import_batch=batch_id)
    if 0 < people[: MOST + 1].count() <= MOST:
        start_job(KIND, {"batch": batch_id}, by=by, title=_("Look for people registered twice"))


def run(job: Any) -> dict[str, Any]:
    """Compare the people of an import with all others, as the night would; a second run does the rest."""
    batch_id = job.params["batch"]
    people = Person.objects.filter(import_batch=batch_id).values_list("pk", flat=True)
    found = find_duplicates(by=job.by, among=list(people))
    return {
        "url": reverse("import_batch", args=[batch_id]),
        "people": found.people,
        "new": found.new,
    }


def pairs_of(rows: Any, batch_id: Any) -> Any:
    """The pairs among `rows` of which at least one was registered by the import."""
    return rows.filter(Q(first__import_batch=batch_id) | Q(second__import_batch=batch_id))


def doubts(batch_id: Any, user: Any) -> tuple[int, str] | None:
    """See base.hooks.Importer.doubts."""
    people = PersonSound.objects.filter(person__import_batch=batch_id)
    if people.filter(is_compared=False).exists():
        return None
    rows = DuplicatePair.objects.visible_to(user).filter(state=PairState.OPEN)
    return pairs_of(rows, batch_id).count(), f"{reverse('duplicates')}?batch={batch_id}"
