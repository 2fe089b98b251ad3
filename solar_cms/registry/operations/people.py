"""Registering and correcting people and households; documents and consents."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.base.romanising import with_lao_letters
from solar_cms.documents.operations import add_file
from solar_cms.places.models import Village
from solar_cms.registry import rules
from solar_cms.registry.forgetting import forget_facts
from solar_cms.registry.lookalikes import facts_of, lookalikes, problem_of
from solar_cms.registry.models import (
    Consent,
    ConsentText,
    Household,
    HouseholdMember,
    IdDocument,
    Person,
    PersonSound,
    SensitiveFact,
)
from solar_cms.registry.states import IdKind, ThaiLetters
from solar_cms.registry.terms import problems_with_codes

CORRECTABLE = frozenset(
    {
        "given_name", "family_name", "given_name_latin", "family_name_latin", "aliases", "sex",
        "birth_date", "birth_year", "phone", "literacy", "languages", "district", "village", "died_on",
    }
)  # fmt: skip


def nfc(text: str) -> str:
    """Names are stored composed and without outer or double spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def create_person(
    *,
    by: HasActor,
    sex: str,
    district: str,
    given_name: str = "",
    family_name: str = "",
    given_name_latin: str = "",
    family_name_latin: str = "",
    aliases: Sequence[str] = (),
    birth_date: date | None = None,
    birth_year: int | None = None,
    phone: str = "",
    literacy: str = "",
    languages: Sequence[str] = (),
    village: Village | None = None,
    household: Household | None = None,
    card: str = "",
    card_pending: bool = False,
    another_person: bool = False,
    letters: str = "",
) -> Person:
    """Register a person living in a district (its code).

    phone: E.164. card: number of the identity card; card_pending: applied for, no number yet.
    Refused with person.maybe_known when somebody alike is registered, unless `another_person`
    says that this was looked at; never two people with one document. Thai letters in a name are
    refused until `letters` says what becomes of them (states.ThaiLetters).
    """
    names: dict[str, Any] = {
        "given_name": given_name, "family_name": family_name, "given_name_latin": given_name_latin,
        "family_name_latin": family_name_latin, "aliases": aliases,
    }  # fmt: skip
    names = {field: _as_named(field, name, letters) for field, name in names.items()}
    year = birth_date.year if birth_date else birth_year
    person = Person(
        **names, sex=sex, birth_date=birth_date, birth_year=year, phone=phone, district_id=district,
        village=village, household=household, literacy=literacy, languages=list(languages),
    )  # fmt: skip
    problems = rules.problems_with_person(
        given_name=person.given_name, given_name_latin=person.given_name_latin,
        birth_date=birth_date, birth_year=birth_year, district=district, village=village,
    ) + problems_with_codes("languages", languages, "languages")  # fmt: skip
    problems += _letters_left(names, letters)
    if not problems and not another_person:
        problems += problem_of(lookalikes(by=by, card=card, **facts_of(person)))
    refuse_if(problems)
    with act("person.registered", by=by) as a:
        person.save_new()
        if household:
            HouseholdMember(household=household, person=person, valid_from=today()).save_new()
        if card or card_pending:
            number = nfc(card)
            IdDocument(
                person=person, kind=IdKind.CARD, number=number, is_pending=not card
            ).save_new()
        a.on(person)
        if another_person:
            a.note(another_person=True)
    return person


def correct_person(person: Person, *, by: HasActor, letters: str = "", **changes: Any) -> Person:
    """Change facts of a person (field names of the model; district and village as records).

    letters: as in create_person, for the names that change."""
    if unknown := changes.keys() - CORRECTABLE:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    with act("person.corrected", by=by, on=person):
        person = Person.objects.select_for_update().get(pk=person.pk)
        for name, value in changes.items():
            setattr(person, name, _as_named(name, value, letters))
        if person.birth_date and "birth_date" in changes:
            person.birth_year = person.birth_date.year
        refuse_if(
            rules.problems_with_person(
                given_name=person.given_name,
                given_name_latin=person.given_name_latin,
                birth_date=person.birth_date,
                birth_year=person.birth_year,
                district=person.district_id,
                village=person.village,
            )
            + rules.problems_with_death(person)
            + problems_with_codes("languages", changes.get("languages", ()), "languages")
            + _letters_left({name: getattr(person, name) for name in changes}, letters)
        )
        person.save()
        if "aliases" in changes:
            PersonSound.objects.filter(pk=person.pk).update(is_compared=False)
    return person


def _as_named(name: str, value: Any, letters: str) -> Any:
    """A fact as it is stored: names composed, with Lao letters where that was chosen."""
    mend = with_lao_letters if letters == ThaiLetters.MEND else str
    if name == "aliases":
        return [mend(nfc(one)) for one in value]
    return mend(nfc(value)) if name.endswith(("_name", "_latin")) else value


def _letters_left(facts: dict[str, Any], letters: str) -> list[Problem]:
    """Thai letters in the names among the facts, unless it was said that they stay."""
    if letters == ThaiLetters.KEEP:
        return []
    names = {n: facts[n] for n in ("given_name", "family_name") if n in facts}
    if "aliases" in facts:
        names["aliases"] = ", ".join(facts["aliases"])
    return rules.problems_with_letters(names)


def add_document(
    person: Person, *, by: HasActor, kind: str, number: str = "", is_pending: bool = False
) -> IdDocument:
    """Record an identity document. A number for a pending document of the kind takes its place."""
    with act("person.document_recorded", by=by, on=person):
        pending = IdDocument.objects.filter(person=person, kind=kind, is_pending=True).first()
        document = pending or IdDocument(person=person, kind=kind)
        document.number, document.is_pending = nfc(number), is_pending
        document.full_clean(validate_unique=False, validate_constraints=False)
        document.save()
    return document


def record_consent(
    person: Person,
    *,
    by: HasActor,
    text: ConsentText,
    language: str,
    method: str,
    given_on: date | None = None,
    witness: str = "",
    photo: Any = None,
) -> Consent:
    """Keep that a person agreed to a text: in which language it was read and how they agreed.

    photo: an upload (with .name) of the signed form or the thumb print; a thumb print needs it.
    """
    given_on = given_on or today()
    with act("consent.recorded", by=by, on=person, purpose=text.purpose):
        refuse_if(
            rules.problems_with_consent(
                person, text, language, method, given_on, witness, has_photo=photo is not None
            )
        )
        consent = Consent(
            person=person, text=text, language=language, method=method,
            given_on=given_on, witness=nfc(witness),
        )  # fmt: skip
        if photo is not None:
            consent.photo = add_file(
                photo, name=photo.name, by=by, owner_kind="registry.person", owner_id=person.pk,
                district_id=person.district_id, caption=str(text),
            )  # fmt: skip
        return consent.save_new()  # type: ignore[no-any-return]


def withdraw_consent(consent: Consent, *, by: HasActor, on: date | None = None) -> Consent:
    """The person takes their consent back; what was done before stays lawful."""
    day = on or today()
    with act("consent.withdrawn", by=by, on=consent.person, purpose=consent.text.purpose):
        consent = Consent.objects.select_for_update().get(pk=consent.pk)
        refuse_if(rules.problems_with_withdrawal(consent, day))
        consent.withdrawn_on = day
        consent.save()
        # What was kept only because of it goes with it.
        forget_facts(SensitiveFact.objects.filter(consent=consent))
    return consent
