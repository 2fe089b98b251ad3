"""Trainings long past lose their people, figures lose nothing; closed employers lose the names of people."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.conf import settings
from django.db.models import Count, F
from django.http import QueryDict

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Change
from solar_cms.base.hooks import datasets
from solar_cms.base.models import today
from solar_cms.law.models import Parameter
from solar_cms.law.reading import read_file
from solar_cms.registry.listing import people_filtered
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.models import Employer, Merge, Person, RetentionRun, Workplace
from solar_cms.registry.operations import close_employer, close_workplace
from solar_cms.registry.pack_sections import load_privacy
from solar_cms.registry.retention.running import run_retention
from solar_cms.registry.tests.factories import make_employer, make_person, make_workplace
from trainings.models import Attendance, Score, Trainer
from trainings.operations import appoint_trainer
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db
LONG_AGO, LATELY = date(2010, 5, 4), date(2024, 5, 4)


@pytest.fixture(autouse=True)
def periods():
    path = settings.PACKS_DIR / "laos" / "privacy.toml"
    with act("test.arranged", by=SYSTEM):
        load_privacy(read_file(path), None)
        Parameter.objects.filter(key__startswith="retention.").update(status="confirmed")


def let_go(name: str) -> RetentionRun:
    (run,) = run_retention(dry=False, only=[name], by=SYSTEM)
    return run


def past(people, day: date = LONG_AGO, **fields):
    return make_session(
        people, presence="present", starts_on=day, state="closed", closed_on=day, **fields
    )


def figures_of(name: str) -> dict[str, object]:
    """Every measure of a dataset, whole and by each choice of its dimensions."""
    dataset = datasets[name]
    found: dict[str, object] = {}
    paths = {
        f"by_{key}": F(path) if isinstance(path := one.path(), str) else path
        for key, one in dataset.dimensions.items()
    }
    for size in range(len(paths) + 1):
        for chosen in combinations(sorted(paths), size):
            rows = dataset.queryset().order_by().annotate(**{key: paths[key] for key in chosen})
            for key, measure in dataset.measures.items():
                counted = Count(measure.expression or "pk", distinct=measure.kind == "distinct")
                found[f"{key} {chosen}"] = sorted(
                    str(row)
                    for row in rows.values(*chosen).annotate(n=counted).values_list(*chosen, "n")
                )
    return found


def test_figures_are_the_same_before_and_after():
    woman, man = make_person(birth_year=1990), make_person(sex="M", birth_date=date(1975, 2, 3))
    stays = make_person(birth_year=2000, district="1407")
    past([woman, man, stays])
    past([woman, stays], LONG_AGO + timedelta(days=30))
    past([stays], LATELY)
    before = figures_of("attendances")
    run = let_go("trainings.attendances")
    assert (run.counted, run.done) == (3, 3)
    assert figures_of("attendances") == before
    assert not Attendance.objects.filter(person__in=[woman, man]).exists()
    assert Attendance.objects.filter(person=stays).count() == 3, "one of the sessions is not over"
    assert let_go("trainings.attendances").counted == 0


def test_who_was_there_cannot_be_read_any_more_nor_from_the_history():
    person, other = make_person("ບຸນມີ"), make_person("ບຸນມີ")
    session = past([person])
    past([other], LONG_AGO + timedelta(days=1))
    merge_people(person, other, by=SYSTEM, reason="the village chief knows both")
    rows = list(Attendance.objects.values_list("pk", flat=True))
    with act("test.arranged", by=SYSTEM):
        Score.objects.create(attendance_id=rows[0], phase="pre", points=3, out_of=10)
    let_go("trainings.attendances")
    person.refresh_from_db()
    assert person.given_name, "the person is known still"
    stands_in = Attendance.objects.get(session=session).person
    assert (stands_in.local_name, stands_in.sex, stands_in.birth_year) == ("", "F", 1985)
    assert Score.objects.get().points == 3
    told = Change.objects.filter(table="trainings_attendance", row__in=[str(pk) for pk in rows])
    assert str(person.pk) not in str(list(told.values_list("before", "after")))
    assert str(rows[0]) not in str(Merge.objects.get().steps)
    run = RetentionRun.objects.latest("id")
    assert str(person.pk) not in run.rows


def test_a_merge_is_undone_after_its_trainings_were_cut_loose():
    person, other = make_person(), make_person()
    past([other])
    merge = merge_people(person, other, by=SYSTEM, reason="one person")
    let_go("trainings.attendances")
    undo_merge(merge, by=SYSTEM, reason="two after all")
    assert not Attendance.objects.filter(person__in=[person, other]).exists()


def test_stand_ins_are_not_listed_among_people():
    past([make_person()])
    let_go("trainings.attendances")
    assert Person.objects.count() == 2
    assert people_filtered(make_user("head", ["1604"]), QueryDict())[1].count() == 1


def test_trainers_are_cut_loose_once_all_their_roles_are_over():
    done, still = make_person(), make_person(sex="M")
    for person, last in ((done, LONG_AGO), (still, None)):
        trainer = appoint_trainer(
            person, level="master", topic="osh", district=person.district,
            valid_from=date(2009, 1, 1), by=SYSTEM,
        )  # fmt: skip
        with act("test.arranged", by=SYSTEM):
            Trainer.objects.filter(pk=trainer.pk).update(valid_to=last)
    before = figures_of("trainers")
    assert let_go("trainings.trainers").done == 1
    assert figures_of("trainers") == before
    assert list(
        Trainer.objects.filter(person__erased_on=None).values_list("person", flat=True)
    ) == [still.pk]


def closed_employer(day: date, **fields) -> Employer:
    employer = make_employer("ນາງ ລັບ", phone="+8562055120410", representative="ທ້າວ ລັບ", **fields)
    plot = make_workplace(employer=employer, kind="household", name_local="ສວນ ນາງ ລັບ")
    close_workplace(plot, by=SYSTEM, on=day, reason="sold")
    close_employer(employer, by=SYSTEM, on=day, reason="died")
    return employer


def test_closed_of_late_keep_their_names():
    closed_employer(today())
    make_employer()
    assert let_go("registry.employers").counted == 0
    assert let_go("registry.plots").counted == 0


def test_names_of_people_go_with_employers_closed_long_ago():
    natural = closed_employer(LONG_AGO)
    legal = closed_employer(LONG_AGO, registration_number="01-00234")
    assert let_go("registry.employers").done == 2
    assert let_go("registry.plots").done == 2
    natural.refresh_from_db()
    legal.refresh_from_db()
    assert (natural.name_local, natural.phone, natural.representative) == ("⌫", "", "⌫")
    assert (legal.name_local, legal.representative) == ("ນາງ ລັບ", "⌫")
    assert set(Workplace.objects.values_list("name_local", flat=True)) == {"⌫"}
    rows = [str(natural.pk), *map(str, Workplace.objects.values_list("pk", flat=True))]
    told = Change.objects.filter(row__in=rows)
    assert "ລັບ" not in str(list(told.values_list("before", "after")))
    assert let_go("registry.employers").counted == 0
