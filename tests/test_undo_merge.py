"""Taking two merged records apart: refusals, what stays and is said before, and random histories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.models import Membership
from enrollment.tests.factories import make_membership
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.registry.merging.facts import BY_KEY, names_of
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.merging.plans import plan_of
from solar_cms.registry.merging.relations import relations_to_person
from solar_cms.registry.models import GroupMembership, Household, IdDocument, Merge, Person
from solar_cms.registry.operations import add_document, correct_person, join_group
from solar_cms.registry.tests.factories import make_group, make_member, make_person
from trainings.models import Attendance, Score
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db
WHY = "they are twins"


def merged(keep: Person, other: Person, **choices: str) -> Merge:
    return merge_people(keep, other, by=SYSTEM, reason="one and the same", choices=choices)


def codes(refused: Any) -> list[str]:
    return [problem.code for problem in refused.value.problems]


# --- refusals ---------------------------------------------------------------------------------------


def test_an_undo_needs_a_reason():
    with pytest.raises(Refused) as refused:
        undo_merge(merged(make_person(), make_person()), by=SYSTEM, reason="")
    assert codes(refused) == ["merge.undo_reason"]


def test_a_merge_is_undone_once():
    merge = merged(make_person(), make_person())
    undo_merge(merge, by=SYSTEM, reason=WHY)
    with pytest.raises(Refused) as refused:
        undo_merge(merge, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["merge.undone_before"]


def test_the_later_merge_of_the_record_kept_is_undone_first():
    first, second, third = (make_person() for _n in range(3))
    merge = merged(second, first)
    later = merged(third, second)
    with pytest.raises(Refused) as refused:
        undo_merge(merge, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["merge.kept_merged_since"]
    undo_merge(later, by=SYSTEM, reason=WHY)
    undo_merge(merge, by=SYSTEM, reason=WHY)
    assert Person.objects.count() == 3


def test_a_later_merge_that_changed_the_same_fact_is_undone_first():
    keep = make_person(phone="+8562055120410")
    merge = merged(keep, make_person(phone="+8562055120411"), phone="other")
    merged(keep, make_person(phone="+8562055120412"), phone="other")
    with pytest.raises(Refused) as refused:
        undo_merge(merge, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["merge.built_upon"]


# --- what goes back, what stays -----------------------------------------------------------------------


def test_all_goes_back_even_when_both_have_moved_on():
    keep, other = make_person("ກ", phone=""), make_person("ຂ", phone="+8562055120411", card="7")
    group, session = make_group(members=[other]), make_session([other])
    merge = merged(keep, other)
    keep.refresh_from_db()
    assert keep.phone == "+8562055120411"
    moved = GroupMembership.objects.get(group=group)
    with act("test.changed", by=SYSTEM):
        GroupMembership.objects.filter(pk=moved.pk).update(valid_to=date(2025, 1, 1))
    later = make_member(make_group(), keep)
    correct_person(keep, by=SYSTEM, given_name="ຄ")

    plan = plan_of(merge)
    assert plan.stays == []
    assert plan.made_since == {str(GroupMembership._meta.verbose_name_plural): 1}
    undo_merge(merge, by=SYSTEM, reason=WHY)

    keep.refresh_from_db()
    other.refresh_from_db()
    assert (keep.given_name, keep.phone, keep.aliases) == ("ຄ", "", [])
    assert (other.merged_into_id, other.phone) == (None, "+8562055120411")
    moved.refresh_from_db()
    later.refresh_from_db()
    assert (moved.person, moved.valid_to, later.person) == (other, date(2025, 1, 1), keep)
    assert Attendance.objects.get(session=session).person == other
    assert IdDocument.objects.get().person == other


def test_what_was_changed_or_deleted_since_stays_and_is_said_before():
    keep, other = make_person(phone=""), make_person(phone="+8562055120411", card="7")
    make_group(members=[other])
    merge = merged(keep, other)
    keep.refresh_from_db()
    correct_person(keep, by=SYSTEM, phone="+8562055120499")
    with act("test.deleted", by=SYSTEM):
        IdDocument.objects.all().delete()
    plan = plan_of(merge)
    assert [one["what"] for one in plan.stays] == [str(IdDocument._meta.verbose_name_plural)]
    assert [label for label, _now in plan.facts_stay] == [str(BY_KEY["phone"].label)]
    merge = undo_merge(merge, by=SYSTEM, reason=WHY)
    keep.refresh_from_db()
    assert keep.phone == "+8562055120499"
    assert len(merge.stayed) == 1
    assert GroupMembership.objects.get().person == other


def test_a_number_used_again_since_keeps_its_membership_with_the_record_kept():
    keep, other = make_person(), make_person()
    make_membership(other, member_number="N1", valid_to=date(2026, 2, 1))
    merge = merged(keep, other)
    make_membership(keep, member_number="N1", valid_from=date(2026, 3, 1))
    assert len(plan_of(merge).stays) == 1
    undo_merge(merge, by=SYSTEM, reason=WHY)
    assert set(Membership.objects.values_list("person", flat=True)) == {keep.pk}


def test_rows_made_one_are_two_again_with_what_pointed_at_them():
    keep, other = make_person(), make_person()
    session = make_session([keep, other])
    group = make_group()
    make_member(group, keep, since=date(2024, 1, 1))
    make_member(group, other, since=date(2023, 1, 1), until=date(2024, 6, 1), role="leader")
    with act("test.arranged", by=SYSTEM):
        for row in Attendance.objects.all():
            Score.objects.create(attendance=row, phase="pre", points=len(str(row)) % 9, out_of=10)
    before = everything()
    undo_merge(merged(keep, other), by=SYSTEM, reason=WHY)
    assert everything() == before
    assert Attendance.objects.filter(session=session).count() == 2


# --- random histories ---------------------------------------------------------------------------------

TABLES = (Person, GroupMembership, IdDocument, Attendance, Score, Membership, Household)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of people and of what points at them, but for the versions."""
    return {
        model._meta.label: [
            {key: value for key, value in row.items() if key != "version"}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in TABLES
    }


PEOPLE = st.integers(0, 3)
DAYS = st.integers(0, 700)
STEPS = st.one_of(
    st.tuples(st.just("merge"), PEOPLE, PEOPLE, st.sampled_from(["keep", "other"])),
    st.tuples(st.just("merge"), PEOPLE, PEOPLE, st.sampled_from(["keep", "other"])),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("join"), PEOPLE, st.integers(0, 1), DAYS, st.integers(0, 300)),
    st.tuples(st.just("attend"), PEOPLE, st.integers(0, 1), st.sampled_from(["present", "absent"])),
    st.tuples(st.just("phone"), PEOPLE, st.integers(0, 9)),
    st.tuples(st.just("document"), PEOPLE),
    st.tuples(st.just("insure"), PEOPLE, DAYS, st.integers(0, 100)),
)


