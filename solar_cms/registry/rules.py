"""What the registry asks before it writes: pure questions, answered with problems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.base.romanising import thai_letters, with_lao_letters
from solar_cms.places.models import Village
from solar_cms.registry.models import Consent, ConsentText, GroupMembership, Person, ProducerGroup
from solar_cms.registry.states import ConsentMethod, GroupRole

OLDEST_YEARS = 115


def problems_with_birth(
    birth_date: date | None, birth_year: int | None, *, day: date | None = None
) -> list[Problem]:
    """A birth lies in the past, not further back than anyone has lived."""
    day = day or today()
    year = birth_date.year if birth_date else birth_year
    if year is None:
        return []
    field = "birth_date" if birth_date else "birth_year"
    if birth_date and birth_year and birth_date.year != birth_year:
        return [
            Problem(
                "person.birth_differs",
                _("The date of birth and the year of birth differ; leave one of them out."),
                "birth_year",
            )
        ]
    if (birth_date and birth_date > day) or year > day.year:
        return [Problem("person.born_later", _("The birth lies in the future."), field)]
    if day.year - year > OLDEST_YEARS:
        return [
            Problem(
                "person.too_old",
                _("This would make %(years)d years; check the year.") % {"years": day.year - year},
                field,
            )
        ]
    return []


def problems_with_place(district: str, village: Village | None) -> list[Problem]:
    """The village lies in the district."""
    if village is not None and village.district_id != district:
        return [
            Problem(
                "place.village_elsewhere",
                _("This village lies in another district; choose one of the district's villages."),
                "village",
            )
        ]
    return []


def problems_with_person(
    *,
    given_name: str,
    given_name_latin: str,
    birth_date: date | None,
    birth_year: int | None,
    district: str,
    village: Village | None,
) -> list[Problem]:
    """What keeps a person from being registered with these facts."""
    problems = []
    if not given_name.strip() and not given_name_latin.strip():
        problems.append(
            Problem(
                "person.name_missing",
                _("A person needs a given name, in Lao or in Latin letters."),
                "given_name",
            )
        )
    problems += problems_with_birth(birth_date, birth_year)
    problems += problems_with_place(district, village)
    return problems


def problems_with_letters(names: Mapping[str, str]) -> list[Problem]:
    """Thai letters in names (field → name), which look like Lao ones and are not found by them."""
    problems = []
    for field, name in names.items():
        if letters := thai_letters(name):
            said = ", ".join(f"{thai} → {lao or '–'}" for thai, lao in letters)
            words = _("“%(name)s” holds Thai letters: %(letters)s. In Lao letters: “%(mended)s”.")
            values = {"name": name, "letters": said, "mended": with_lao_letters(name)}
            problems.append(Problem("person.thai_letters", words % values, field))
    return problems


def problems_with_death(person: Person) -> list[Problem]:
    """Nobody dies before birth or in the future."""
    if person.died_on is None:
        return []
    born_later = person.birth_date is not None and person.died_on < person.birth_date
    if born_later or (person.birth_year is not None and person.died_on.year < person.birth_year):
        return [Problem("person.died_early", _("The death lies before the birth."), "died_on")]
    if person.died_on > today():
        return [Problem("person.died_later", _("The date must not be in the future."), "died_on")]
    return []


def problems_with_joining(
    group: ProducerGroup, person: Person, role: str, since: date
) -> list[Problem]:
    """What keeps a person from joining a group on a day, in a role."""
    problems = []
    if since > today():
        problems.append(
            Problem(
                "group.joined_later", _("The day of joining must not be in the future."), "since"
            )
        )
    if group.ended_on and since > group.ended_on:
        problems.append(
            Problem("group.over", _("This group has ended; nobody can join it any more."), "since")
        )
    if group.founded_on and since < group.founded_on:
        problems.append(
            Problem(
                "group.before_founding",
                _("The group was founded only later than this day."),
                "since",
            )
        )
    if person.died_on and since > person.died_on:
        problems.append(Problem("person.dead", _("This person has died."), "person"))
    memberships = GroupMembership.objects.filter(group=group)
    if memberships.filter(person=person).on(since).exists():
        problems.append(
            Problem(
                "group.already_member",
                _("This person is already in this group at that time."),
                "person",
            )
        )
    problems += warnings_about_role(group, role, since, but=person)
    return problems


def warnings_about_role(
    group: ProducerGroup, role: str, since: date, *, but: Person
) -> list[Problem]:
    """A second leader is unusual, not forbidden."""
    if role != GroupRole.LEADER:
        return []
    others = GroupMembership.objects.filter(group=group, role=role).on(since).exclude(person=but)
    if not others.exists():
        return []
    return [
        Problem(
            "group.second_leader",
            _("This group has another leader at that time."),
            "role",
            severity="warning",
        )
    ]


def problems_with_leaving(membership: GroupMembership, on: date) -> list[Problem]:
    """What keeps a membership from ending on a day."""
    if membership.valid_to is not None and membership.valid_to < today():
        return [Problem("group.left_before", _("This membership has already ended."), "on")]
    if on < membership.valid_from:
        return [Problem("group.left_early", _("The last day is before the day of joining."), "on")]
    if on > today():
        return [Problem("group.left_later", _("The last day must not be in the future."), "on")]
    return []


def problems_with_new_role(membership: GroupMembership, role: str, on: date) -> list[Problem]:
    """What keeps a member from changing role on a day."""
    if role == membership.role:
        return [Problem("group.same_role", _("The member has this role already."), "role")]
    if on <= membership.valid_from:
        return [
            Problem(
                "group.role_early",
                _("The new role must begin after the day the present one began."),
                "on",
            )
        ]
    if not membership.is_valid_on(on) or on > today():
        return [
            Problem("group.role_outside", _("The person is not in the group on that day."), "on")
        ]
    return warnings_about_role(membership.group, role, on, but=membership.person)


def problems_with_ending(group: ProducerGroup, on: date) -> list[Problem]:
    """What keeps a group from ending on a day."""
    if group.ended_on:
        return [Problem("group.ended_before", _("This group has already ended."), "on")]
    if on > today():
        return [Problem("group.ends_later", _("The last day must not be in the future."), "on")]
    later = group.memberships.filter(valid_from__gt=on)  # type: ignore[attr-defined]
    if later.exists():
        return [
            Problem(
                "group.joined_after",
                _("Somebody joined after that day; choose a later one."),
                "on",
            )
        ]
    return []


def problems_with_consent(
    person: Person,
    text: ConsentText,
    language: str,
    method: str,
    given_on: date,
    witness: str,
    *,
    has_photo: bool = True,
) -> list[Problem]:
    """Law on Electronic Data Protection No. 25/NA (2017): who consents knows to what words."""
    problems = []
    if given_on > today():
        problems.append(
            Problem("consent.later", _("The date must not be in the future."), "given_on")
        )
    if not text.is_valid_on(given_on):
        problems.append(
            Problem(
                "consent.text_not_valid",
                _("This text was not in use on that day; choose the text of that time."),
                "text",
            )
        )
    if language not in text.texts:
        problems.append(
            Problem("consent.language", _("This text does not exist in that language."), "language")
        )
    if method == ConsentMethod.WITNESSED and not witness.strip():
        problems.append(
            Problem(
                "consent.witness", _("A spoken consent needs the name of its witness."), "witness"
            )
        )
    if method == ConsentMethod.THUMBPRINT and not has_photo:
        problems.append(
            Problem("consent.photo", _("A thumb print needs a photo of the printed form."), "photo")
        )
    if Consent.objects.filter(person=person, text=text, withdrawn_on=None).exists():
        problems.append(
            Problem(
                "consent.given_before", _("This person has already consented to this text."), "text"
            )
        )
    return problems


def problems_with_withdrawal(consent: Consent, on: date) -> list[Problem]:
    """What keeps a consent from being withdrawn on a day."""
    if consent.withdrawn_on:
        return [
            Problem("consent.withdrawn_before", _("This consent has already been withdrawn."), "on")
        ]
    if on < consent.given_on:
        return [
            Problem(
                "consent.withdrawn_early",
                _("The consent was given only later than this day."),
                "on",
            )
        ]
    if on > today():
        return [Problem("consent.withdrawn_later", _("The date must not be in the future."), "on")]
    return []
