"""Enrolment of the demo: members since 2022, their contributions, remittances, promoters.

Shaped after the published results (806 registered and 34 promoters among 12,612 farmers), scaled.
Money comes with the coffee: from October to February nearly every month is paid, and what was left
open before is paid in November and December. Outreach happens outside the harvest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from enrollment.models import (
    Application,
    Channel,
    InsuredEarnings,
    Membership,
    Promoter,
    Remittance,
    Scheme,
)
from enrollment.operations.contributing import basis_for
from enrollment.rules.terms import TermBook, add_months, digest_of, first_of_month
from enrollment.states import ApplicationState, Key, PromoterRole
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.registry.models import GroupMembership

PUBLISHED_PEOPLE, REGISTERED, PROMOTERS = 12_612, 806, 34
# What a member pays for on average; a scale run names a number of contributions instead.
MONTHS_PAID = 24
BATCH = 1_000
PER_STATEMENT = 250  # members whose contributions one statement makes
HARVEST = (10, 11, 12, 1, 2)
EARNINGS = [(1_200_000, 70), (1_500_000, 12), (1_600_000, 8), (2_000_000, 6), (2_500_000, 4)]
CHANNELS = [
    ("group_leader", 30), ("promoter", 25), ("mobile_service", 20), ("office", 12),
    ("district_labour_office", 8), ("worker_centre", 5),
]  # fmt: skip
OFFICERS = {"1604": "enrol", "1407": "enrol.laongam", "1504": "enrol.thateng"}


def seed(world: DemoWorld) -> None:
    scheme = Scheme.objects.filter(takes_applications=True).order_by("key").first()
    if scheme is None:
        raise LookupError("no schemes: load the country pack first")
    share = _share(world)
    periods = _basis_periods(scheme, world)
    for place, district in enumerate(world.store["districts"]):
        people: Sequence[UUID] = world.store["people"][district]
        promoters = _promoters(world, district, people, place)
        joined = round(len(people) * share)
        waiting = max(2, joined // 20)
        chosen = world.random.sample(range(len(people)), min(len(people), joined + waiting))
        _remittances(world, scheme, district)
        serial = 0
        for start in range(0, min(joined, len(chosen)), BATCH):
            batch = [people[i] for i in chosen[start : min(start + BATCH, joined)]]
            with act("demo.seeded", by=SYSTEM):
                members = _members(world, scheme, district, batch, promoters, serial)
                _contributions(world, scheme, district, members, periods)
            serial += len(batch)
        _open_applications(world, scheme, district, [people[i] for i in chosen[joined:]], serial)
        with act("demo.seeded", by=SYSTEM):
            Remittance.objects.filter(
                district=district, is_demo=True, contributions__isnull=True
            ).delete()


def _share(world: DemoWorld) -> float:
    """The share of people who are members: the published one, or what so many contributions need."""
    wanted = world.store.get("contributions")
    if wanted:
        return min(1.0, wanted / MONTHS_PAID / world.people)
    return REGISTERED / PUBLISHED_PEOPLE


def _promoters(
    world: DemoWorld, district: str, people: Sequence[UUID], place: int
) -> list[Promoter]:
    """Promoters in the proportion of the published 34, at least one in each district."""
    districts = len(world.store["districts"])
    wanted = max(districts, round(PROMOTERS * world.people / PUBLISHED_PEOPLE))
    here = wanted // districts + (place < wanted % districts)
    found = []
    for i in world.random.sample(range(len(people)), min(len(people), here)):
        began = _day_outside_harvest(world, date(2022, 3, 1), date(2024, 6, 30))
        ends = world.random.random() < 0.1
        found.append(
            Promoter(
                person_id=people[i],
                role=world.random.choice([PromoterRole.VILLAGE_CHIEF, PromoterRole.GROUP_LEADER]),
                district_id=district,
                valid_from=began,
                valid_to=began + timedelta(days=world.random.randint(300, 500)) if ends else None,
            )
        )
    with act("demo.seeded", by=SYSTEM):
        return Promoter.objects.bulk_create(found)


def _day_outside_harvest(world: DemoWorld, first: date, last: date) -> date:
    """A day outreach can reach a village; now and then a day of the harvest all the same."""
    while True:
        day = first + timedelta(days=world.random.randrange(max(1, (last - first).days)))
        if day.month not in HARVEST or world.random.random() < 0.15:
            return day


def _groups_of(people: Sequence[UUID]) -> dict[UUID, UUID]:
    inside = GroupMembership.objects.filter(person__in=people, valid_to__isnull=True)
    return dict(inside.order_by("id").values_list("person_id", "group_id"))


def _weighted(world: DemoWorld, choices: Sequence[tuple[Any, int]]) -> Any:
    values, weights = zip(*choices, strict=True)
    return world.random.choices(values, weights)[0]


def _application(world: DemoWorld, scheme: Scheme, district: str, **fields: Any) -> Application:
    return Application(
        scheme=scheme,
        district_id=district,
        officer=world.store["users"].get(OFFICERS.get(district, "")),
        earnings=_weighted(world, EARNINGS),
        **fields,
    )


def _members(
    world: DemoWorld,
    scheme: Scheme,
    district: str,
    people: Sequence[UUID],
    promoters: Sequence[Promoter],
    serial: int,
) -> list[Membership]:
    """Accepted applications with their memberships and insured earnings, in bulk."""
    groups, channels = _groups_of(people), {c.key: c for c in Channel.objects.all()}
    applications, members = [], []
    for place, person_id in enumerate(people, serial + 1):
        accepted = _day_outside_harvest(world, world.start + timedelta(days=20), world.today)
        channel = _weighted(world, CHANNELS)
        promoter = world.random.choice(promoters) if channel == "promoter" and promoters else None
        common = {
            "person_id": person_id, "group_id": groups.get(person_id),
            "channel": channels[channel], "promoter": promoter,
        }  # fmt: skip
        received = accepted - timedelta(days=world.random.randint(3, 20))
        application = _application(
            world, scheme, district,
            number=f"AP-{district}-{received.year}-D{place:05d}",
            received_on=received, decided_on=accepted, state=ApplicationState.ACCEPTED, **common,
        )  # fmt: skip
        applications.append(application)
        left = accepted + timedelta(days=world.random.randint(200, 900))
        ends = world.random.random() < 0.05 and left < world.today
        members.append(
            Membership(
                scheme=scheme,
                district_id=district,
                member_number=f"{accepted.year % 100}{district}{place:06d}",
                accepted_on=accepted,
                valid_from=accepted,
                valid_to=left if ends else None,
                ended_because="ຍ້າຍໄປແຂວງອື່ນ" if ends else "",
                application=application,
                is_back_entered=True,
                is_demo=True,
                **common,
            )
        )
    Application.objects.bulk_create(applications, batch_size=BATCH)
    Membership.objects.bulk_create(members, batch_size=BATCH)
    InsuredEarnings.objects.bulk_create(
        [
            InsuredEarnings(
                membership=m, amount=a.earnings, valid_from=m.valid_from, valid_to=m.valid_to
            )
            for m, a in zip(members, applications, strict=True)
        ],
        batch_size=BATCH,
    )
    return members


def _open_applications(
    world: DemoWorld, scheme: Scheme, district: str, people: Sequence[UUID], serial: int
) -> None:
    """People who wait for the LSSO, or whose application came back."""
    groups, channels = _groups_of(people), {c.key: c for c in Channel.objects.all()}
    rows = []
    for place, person_id in enumerate(people, serial + 1):
        received = world.today - timedelta(days=world.random.randint(1, 40))
        state = _weighted(
            world,
            [
                (ApplicationState.SUBMITTED, 6),
                (ApplicationState.RETURNED, 3),
                (ApplicationState.DRAFT, 1),
            ],
        )
        returned = state == ApplicationState.RETURNED
        rows.append(
            _application(
                world,
                scheme,
                district,
                number=f"AP-{district}-{received.year}-D{place:05d}",
                person_id=person_id,
                group_id=groups.get(person_id),
                channel=channels[_weighted(world, CHANNELS)],
                received_on=received,
                state=state,
                decided_on=min(world.today, received + timedelta(days=9)) if returned else None,
                reasons="ຮູບຖ່າຍບໍ່ຈະແຈ້ງ, ກະລຸນາຖ່າຍໃໝ່" if returned else "",
            )
        )
    with act("demo.seeded", by=SYSTEM):
        Application.objects.bulk_create(rows, batch_size=BATCH)


def _months(first: date, last: date) -> Iterator[date]:
    month = first_of_month(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def _remittances(world: DemoWorld, scheme: Scheme, district: str) -> None:
    """One batch a month, on the fifth of the next; the LSSO's receipt two to three weeks
    later; of the last one it is still awaited."""
    officer = world.store["users"].get(OFFICERS.get(district, ""))
    rows = []
    for month in _months(world.start, world.today):
        remitted = add_months(month, 1) + timedelta(days=4)
        if remitted > world.today:
            continue
        confirmed = remitted + timedelta(days=world.random.randint(12, 22))
        known = confirmed <= world.today - timedelta(days=14)
        rows.append(
            Remittance(
                number=f"RM-{district}-{remitted.year}-D{month.month:02d}",
                scheme=scheme,
                district_id=district,
                remitted_on=remitted,
                remitted_by=officer,
                confirmed_on=confirmed if known else None,
                receipt_number=f"LSSO-{district}-{month:%Y%m}" if known else "",
                is_demo=True,
            )
        )
    with act("demo.seeded", by=SYSTEM):
        Remittance.objects.bulk_create(rows)


Period = tuple[date, date, UUID, Any]


def _basis_periods(scheme: Scheme, world: DemoWorld) -> list[Period]:
    """(first day, last day, basis, rate) of each stretch of days that count alike."""
    book, periods, last = TermBook(scheme), [], ""
    day = first_of_month(world.start)
    with act("demo.seeded", by=SYSTEM):
        while day <= add_months(world.today, 2):
            terms = book.on(day)
            digest = digest_of(terms.used(), scheme)
            if digest != last:
                periods.append((day, day, basis_for(terms).pk, terms.number(Key.RATE)))
                last = digest
            else:
                periods[-1] = (periods[-1][0], day, *periods[-1][2:])
            day += timedelta(days=1)
    return periods


# Chance by hash of member number and month, so that the demo is the same everywhere. A month of
# the harvest is nearly always paid in time; another is paid in time by the diligent, and else
# often in November or December. Of one remittance are all that were collected in one month.
CONTRIBUTIONS = """
WITH chance AS MATERIALIZED (
  SELECT m.id AS membership_id, m.member_number, m.valid_from, m.promoter_id, e.amount AS earnings,
         month::date AS month,
         ('x' || substr(md5(m.member_number || month::date), 1, 7))::bit(28)::int / 268435456.0 AS pays,
         ('x' || substr(md5(m.member_number || month::date), 8, 7))::bit(28)::int / 268435456.0 AS when_,
         ('x' || substr(md5(m.member_number || month::date), 15, 7))::bit(28)::int / 268435456.0 AS who,
         ('x' || substr(md5(m.member_number), 1, 7))::bit(28)::int / 268435456.0 AS diligence
  FROM enrollment_membership m
  JOIN enrollment_insuredearnings e ON e.membership_id = m.id
  CROSS JOIN LATERAL generate_series(
    date_trunc('month', m.valid_from::timestamp), least(coalesce(m.valid_to, %(today)s), %(today)s)::timestamp,
    interval '1 month') AS month
  WHERE m.id = ANY(%(members)s)
), dated AS MATERIALIZED (
  SELECT *, CASE
      WHEN pays < CASE WHEN extract(month FROM month) IN (10, 11, 12, 1, 2) THEN 0.94
                       ELSE 0.25 + 0.45 * diligence END
        THEN greatest(valid_from, month + (when_ * 27)::int)
      WHEN pays < 0.85
        THEN make_date(extract(year FROM month)::int, 11, 1) + (when_ * 55)::int
      END AS collected_on
  FROM chance
)
INSERT INTO enrollment_contribution (
  id, version, membership_id, district_id, month, amount, insured_earnings, rate, basis_id, state,
  payer, slip_number, collected_on, collected_by_id, promoter_id, remittance_id, is_back_entered,
  is_demo)