class World:
    """Four records, and all that was ever said of each: (record, fact)."""

    def __init__(self) -> None:
        self.people = [make_person(f"ຄົນ{n}", f"ທີ{n}", birth_year=None) for n in range(4)]
        self.groups = [make_group(), make_group()]
        self.sessions = [make_session(), make_session()]
        self.facts: list[tuple[str, Any, Any, Any]] = []
        self.merges: list[Merge] = []

    def root(self, pk: Any) -> Person:
        person = Person.everyone.get(pk=pk)
        return self.root(person.merged_into_id) if person.merged_into_id else person

    def do(self, name: str, *given: Any) -> None:
        with suppress(Refused):
            getattr(self, name)(*given)

    def merge(self, keep: int, other: int, whose: str) -> None:
        records = (self.root(self.people[n].pk) for n in (keep, other))
        self.merges.append(merged(*records, phone=whose, name=whose))

    def undo(self, number: int) -> None:
        if self.merges:
            undo_merge(self.merges[number % len(self.merges)], by=SYSTEM, reason=WHY)

    def join(self, person: int, group: int, day: int, length: int) -> None:
        who, since = self.root(self.people[person].pk), date(2023, 1, 1) + timedelta(day)
        row = join_group(self.groups[group], who, by=SYSTEM, since=since)
        until = since + timedelta(length)
        with act("test.changed", by=SYSTEM):
            GroupMembership.objects.filter(pk=row.pk).update(valid_to=until)
        for at in (since, until):
            self.facts.append(("in", who.pk, self.groups[group].pk, at))

    def attend(self, person: int, session: int, presence: str) -> None:
        who = self.root(self.people[person].pk)
        with act("test.changed", by=SYSTEM):
            row = Attendance.objects.create(
                person=who, session=self.sessions[session], presence=presence, district_id="1604"
            )
            Score.objects.create(attendance=row, phase="pre", points=3, out_of=10)
        self.facts.append(("at", who.pk, self.sessions[session].pk, presence))

    def phone(self, person: int, digit: int) -> None:
        correct_person(self.root(self.people[person].pk), by=SYSTEM, phone=f"+856205512041{digit}")

    def document(self, person: int) -> None:
        who = self.root(self.people[person].pk)
        number = f"D{len(self.facts)}"
        add_document(who, by=SYSTEM, kind="card", number=number)
        self.facts.append(("document", who.pk, number, None))

    def insure(self, person: int, day: int, length: int) -> None:
        who, since = self.root(self.people[person].pk), date(2023, 1, 1) + timedelta(day)
        number = f"N{person}"
        with suppress(Refused):
            make_membership(
                who, member_number=number, valid_from=since, valid_to=since + timedelta(length)
            )
            self.facts.append(("insured", who.pk, number, since))

    def check(self) -> None:
        """No pointer left behind, no fact lost, everybody counted once."""
        merged_rows = Person.everyone.filter(merged_into__isnull=False)
        for relation in relations_to_person():
            for pk in merged_rows.values_list("pk", flat=True):
                assert not relation.rows(pk).exists(), relation.key
        roots = {self.root(person.pk).pk for person in self.people}
        assert set(Person.objects.values_list("pk", flat=True)) == roots
        for person in self.people:
            assert names_of(person)[0] in names_of(self.root(person.pk)) or person.pk in roots
        for fact in self.facts:
            assert self.holds(*fact), fact

    def holds(self, kind: str, record: Any, what: Any, more: Any) -> bool:
        who = self.root(record)
        if kind == "in":
            rows = GroupMembership.objects.filter(person=who, group=what)
            return rows.on(more).exists()
        if kind == "at":
            row = Attendance.objects.get(person=who, session=what)
            return row.presence == "present" or more != "present"
        if kind == "document":
            return IdDocument.objects.filter(person=who, number=what).exists()
        # A number that was used again stays where it is used, and the merge says so.
        rows = Membership.objects.filter(member_number=what, valid_from=more)
        return rows.filter(person=who).exists() or any(
            one["which"] == what for merge in Merge.objects.all() for one in merge.stayed
        )


