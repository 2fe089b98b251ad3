"""What the registry itself shows around a record, by the same hook as the apps above it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.models import today
from solar_cms.registry import household_list, pages
from solar_cms.registry.models import (
    BargainingRound,
    GroupMembership,
    Household,
    HouseholdMember,
    Person,
    ProducerGroup,
    TradeAgreement,
    WorkforceCount,
    Workplace,
)
from solar_cms.registry.states import Sex
from solar_cms.registry.terms import names, terms
from solar_cms.registry.tiers import chain_of

SHOWN = 10


def household_of_person(user: Any, person: Person) -> dict[str, Any] | None:
    """Where the person lives and lived, and with whom today."""
    stays = list(
        HouseholdMember.objects.visible_to(user)
        .filter(person=person)
        .select_related("household")
        .order_by("-valid_from", "-id")
    )
    household_list.with_heads(stay.household for stay in stays)
    for stay in stays:
        stay.title = household_list.title(stay.household)
    keeps = user.scope.may_in("people.keep", person.district_id)
    lives = any(stay.valid_to is None for stay in stays)
    return {
        "stays": stays,
        "new_url": f"{reverse('household_new')}?person={person.pk}" if keeps and not lives else "",
    }


def growth_of_group(user: Any, group: ProducerGroup) -> dict[str, Any]:
    """Founding steps of its kind with those taken, savings by day."""
    taken = {step.step: step for step in group.steps.all()}  # type: ignore[attr-defined]
    steps = [
        {"code": term.code, "words": str(term), "taken": taken.pop(term.code, None), "term": term}
        for term in terms("founding_steps", parent=group.kind)
    ]
    # Steps of the kind that the group was before.
    for code, words in names("founding_steps", taken).items():
        steps.append({"code": code, "words": words, "taken": taken[code], "term": None})
    savings = list(group.savings.order_by("-counted_on", "-id")[:SHOWN])  # type: ignore[attr-defined]
    keeps = user.scope.may_in("groups.keep", group.district_id) and not group.ended_on
    return {
        "group": group,
        "steps": steps,
        "done": sum(1 for step in steps if step["taken"]),
        "savings": savings,
        "may_keep": keeps,
        "step_url": reverse("group_step", args=[group.pk]) if keeps else "",
        "savings_url": reverse("group_savings", args=[group.pk]) if keeps else "",
    }


def _rounds_and_agreements(user: Any, **of: Any) -> dict[str, Any]:
    rounds = list(
        BargainingRound.objects.visible_to(user)
        .filter(**of)
        .select_related("buyer", "group")
        .order_by("-opened_on", "-id")[:SHOWN]
    )
    agreements = list(
        TradeAgreement.objects.visible_to(user)
        .filter(**of)
        .select_related("buyer", "group")
        .order_by("-valid_from", "-id")[:SHOWN]
    )
    for agreement in agreements:
        agreement.tag = pages.standing_tag(agreement)
    signed = {agreement.round_id for agreement in agreements}
    for bargaining in rounds:
        bargaining.is_signed = bargaining.pk in signed
    return {"rounds": rounds, "agreements": agreements}


def trade_of_group(user: Any, group: ProducerGroup) -> dict[str, Any]:
    keeps = user.scope.may_in("groups.keep", group.district_id) and not group.ended_on
    return {
        **chain_of(user, group),
        **_rounds_and_agreements(user, group=group),
        "may_end": keeps,
        "may_bargain": keeps,
        "link_url": reverse("group_supply", args=[group.pk]) if keeps else "",
        "round_url": reverse("group_round", args=[group.pk]) if keeps else "",
        "agreement_url": reverse("group_agreement", args=[group.pk]) if keeps else "",
        "by_group": True,
    }


def trade_of_employer(user: Any, employer: Any) -> dict[str, Any]:
    keeps = Workplace.objects.visible_to(user, "employers.keep").filter(employer=employer).exists()
    return {
        **chain_of(user, employer),
        **_rounds_and_agreements(user, buyer=employer),
        "may_end": keeps,
        "link_url": reverse("employer_supply", args=[employer.pk]) if keeps else "",
    }


def labour_of_workplace(user: Any, workplace: Workplace) -> dict[str, Any]:
    """The newest count by type, earlier totals, hazards, unions and agreements."""
    rows = list(
        WorkforceCount.objects.filter(workplace=workplace).order_by("-counted_on", "id")[:60]
    )
    newest = rows[0].counted_on if rows else None
    totals: dict[Any, list[int]] = {}
    for row in rows:
        total = totals.setdefault(row.counted_on, [0, 0])
        total[0] += row.women
        total[1] += row.men
    hazards = list(workplace.hazards.order_by("-valid_from", "-id"))  # type: ignore[attr-defined]
    words = names("hazards", {hazard.hazard for hazard in hazards})
    for hazard in hazards:
        hazard.words = words[hazard.hazard]
    unions = list(workplace.unions.order_by("-valid_from", "-id"))  # type: ignore[attr-defined]
    agreements = list(
        workplace.collective_agreements.select_related("union").order_by("-valid_from", "-id")  # type: ignore[attr-defined]
    )
    for one in [*unions, *agreements]:
        one.tag = pages.standing_tag(one)
    return {
        "workplace": workplace,
        "counts": [row for row in rows if row.counted_on == newest],
        "newest": newest,
        "total": totals.get(newest),
        "earlier": [(day, women, men) for day, (women, men) in totals.items() if day != newest],
        "hazards": hazards,
        "unions": unions,
        "agreements": agreements,
        "today": today(),
        "may_keep": user.scope.may_in("employers.keep", workplace.district_id),
    }


def chain_of_workplace(user: Any, workplace: Workplace) -> dict[str, Any] | None:
    """The chain of whoever runs the site."""
    party = workplace.employer or workplace.group
    if party is None:
        return None
    chain = chain_of(user, party)
    return chain if chain["suppliers"] or chain["buyers"] else None


def of_household(user: Any, household: Household) -> dict[str, Any] | None:
    """Its plots, and the groups its members are in."""
    plots = list(
        Workplace.objects.visible_to(user).filter(household=household).order_by("name_local", "id")
    )
    here = HouseholdMember.objects.filter(household=household).on(today()).values("person")
    groups = list(
        ProducerGroup.objects.visible_to(user)
        .filter(pk__in=_groups_of(here))
        .order_by("name_local", "id")
    )
    keeps = user.scope.may_in("employers.keep", household.district_id)
    add = f"{reverse('workplace_new')}?household={household.pk}" if keeps else ""
    return {"plots": plots, "groups": groups, "add_url": add} if plots or groups or add else None


def _groups_of(people: Any) -> Any:
    return GroupMembership.objects.filter(person__in=people).on(today()).values("group")


def of_village(user: Any, village: Any) -> dict[str, Any]:
    """How many of everything is in a village; each number opens its list."""
    where = f"?district={village.district_id}&village={village.pk}"
    counts: list[tuple[str, int, str, str]] = []
    if user.may("people.view"):
        people = Person.objects.visible_to(user).filter(village=village, died_on=None)
        row = people.aggregate(all=Count("pk"), women=Count("pk", Q(sex=Sex.FEMALE)))
        women = _("%(n)d women") % {"n": row["women"]}
        counts.append((_("People"), row["all"], reverse("people") + where, women))
        households = Household.objects.visible_to(user).filter(village=village)
        counts.append((_("Households"), households.count(), reverse("households") + where, ""))
    if user.may("groups.view"):
        groups = ProducerGroup.objects.visible_to(user).filter(village=village)
        counts.append((_("Producer groups"), groups.count(), reverse("groups") + where, ""))
    if user.may("employers.view"):
        workplaces = Workplace.objects.visible_to(user).filter(village=village)
        row = workplaces.aggregate(
            all=Count("pk"), women=Sum("workers_women"), men=Sum("workers_men")
        )
        workers = (row["women"] or 0) + (row["men"] or 0)
        words = _("%(n)d workers") % {"n": workers} if workers else ""
        counts.append((_("Workplaces"), row["all"], reverse("workplaces") + where, words))
    return {"counts": counts}
