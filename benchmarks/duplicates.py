"""Finding of duplicates: recall and precision on a population of which they are known."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from benchmarks.harness import Row
from benchmarks.known_duplicates import population, write
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.places.models import Village
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.models import DuplicatePair, PersonSound

SEED = 20260407


@dataclass
class Outcome:
    known: int
    found: int
    right: int
    seconds: float
    missed: Counter[str]
    wrong: list[Any]

    @property
    def recall(self) -> float:
        return self.right / max(1, self.known)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)


def measure(people: int, villages: list[str], seed: int = SEED) -> Outcome:
    """Write a population, look for its duplicates, count; inside the caller's transaction."""
    PersonSound.objects.update(is_compared=True)  # who is there already is not asked about
    made = population(people, villages=villages, seed=seed)
    with act("bench.arranged", by=SYSTEM):
        rows = write(made, villages[0][:4])
    began = time.perf_counter()
    find_duplicates(by=SYSTEM)
    taken = time.perf_counter() - began
    known = {tuple(sorted([rows[a].pk, rows[b].pk])): kind for a, b, kind in made.twice}
    found = {(p.first_id, p.second_id): p for p in DuplicatePair.objects.all()}  # type: ignore[attr-defined]
    missed = Counter(kind for pair, kind in known.items() if pair not in found)
    wrong = [pair for keys, pair in found.items() if keys not in known]
    return Outcome(len(known), len(found), len(known.keys() & found.keys()), taken, missed, wrong)


def duplicates(people: int) -> list[Row]:
    """Recall and precision of the pairs that are asked about, over new people; leaves nothing."""
    villages = list(Village.objects.order_by("code").values_list("code", flat=True))
    with transaction.atomic():
        with act("bench.arranged", by=SYSTEM):
            DuplicatePair.objects.all()._raw_delete("default")
        result = measure(people, villages)
        transaction.set_rollback(True)
    wrong = Counter(
        "+".join(f"{e['kind']} {e['how']}" for e in pair.evidence) for pair in result.wrong
    )
    for signs, count in wrong.most_common(6):
        print(f"  {count} of two people: {signs}")
    missed = ", ".join(f"{kind} {count}" for kind, count in result.missed.most_common())
    return [
        Row(
            f"duplicates among {people:,} people, {result.known:,} known: recall",
            f"{result.recall:.3f}",
            "",
            f"missed: {missed or 'none'}",
        ),
        Row(
            "  precision",
            f"{result.precision:.3f}",
            "",
            f"{result.found:,} pairs asked about, {result.found - result.right:,} of two people",
        ),
        Row(
            "  time",
            f"{result.seconds:.1f} s",
            f"{people / result.seconds:,.0f}",
            "people a second",
        ),
    ]
