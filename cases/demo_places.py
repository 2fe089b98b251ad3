"""Employers and workplaces of the demo's cases."""

from __future__ import annotations

from cases.demo_words import FIRMS
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoWorld
from solar_cms.registry.models import Employer, Workplace


def workplaces_for(
    world: DemoWorld, districts: list[str], wanted: int
) -> dict[str, list[Workplace]]:
    """Workplaces of the demo districts, with invented ones where there are too few."""
    found: dict[str, list[Workplace]] = {}
    for district in districts:
        known = list(
            Workplace.objects.filter(district=district, is_demo=True).order_by("name_local")[
                :wanted
            ]
        )
        employers, fresh = [], []
        for number in range(len(known), wanted):
            local, latin, kind = FIRMS[number % len(FIRMS)]
            round_ = number // len(FIRMS)
            suffix = f" {round_ + 1}" if round_ else ""
            villages = world.store["villages"].get(district) or [None]
            women = world.random.randint(3, 40)
            names = {"name_local": f"{local}{suffix}", "name_latin": f"{latin}{suffix}"}
            employer = Employer(is_demo=True, **names)
            employers.append(employer)
            fresh.append(
                Workplace(
                    employer=employer, kind=kind, district_id=district, is_demo=True,
                    village_id=world.random.choice(villages), workers_women=women,
                    workers_men=world.random.randint(1, 30), **names,
                )
            )  # fmt: skip
        with act("demo.seeded", by=SYSTEM):
            Employer.objects.bulk_create(employers, batch_size=500)
            Workplace.objects.bulk_create(fresh, batch_size=500)
        found[district] = known + fresh
    return found