@contextmanager
def forgotten() -> Iterator[None]:
    """What an example writes is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(steps: list[tuple[Any, ...]]) -> None:
    with forgotten():
        world = World()
        for name, *given_ in steps:
            world.do(name, *given_)
            world.check()


def there_and_back(steps: list[tuple[Any, ...]], order: list[int]) -> None:
    """Merges one after another, all undone in some order: everything is as it was."""
    with forgotten():
        world = World()
        for name, *given_ in steps:
            if name not in ("merge", "undo"):
                world.do(name, *given_)
        before = everything()
        for name, *given_ in steps:
            if name == "merge":
                world.do(name, *given_)
        for number in [*order, *reversed(range(len(world.merges)))]:
            world.do("undo", number)
        assert everything() == before
        assert not Merge.objects.standing().exists()


QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@settings(max_examples=12, **QUICK)
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_no_fact_is_lost_and_no_pointer_left_behind(steps):
    walk(steps)


@settings(max_examples=12, **QUICK)
@given(st.lists(STEPS, min_size=4, max_size=14), st.lists(st.integers(0, 3), max_size=4))
def test_merges_undone_in_any_order_leave_everything_as_it_was(steps, order):
    there_and_back(steps, order)


@pytest.mark.long
@settings(max_examples=100, **QUICK)
@given(st.lists(STEPS, min_size=6, max_size=30), st.lists(st.integers(0, 5), max_size=6))
def test_long_histories_of_merges_and_undos(steps, order):
    walk(steps)
    there_and_back(steps, order)
