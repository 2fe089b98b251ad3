"""docs/access.md, walked: rights, rows, addresses, tasks; default deny at every door."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from solar_cms.access_tables import (
    addresses,
    filled_in,
    models_of_ours,
    scoped_models,
    task_names,
)
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import demo_seeders
from solar_cms.base.policy import RIGHTS, RoleKind, policy_of
from solar_cms.registry.states import PairState

FILE = Path(__file__).resolve().parents[1] / "docs" / "access.md"
SAMPLES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "str": "x", "slug": "x", "path": "x"}


def address_of(pattern: str) -> str:
    """An address of this pattern; what it names need not exist."""
    pattern = re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], pattern)
    return re.sub(r"<\w+>", "x", pattern)


def doors(kind: str) -> Iterator[tuple[str, str]]:
    """(address, right) of every address whose policy is of this kind."""
    for pattern, view in addresses():
        policy = policy_of(view)
        if policy is not None and policy.kind == kind:
            yield address_of(pattern), policy.right


def test_the_file_says_what_the_code_does():
    text = FILE.read_text(encoding="utf-8")
    assert text == filled_in(text), "run: manage.py access_tables --write"


def test_every_address_has_a_policy():
    assert [pattern for pattern, view in addresses() if policy_of(view) is None] == []


def test_every_policy_names_a_right_that_is_declared():
    asked = {right for _address, right in doors("right")}
    assert asked - set(RIGHTS) == set()


def test_every_api_view_names_a_right_for_each_of_its_actions():
    unnamed = []
    for pattern, view in addresses():
        policy, shown = policy_of(view), getattr(view, "cls", None)
        if policy is None or policy.kind != "api":
            continue
        actions = set((getattr(view, "actions", None) or {}).values())
        rights = getattr(shown, "rights", {})
        unnamed += [f"{pattern} {action}" for action in actions if rights.get(action) not in RIGHTS]
    assert unnamed == []


def test_every_task_is_listed():
    table = FILE.read_text(encoding="utf-8").split("## Tasks")[1]
    listed = {name for name in re.findall(r"\b[a-z]+\.[a-z_]+\b", table)}
    assert task_names() <= listed


def test_every_model_is_listed():
    text = FILE.read_text(encoding="utf-8")
    part = text.split("## Rows without a policy of their own")[1].split("##")[0]
    listed = set()
    for names in re.findall(r"^\| ([a-z]+\.[^|]+) \|", part, re.MULTILINE):
        label, *others = [name.strip() for name in names.split(",")]
        listed |= {label, *[f"{label.split('.')[0]}.{other}" for other in others]}
    ours = {model._meta.label for model in models_of_ours()}
    assert ours - set(scoped_models()) == listed


@pytest.mark.django_db
def test_nobody_signed_in_gets_only_what_is_public(client: Client):
    opened = []
    for kind in ("right", "signed_in", "api"):
        for address, _right in doors(kind):
            answer = client.get(address)
            to_sign_in = (
                answer.status_code == 302 and "/account/sign-in/" in answer.headers["Location"]
            )
            if not to_sign_in and not (address.startswith("/api/") and answer.status_code == 401):
                opened.append(f"{address}: {answer.status_code}")
    assert opened == []


@pytest.mark.django_db
def test_without_the_right_every_page_is_refused(client: Client):
    """A user without any posting: signed in, and nothing else."""
    user = make_user("inspector", ["1604"])
    with act("test.arranged", by=SYSTEM):
        posting = user.postings.get()
        posting.districts.clear()
        posting.delete()
    client.force_login(User.objects.get(pk=user.pk))
    opened = []
    for kind in ("right", "api"):
        for address, _right in doors(kind):
            for send in (client.get, client.post):
                status = send(address).status_code
                if status not in ((403, 405) if kind == "api" else (403,)):
                    opened.append(f"{send.__name__} {address}: {status}")
    assert opened == []


@pytest.mark.django_db
def test_each_page_opens_for_no_more_than_the_right_says(client: Client):
    """For each right a kind of role without it is refused on its pages."""
    by_kind: dict[str, User] = {}
    opened = []
    for address, right in doors("right"):
        kind = next((kind for kind in RoleKind if kind not in RIGHTS[right]), None)
        if kind is None:
            continue  # held by all
        if kind not in by_kind:
            by_kind[kind] = make_user(kind, ["1604"])
        client.force_login(by_kind[kind])
        if client.get(address).status_code != 403:
            opened.append(f"{kind} {address}")
    assert opened == []


# --- rows ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo: rows of every kind in three districts, in a database of their own for the module."""
    from django.db import connection

    from tests.template import fresh_database

    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        fresh_database(f"{own}_demo", demo=True)
        connection.settings_dict["NAME"] = f"{own}_demo"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


