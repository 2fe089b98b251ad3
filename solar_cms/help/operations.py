"""What is done with help: loading what is shipped, writing one's own, taking the tour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solar_cms.accounts.models import Office, User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.help.models import HelpText, TourState
from solar_cms.help.rules import problems_with_help


def load_help(pages: Mapping[str, Mapping[str, Any]], *, by: HasActor) -> int:
    """Renew the shipped texts ({page: {"title": {…}, "text": {…}}}, by language); gives how many
    changed. What people wrote is not touched; a page that is shipped no longer loses its row
    unless somebody wrote something there."""
    known = {row.page: row for row in HelpText.objects.filter(office__isnull=True)}
    changed = [
        (page, values["title"], values["text"])
        for page, values in pages.items()
        if page not in known
        or (known[page].titles, known[page].shipped) != (values["title"], values["text"])
    ]
    gone = [row for page, row in known.items() if page not in pages and not row.is_changed]
    offices = set(HelpText.objects.filter(office__isnull=False).values_list("page", flat=True))
    gone = [row for row in gone if row.page not in offices]
    if not changed and not gone:
        return 0
    with act("help.loaded", by=by, pages=len(changed), gone=len(gone)):
        for page, titles, text in changed:
            HelpText.objects.update_or_create(
                page=page, office=None, defaults={"titles": titles, "shipped": text}
            )
        HelpText.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return len(changed) + len(gone)


def write_help(page: str, texts: Mapping[str, str], *, office: Office | None, by: User) -> HelpText:
    """Set the texts of a page by language; without an office for the whole country.

    Empty texts bring the shipped ones back, or take the office's addition away. Raises Refused.
    """
    refuse_if(problems_with_help(page, texts))
    kept = {language: text.strip() for language, text in texts.items() if text.strip()}
    with act("help.written", by=by) as recording:
        row, _made = HelpText.objects.select_for_update().get_or_create(
            page=page, office=office,
            defaults={"titles": HelpText.objects.get(page=page, office=None).titles},
        )  # fmt: skip
        recording.on(row)
        row.texts = kept
        row.save(update_fields=["texts"])
    return row


def move_tour(step: int, *, by: User, is_over: bool = False) -> TourState:
    """Remember at which step of the tour somebody is (0 is the first), or that it is over."""
    with act("tour.moved", by=by) as recording:
        state, _made = TourState.objects.update_or_create(
            user=by, defaults={"step": max(0, step), "is_over": is_over}
        )
        recording.on(state)
    return state
