"""Fill an empty database with the demo: the same on every machine on the same day."""

from __future__ import annotations

import random
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases import demo_country
from solar_cms.accounts.demo import PASSWORD
from solar_cms.accounts.models import Posting, User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.base.models import today
from solar_cms.base.texts import text_in
from solar_cms.places.demo import DISTRICTS
from solar_cms.places.models import District

SEED = 20220101
START = date(2022, 1, 1)
DONE = "demo.completed"


class Command(BaseCommand):
    help = "Fill in invented people, cases, memberships and trainings; prints the demo sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=2000, help="how many people (2000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SOLAR_DEMO:
            raise CommandError(
                "The demo's passwords are known to everybody: set SOLAR_DEMO=1 to allow it here."
            )
        if options["people"] < 1:
            raise CommandError("--people must be 1 or more.")
        if Act.objects.filter(name=DONE).exists():
            self.stderr.write("The demo data is there already; nothing is changed.")
        else:
            self._refuse_unless_empty()
            self._seed(options["people"])
        self._print_sign_ins()

    def _refuse_unless_empty(self) -> None:
        if User.objects.filter(is_demo=False).exists():
            raise CommandError("This database has users of its own; the demo needs an empty one.")
        if User.objects.exists():
            raise CommandError(
                "An earlier run was interrupted and left a part of the demo: begin with a new database."
            )

    def _seed(self, people: int) -> None:
        world = DemoWorld(
            people=people,
            random=random.Random(SEED),  # noqa: S311 - the same everywhere is the point
            start=START,
            today=today(),
        )
        begun = time.monotonic()
        pack = settings.PACKS_DIR / settings.SOLAR_PACK
        call_command("load_reference", stdout=self.stderr)
        call_command("load_pack", str(pack), stdout=self.stderr)
        # The invented world plays in three districts; a country without them brings its own people.
        if District.objects.filter(code__in=DISTRICTS).count() == len(DISTRICTS):
            seeders = sorted(demo_seeders.items(), key=lambda item: (item[1].order, item[0]))
        else:
            seeders = [("country", DemoSeeder(0, demo_country.seed))]
        for name, seeder in seeders:
            self.stderr.write(f"demo: {name} …")
            seeder.seed(world)
        with act(DONE, by=SYSTEM, people=people):
            pass
        self.stderr.write(f"demo: done in {time.monotonic() - begun:.0f} s")

    def _print_sign_ins(self) -> None:
        self.stdout.write(f"Demo sign-ins (password {PASSWORD}):")
        postings = (
            Posting.objects.filter(user__is_demo=True, user__is_active=True)
            .select_related("user", "role", "office", "organisation")
            .order_by("user_id")
        )
        for posting in postings:
            role, where = text_in(posting.role.names, "en"), posting.office or posting.organisation
            self.stdout.write(
                f"  {posting.user.username:<18} {role}, {text_in(where.names, 'en') if where else ''}"
            )