SEEDERS = {"registry", "cases", "enrollment", "trainings", "reporting"}


def models_by_district() -> list[str]:
    return [
        label
        for label, queryset in sorted(scoped_models().items())
        if isinstance(queryset, ScopedQuerySet)
    ]


def reader(kind: RoleKind, district: str) -> User:
    return make_user(
        kind, [district], username=f"reader.{kind}.{district}".lower().replace("_", ".")
    )


def rows_of(label: str, district: str) -> ScopedQuerySet:
    manager = apps.get_model(label)._default_manager
    return manager.filter(**{manager.none().district_path: district})


@pytest.mark.parametrize("label", models_by_district())
def test_rows_are_seen_where_the_right_reaches_and_nowhere_else(label: str, demo: None):
    here = rows_of(label, "1604")
    if not here.exists() and (absent := SEEDERS - {name for name, _s in demo_seeders.items()}):
        pytest.skip(f"{', '.join(absent)}: seeds no demo")
    assert here.exists(), f"the demo has no {label} in 1604: let its seeder make one"
    kinds = RIGHTS[here.view_right]
    held = next(kind for kind in RoleKind if kind in kinds and kind != RoleKind.PARTNER)
    holder, elsewhere = reader(held, "1604"), reader(held, "1407")
    assert here.visible_to(holder).exists()
    assert not here.visible_to(elsewhere).exists()
    without = next((kind for kind in RoleKind if kind not in kinds), None)
    if without is not None:
        assert not here.visible_to(reader(without, "1604")).exists()
    assert not here.visible_to(make_user("partner", [], username="partner.nowhere")).exists()


def test_the_demo_is_the_same_each_time(demo: None):
    from solar_cms.places.models import Village

    assert Village.objects.filter(district="1604").count() == 40
    assert Village.objects.get(code="1604901").name_latin == "Xekham"


# What pages are about beside the rows of each district, as (model, filter).
HELD = [
    *(("registry.DuplicatePair", {"state": state}) for state in PairState.values),
    ("registry.Merge", {"undone_at": None}),
    ("registry.Merge", {"undone_at__isnull": False}),
    *(("registry.CorrectionRequest", {"state": state}) for state in ("open", "done")),
    ("registry.RetentionRun", {"dry": False}),
    ("registry.SensitiveFact", {"person__district": "1604"}),
    ("registry.HouseholdMember", {"household__district": "1604", "role": "relative"}),
    *(("imports.Batch", {"state": state}) for state in ("matching", "imported", "undone")),
    ("imports.LinkRequest", {"state": "asked", "district": "1604"}),
    ("imports.TwoPersonLimit", {}),
    ("documents.Letterhead", {"office__code": "1604"}),
    ("accounts.Substitution", {"absent__username": "head"}),
    ("reporting.Target", {"province": "16"}),
    ("work.Job", {"created_by__username": "head"}),
]


@pytest.mark.parametrize(("label", "facts"), HELD)
def test_the_demo_holds_one_of_everything(label: str, facts: dict, demo: None):
    assert apps.get_model(label)._default_manager.filter(**facts).exists()
