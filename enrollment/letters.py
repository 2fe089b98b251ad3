"""The slip a payer takes home."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from enrollment.models import Contribution
from enrollment.rules.terms import say_rate
from enrollment.states import Key, Payer
from solar_cms.accounts.models import Office
from solar_cms.audit.acts import HasActor
from solar_cms.documents.models import Letter
from solar_cms.documents.operations import issue_letter
from solar_cms.registry.models import Person

SLIP = "contribution_slip"
OWNER = "enrollment.contribution"
TITLES = {"en": "Contribution slip", "lo": "ໃບຮັບເງິນສົມທົບ"}


def issue_slip(contribution: Contribution, *, by: HasActor) -> Letter:
    """Freeze what the slip says and have it printed after the commit. Inside the collecting act."""
    return issue_letter(
        kind=SLIP,
        template="enrollment/contribution_slip.typ",
        titles=TITLES,
        data=slip_data(contribution),
        owner_kind=OWNER,
        owner_id=contribution.pk,
        district_id=contribution.district_id,
        number=contribution.slip_number,
        issued_on=contribution.collected_on,
        office=office_of(contribution),
        by=by,
    )


def office_of(contribution: Contribution) -> Office | None:
    """Whose letterhead: the office of whoever took the money, else one of the district."""
    offices = Office.objects.on(contribution.collected_on)
    taker = contribution.collected_by
    if taker is not None and taker.scope.office is not None:
        return offices.filter(pk=taker.scope.office[0]).first()
    return offices.filter(district=contribution.district_id).order_by("code").first()


def slip_data(contribution: Contribution) -> dict[str, Any]:
    """What the template prints: plain values, texts by language."""
    membership = contribution.membership
    person, group = membership.person, membership.group
    return {
        "member": {
            "number": membership.member_number,
            "names": _names_of(person),
        },
        "group": {"lo": group.name_local, "en": group.name_latin or group.name_local}
        if group
        else {},
        "scheme": membership.scheme.names,
        "month": f"{contribution.month.month}/{contribution.month.year}",
        "amount": contribution.amount,
        "insured_earnings": contribution.insured_earnings,
        "rate": _by_language(lambda: say_rate(contribution.rate)),
        "payer": _by_language(lambda: str(contribution.get_payer_display())),
        "payer_signs": _names_of(person) if contribution.payer == Payer.SELF else {},
        "collected_on": contribution.collected_on,
        "collector": {
            "lo": contribution.collected_by.name_local if contribution.collected_by else "",
            "en": (contribution.collected_by.name_latin or contribution.collected_by.name_local)
            if contribution.collected_by
            else "",
        },
        "promoter": _promoter(contribution),
        "unsure": [
            {"key": value["key"], "status": value["status"], "source": value["source"]}
            for value in (contribution.basis.values if contribution.basis else [])
            if value["key"] == Key.RATE and value["status"] != "confirmed"
        ],
    }


def _by_language(say: Any) -> dict[str, str]:
    found = {}
    for code in ("lo", "en"):
        with translation.override(code):
            found[code] = say()
    return found


def _promoter(contribution: Contribution) -> dict[str, str]:
    if contribution.promoter is None:
        return {}
    return _names_of(contribution.promoter.person)


def _names_of(person: Person) -> dict[str, str]:
    return {
        "lo": person.local_name or person.latin_name,
        "en": person.latin_name or person.local_name,
    }