SELECT solar_uuid7(), 1, d.membership_id, %(district)s, d.month, round(d.earnings * b.rate / 100),
       d.earnings, b.rate, b.basis_id,
       CASE WHEN r.id IS NULL THEN 'collected' WHEN r.confirmed_on IS NULL THEN 'remitted'
            ELSE 'confirmed' END,
       CASE WHEN d.who < 0.62 THEN 'self' WHEN d.who < 0.8 THEN 'household' WHEN d.who < 0.88 THEN 'group'
            WHEN d.who < 0.95 THEN 'village_fund' WHEN d.who < 0.98 THEN 'cooperative'
            ELSE 'project' END,
       'CS-' || d.member_number || '-' || to_char(d.month, 'YYMM'),
       d.collected_on, %(officer)s, d.promoter_id, r.id, true, true
FROM dated d
JOIN unnest(%(firsts)s::date[], %(lasts)s::date[], %(bases)s::uuid[], %(rates)s::numeric[])
     AS b(first, last, basis_id, rate)
  ON least(greatest(d.collected_on, d.month), (d.month + interval '1 month - 1 day')::date)
     BETWEEN b.first AND b.last
LEFT JOIN enrollment_remittance r
  ON r.district_id = %(district)s AND r.is_demo
 AND date_trunc('month', r.remitted_on::timestamp)
     = date_trunc('month', d.collected_on::timestamp) + interval '1 month'
WHERE d.collected_on <= %(today)s AND b.rate IS NOT NULL
"""


def _contributions(
    world: DemoWorld,
    scheme: Scheme,
    district: str,
    members: Sequence[Membership],
    periods: Sequence[Period],
) -> None:
    """The contributions of these members up to today, inside the caller's act."""
    officer = world.store["users"].get(OFFICERS.get(district, ""))
    firsts, lasts, bases, rates = (list(column) for column in zip(*periods, strict=True))
    common = {
        "today": world.today,
        "district": district,
        "officer": officer.pk if officer else None,
        "firsts": firsts,
        "lasts": lasts,
        "bases": bases,
        "rates": rates,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jit', 'off', true)")
        for start in range(0, len(members), PER_STATEMENT):
            ids = [m.pk for m in members[start : start + PER_STATEMENT]]
            cursor.execute(CONTRIBUTIONS, {"members": ids, **common})


demo_seeders.add("enrollment", DemoSeeder(32, seed))
