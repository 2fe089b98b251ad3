"""In every country a complaint is dismissed with a ground, referred, or merged into an open case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import operations as do
from cases import procedure
from cases.models import Complaint, ComplaintDecision
from cases.states import Act
from cases.walking import people_of, workplace_of
from solar_cms.accounts.models import Role, User
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.law.operations import load_pack
from solar_cms.law.reading import read_file
from tests.packs.conftest import COUNTRIES

pytestmark = pytest.mark.django_db


def one_of(people: dict[str, User], roles: tuple[str, ...]) -> User:
    """Somebody who may take a step: it names roles of the pack, or their kinds."""
    kinds = dict(Role.objects.values_list("key", "kind"))
    return next(user for key, user in people.items() if {key, kinds[key]} & set(roles))


@pytest.mark.parametrize("code", ["laos", *COUNTRIES])
def test_a_complaint_is_dismissed_referred_and_merged(serve, code: str) -> None:
    folder = serve(code)
    load_pack(folder, by=SYSTEM)
    script = read_file(folder / "walk.toml")
    people, place = people_of(script), workplace_of(script)
    opener = next(iter(people.values()))
    day = script["opened"]
    given = {"workplace": place, "kind": script["kind"], "source": script["source"]}
    kept = do.open_case(**given, opened_on=day, by=opener)
    steps = procedure.current().complaint_steps()
    ends = {step.closure for step in steps}
    assert len(steps) == len(ends) == 3
    for step in steps:
        complaint = do.record_complaint(
            district=place.district, workplace=place, received_on=day, channel="in_person",
            facts="x", by=opener,
        )  # fmt: skip
        lists = {field.key: field.choices for field in step.fields}
        said = {key: choices[0].key for key, choices in lists.items()}
        values = {
            "key": step.key, "note": "Told", "on": day + timedelta(days=1),
            "by": one_of(people, step.roles), "kept": kept if step.act == Act.MERGE else None,
        }  # fmt: skip
        if lists:
            with pytest.raises(Refused):
                do.decide_complaint(complaint, said=dict.fromkeys(lists, "invented"), **values)
        do.decide_complaint(complaint, said=said, **values)
    assert not Complaint.objects.waiting().exists()
    assert set(ComplaintDecision.objects.values_list("key", flat=True)) == {s.key for s in steps}
