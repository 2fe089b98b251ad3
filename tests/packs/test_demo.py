"""The demo of other countries: its people hold the roles of the pack, its employers stand in its places."""

from __future__ import annotations

import io
import shutil

import pytest
from django.core.management import call_command
from django.test import Client

from solar_cms.accounts.demo import PASSWORD
from solar_cms.accounts.models import Role, User
from solar_cms.base.policy import RoleKind
from solar_cms.law.operations import check_pack
from solar_cms.registry.models import Workplace

pytestmark = pytest.mark.django_db


def signs_in(username: str) -> bool:
    client = Client()
    client.post("/account/sign-in/", {"username": username, "password": PASSWORD})
    return client.get("/cases/").status_code == 200


def seed() -> str:
    told = io.StringIO()
    call_command("seed_demo", stdout=told, stderr=io.StringIO())
    return told.getvalue()


def test_peru_brings_its_people_and_employers(serve, settings) -> None:
    settings.SOLAR_DEMO = True
    serve("peru")
    assert "rosa" in seed()
    assert signs_in("rosa")
    scope = User.objects.get(username="rosa").scope
    assert scope.may_in("cases.visit", "LMA00")
    assert not scope.may_in("cases.visit", "CUS00")
    assert set(Workplace.objects.values_list("district", flat=True)) == {"LMA00", "CAL00", "CUS00"}
    assert not Workplace.objects.filter(is_demo=False).exists()


def test_a_pack_without_a_demo_has_one_person_for_each_role(serve, settings) -> None:
    settings.SOLAR_DEMO = True
    assert not (serve("honduras") / "demo.toml").exists()
    seed()
    roles = Role.objects.exclude(kind=RoleKind.PARTNER)
    assert set(User.objects.values_list("postings__role", flat=True)) == set(
        roles.values_list("pk", flat=True)
    )
    inspector = User.objects.filter(postings__role__kind=RoleKind.INSPECTOR).first()
    assert inspector is not None
    assert signs_in(inspector.username)
    place = Workplace.objects.get()
    assert inspector.scope.may_in("cases.visit", place.district_id)


def test_a_demo_with_an_unknown_role_or_district_is_refused(serve, tmp_path) -> None:
    folder = shutil.copytree(serve("peru"), tmp_path / "peru")
    path = folder / "demo.toml"
    said = path.read_text(encoding="utf-8")
    said = said.replace('role = "auxiliar"', 'role = "wizard"')
    path.write_text(said.replace('district = "CUS00"', 'district = "CUS99"'), encoding="utf-8")
    problems = check_pack(folder)
    assert {p.code for p in problems} == {"demo.unknown"}
    for problem, word in zip(problems, ("wizard", "CUS99"), strict=True):
        name, line = problem.field.split(":")
        assert name == "demo.toml"
        assert word in path.read_text(encoding="utf-8").splitlines()[int(line) - 1]
