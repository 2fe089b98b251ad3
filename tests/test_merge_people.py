"""Two records of one person become one, across all apps; refusals first."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models

from enrollment.models import Application, Membership, Promoter
from enrollment.tests.factories import make_application, make_membership, make_promoter
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.hooks import merge_rules
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.registry.finding import people_found
from solar_cms.registry.merging import moving
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.merging.relations import (
    STAYING,
    may_clash,
    relation_of,
    relations_to,
    relations_to_person,
)
from solar_cms.registry.models import (
    Consent,
    GroupMembership,
    Household,
    HouseholdMember,
    IdDocument,
    Merge,
    Person,
    SensitiveFact,
)
from solar_cms.registry.operations import join_group
from solar_cms.registry.tests.factories import (
    make_consent,
    make_group,
    make_household,
    make_member,
    make_person,
    make_village,
)
from trainings.models import Attendance, Score, Trainer
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db
WHY = "the village chief knows both"


def codes(refused) -> list[str]:
    return [problem.code for problem in refused.value.problems]


# --- nothing that points at a person is forgotten ---------------------------------------------------


def test_every_relation_to_a_person_moves_by_itself_or_by_a_rule():
    undeclared = [
        relation.key
        for relation in relations_to_person()
        if may_clash(relation) and relation.key not in merge_rules
    ]
    assert undeclared == [], "register a MergeRule, or say in STAYING why it stays"


def test_what_points_at_rows_that_may_be_joined_is_declared_too():
    undeclared = []
    for key, rule in merge_rules.items():
        if rule.join is None:
            continue
        children = relations_to(relation_of(key).model)
        undeclared += [
            child.key for child in children if may_clash(child) and child.key not in merge_rules
        ]
    assert undeclared == []


def test_rules_and_exceptions_name_relations_that_there_are():
    for key in [*STAYING, *(key for key, _rule in merge_rules.items())]:
        relation_of(key)


def test_a_constraint_over_the_person_is_seen():
    keys = {relation.key: may_clash(relation) for relation in relations_to(Person)}
    assert keys["trainings.Attendance.person"]
    assert keys["registry.GroupMembership.person"]
    assert not keys["registry.Person.merged_into"]
    assert any(isinstance(c, ExclusionConstraint) for c in GroupMembership._meta.constraints)
    assert any(isinstance(c, models.UniqueConstraint) for c in Attendance._meta.constraints)


# --- refusals ---------------------------------------------------------------------------------------


def test_a_record_is_not_merged_with_itself():
    person = make_person()
    with pytest.raises(Refused) as refused:
        merge_people(person, person, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["merge.same"]


def test_without_a_reason_nothing_is_merged():
    with pytest.raises(Refused) as refused:
        merge_people(make_person(), make_person(), by=SYSTEM, reason=" ")
    assert codes(refused) == ["merge.reason_missing"]


def test_a_merged_record_is_not_merged_again():
    keep, other = make_person(), make_person()
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    for pair in ((make_person(), other), (other, make_person())):
        with pytest.raises(Refused) as refused:
            merge_people(*pair, by=SYSTEM, reason=WHY)
        assert codes(refused) == ["merge.merged_before"]


def test_both_records_must_be_within_reach():
    officer = make_user("enrolment_officer", ["1604"])
    here, there = make_person(), make_person(district="1407")
    for pair in ((here, there), (there, here)):
        with pytest.raises(Refused) as refused:
            merge_people(*pair, by=officer, reason=WHY)
        assert codes(refused) == ["merge.out_of_reach"]


def test_two_members_of_one_scheme_at_a_time_are_not_merged():
    keep, other = make_membership().person, make_membership().person
    with pytest.raises(Refused) as refused:
        merge_people(keep, other, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["merge.two_memberships"]
    assert Membership.objects.filter(person=other).exists()


def test_the_database_refuses_a_row_that_points_at_a_merged_record():
    keep, other = make_person(), make_person()
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    member = make_member(make_group(), keep)
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        GroupMembership.objects.create(
            group=make_group(), person=other, valid_from=date(2024, 1, 1)
        )
    assert codes(refused) == ["points_at_merged_person"]
    with pytest.raises(Refused), act("test.tried", by=SYSTEM):
        GroupMembership.objects.filter(pk=member.pk).update(person=other)
    assert GroupMembership.objects.get().person == keep


# --- what becomes of the facts ----------------------------------------------------------------------


def test_chosen_facts_are_taken_and_the_others_are_kept_with_the_merge():
    village = make_village()
    keep = make_person("ບຸນມີ", "ສີສຸກ", birth_year=1980, phone="+8562055120418")
    other = make_person(
        "ບຸນມີ", "ສີສຸກ", birth_date=date(1981, 5, 3), village=village, phone="+8562055120419"
    )
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY, choices={"birth": "other"})
    keep.refresh_from_db()
    assert (keep.birth_date, keep.birth_year) == (date(1981, 5, 3), 1981)
    assert keep.village_id == village.pk, "what only one record says is taken from it"
    assert keep.phone == "+8562055120418"
    assert merge.facts["birth"]["left"] == {"birth_date": None, "birth_year": 1980}
    assert merge.facts["phone"]["left"] == {"phone": "+8562055120419"}
    assert "sex" not in merge.facts
    left = Person.everyone.get(pk=other.pk)
    assert (left.merged_into_id, left.phone) == (keep.pk, "+8562055120419")


def test_the_merged_record_is_found_no_more_but_its_names_numbers_and_phone_lead_to_the_other(
    client,
):
    keep = make_person("ສົມພອນ", "ວົງສາ")
    other = make_person("ນ້ອຍ", "ແກ້ວມະນີ", card="12-3", phone="+8562055120419")
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    officer = make_user("enrolment_officer", ["1604"])
    visible = Person.objects.visible_to(officer)
    assert list(visible) == [keep]
    for words in ("ນ້ອຍ ແກ້ວມະນີ", "12-3", "020 55 120 419"):
        assert list(people_found(visible, words)[0]) == [keep]
    client.force_login(officer)
    answer = client.get(f"/registry/people/{other.pk}/")
    assert answer.status_code == 302
    assert answer.url == f"/registry/people/{keep.pk}/"
    assert client.get(f"/registry/people/{other.pk}/edit/").status_code == 404
    client.force_login(make_user("enrolment_officer", ["1407"], username="elsewhere"))
    assert client.get(f"/registry/people/{other.pk}/").status_code == 404


def test_a_chain_of_merges_ends_at_the_last_record():
    first, second, third = (make_person() for _n in range(3))
    merge_people(second, first, by=SYSTEM, reason=WHY)
    merge_people(third, second, by=SYSTEM, reason=WHY)
    assert set(Person.everyone.filter(merged_into=third)) == {first, second}


# --- what points at the person ------------------------------------------------------------------------


def test_everything_that_points_at_the_other_record_moves():
    keep, other = make_person(), make_person(card="77-1")
    group, session = make_group(members=[other]), make_session([other])
    make_membership(other, member_number="T1")
    make_promoter(other)
    make_consent(other)
    add_file(
        b"%PDF-1.4\n%%EOF", name="a.pdf", by=SYSTEM, owner_kind="registry.person",
        owner_id=other.pk, district_id="1604",
    )  # fmt: skip
    counted = {one.label: one.rows for one in moving.to_move(other.pk, keep.pk)}
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY)
    assert sum(counted.values()) == sum(len(step["rows"]) for step in merge.steps)
    for relation in relations_to_person():
        assert not relation.rows(other.pk).exclude(pk=other.pk).exists(), relation.key
    assert Membership.objects.get().person == keep
    assert Promoter.objects.get().person == keep
    assert GroupMembership.objects.get(group=group).person == keep
    assert Attendance.objects.get(session=session).person == keep
    assert Consent.objects.get().person == keep
    assert IdDocument.objects.get().person == keep
    assert Attachment.objects.get(owner_kind="registry.person").owner_id == str(keep.pk)


def test_memberships_of_one_group_that_overlap_become_one():
    keep, other = make_person(), make_person()
    group = make_group()
    make_member(group, keep, since=date(2023, 6, 1), until=date(2023, 12, 31))
    make_member(group, keep, since=date(2024, 3, 1), until=date(2024, 6, 30), role="leader")
    make_member(group, other, since=date(2023, 1, 1))
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    rows = GroupMembership.objects.filter(group=group).order_by("valid_from")
    assert list(rows.values_list("person", "valid_from", "valid_to", "role")) == [
        (keep.pk, date(2023, 1, 1), date(2024, 2, 29), "member"),
        (keep.pk, date(2024, 3, 1), None, "leader"),
    ]


def test_attendance_of_both_at_one_session_becomes_one_and_presence_counts():
    keep, other = make_person(), make_person()
    session = make_session([keep, other])
    with act("test.arranged", by=SYSTEM):
        there = Attendance.objects.get(person=other)
        Attendance.objects.filter(pk=there.pk).update(presence="present")
        mine = Attendance.objects.get(person=keep)
        Score.objects.create(attendance=there, phase="pre", points=4, out_of=10)
        Score.objects.create(attendance=there, phase="post", points=9, out_of=10)
        Score.objects.create(attendance=mine, phase="pre", points=5, out_of=10)
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    (row,) = Attendance.objects.filter(session=session)
    assert (row.person_id, row.presence) == (keep.pk, "present")
    assert sorted(Score.objects.values_list("phase", "points")) == [("post", 9), ("pre", 5)]


def test_trainers_roles_consents_and_applications_that_overlap_become_one():
    keep, other = make_person(), make_person()
    session = make_session()
    for person, since in ((keep, date(2024, 1, 1)), (other, date(2023, 1, 1))):
        make_consent(person)
        make_application(person)
        make_promoter(person)
        with act("test.arranged", by=SYSTEM):
            trainer = Trainer.objects.create(
                person=person, level="core", topic="osh", district_id="1604", valid_from=since
            )
            session.trainers.add(trainer)
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    assert Consent.objects.get().person == keep
    assert Application.objects.get().person == keep
    assert Promoter.objects.get().person == keep
    trainer = Trainer.objects.get()
    assert (trainer.person_id, trainer.valid_from) == (keep.pk, date(2023, 1, 1))
    assert list(session.trainers.all()) == [trainer]


def test_the_act_says_how_much_moved_and_both_histories_show_it():
    keep, other = make_person(), make_person()
    make_group(members=[other])
    household = make_household()
    with act("test.arranged", by=SYSTEM):
        Person.objects.filter(pk=other.pk).update(household=household)
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY)
    told = Act.objects.get(name="person.merged")
    assert (told.subject_id, told.data["moved"]) == (str(keep.pk), 1)
    assert Merge.objects.get().pk == merge.pk
    assert told.changes.filter(row=str(other.pk)).exists()
    keep.refresh_from_db()
    assert keep.household == household


def test_a_member_joins_a_group_under_the_record_that_was_kept():
    keep, other = make_person(), make_person()
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    group = make_group()
    assert join_group(group, keep, by=SYSTEM, since=date(2024, 1, 1)).person == keep


# --- households and sensitive facts -----------------------------------------------------------------


def lives(person: Person, household: Household, since: date, until: date | None = None) -> None:
    with act("test.arranged", by=SYSTEM):
        HouseholdMember.objects.create(
            household=household, person=person, valid_from=since, valid_to=until
        )
        Person.objects.filter(pk=person.pk).update(household=household)


def test_the_household_of_the_record_kept_holds_and_an_earlier_one_of_the_other_comes_along():
    keep, other = make_person(), make_person()
    now, elsewhere, before = make_household(), make_household(), make_household()
    lives(other, before, date(2020, 1, 1), date(2020, 12, 31))
    lives(other, elsewhere, date(2022, 1, 1))
    lives(keep, now, date(2023, 1, 1))
    before_all = list(HouseholdMember.objects.order_by("pk").values())
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY, choices={"household": "other"})
    keep.refresh_from_db()
    assert keep.household == now
    rows = HouseholdMember.objects.filter(person=keep).order_by("valid_from")
    assert [row.household for row in rows] == [before, now]
    undo_merge(merge, by=SYSTEM, reason="two")
    after = list(HouseholdMember.objects.order_by("pk").values())
    assert [{**row, "version": 0} for row in after] == [{**row, "version": 0} for row in before_all]


def test_the_household_follows_where_the_record_kept_has_none():
    keep, other = make_person(), make_person()
    lives(other, make_household(), date(2022, 1, 1))
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY, choices={"household": "keep"})
    keep.refresh_from_db()
    assert keep.household == HouseholdMember.objects.get(person=keep).household
    undo_merge(merge, by=SYSTEM, reason="two")
    keep.refresh_from_db()
    assert keep.household is None


def test_two_sensitive_facts_of_a_kind_stand_in_the_way_and_one_moves_with_its_consent():
    keep, other = make_person(), make_person()
    consents = [make_consent(keep), make_consent(other)]
    with act("test.arranged", by=SYSTEM):
        facts = [
            SensitiveFact.objects.create(person=c.person, kind="health", codes=["x"], consent=c)
            for c in consents
        ]
    with pytest.raises(Refused) as refused:
        merge_people(keep, other, by=SYSTEM, reason=WHY)
    assert codes(refused) == ["merge.sensitive_twice"]
    with act("test.arranged", by=SYSTEM):
        facts[0].delete()
    merge = merge_people(keep, other, by=SYSTEM, reason=WHY)
    fact = SensitiveFact.objects.get()
    assert (fact.person, fact.consent) == (keep, consents[0])
    undo_merge(merge, by=SYSTEM, reason="two")
    fact.refresh_from_db()
    assert (fact.person, fact.consent) == (other, consents[1])
