"""`manage.py seed_demo`: only into an empty database, only in demo mode, only once."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from solar_cms.accounts.demo import PASSWORD
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.hooks import demo_seeders

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_mode(settings, monkeypatch):
    """Demo mode with the ground floor's seeders alone: the others are walked in test_access.py."""
    settings.SOLAR_DEMO = True
    low = {name: demo_seeders[name] for name in ("places", "accounts")}
    monkeypatch.setattr(demo_seeders, "_items", low)


def seed(**options) -> str:
    told = io.StringIO()
    call_command("seed_demo", stdout=told, stderr=io.StringIO(), **options)
    return told.getvalue()


def test_it_is_refused_outside_demo_mode(settings):
    settings.SOLAR_DEMO = False
    with pytest.raises(CommandError, match="SOLAR_DEMO"):
        seed()
    assert not User.objects.exists()


def test_it_is_refused_where_people_work(demo_mode):
    make_user("inspector", ["1604"])
    with pytest.raises(CommandError, match="users of its own"):
        seed()


def test_a_second_run_changes_nothing_and_prints_the_sign_ins(demo_mode):
    first = seed(people=10)
    acts = Act.objects.count()
    assert seed(people=10) == first
    assert Act.objects.count() == acts
    assert "somphone" in first
    assert PASSWORD in first


def test_an_interrupted_run_is_not_taken_for_a_whole_one(demo_mode, monkeypatch):
    monkeypatch.setitem(demo_seeders._items, "accounts", demo_seeders["accounts"])
    monkeypatch.setitem(
        demo_seeders._items, "broken", type(demo_seeders["accounts"])(90, lambda world: 1 / 0)
    )
    with pytest.raises(ZeroDivisionError):
        seed(people=10)
    with pytest.raises(CommandError, match="interrupted"):
        seed(people=10)


def test_the_cast_signs_in_and_reaches_its_districts(demo_mode):
    seed(people=10)
    client = Client()
    client.post("/account/sign-in/", {"username": "somphone", "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    scope = {user.username: user.scope for user in User.objects.all()}
    assert len(scope) == 17
    assert scope["somphone"].may_in("cases.visit", "1604")
    assert not scope["somphone"].may_in("cases.visit", "1407")
    assert scope["head"].reach("users.keep").districts >= {"1601", "1604", "1610"}
    assert scope["monitor"].reach("reports.build").whole_country
    assert scope["partner"].reach("groups.view").organisations
    assert not scope["auditor"].may("users.keep")
