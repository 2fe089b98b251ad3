"""The first look at the site: a step at a time, remembered, closed, begun anew."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.policy import RoleKind
from solar_cms.help.models import TourState
from solar_cms.help.texts import tours

pytestmark = pytest.mark.django_db


def step_on_home(client: Client) -> tuple[int, int] | None:
    page = client.get(reverse("home")).content.decode()
    found = re.search(r'id="tour">\s*<p class="number">\D*(\d+)\D+(\d+)', page)
    return (int(found[1]), int(found[2])) if found else None


def move(client: Client, to: str, number: object = 1) -> None:
    assert client.post(reverse("tour_move"), {"to": to, "number": number}).status_code == 302


def test_it_goes_step_by_step_and_is_remembered(client: Client, inspector: User) -> None:
    client.force_login(inspector)
    total = len(tours()["inspector"])
    assert step_on_home(client) == (1, total)
    move(client, "next", 1)
    assert step_on_home(client) == (2, total)
    other = Client()
    other.force_login(User.objects.get(pk=inspector.pk))
    assert step_on_home(other) == (2, total)
    move(client, "back", 2)
    assert step_on_home(client) == (1, total)


def test_closed_it_does_not_come_back_until_it_is_asked_for(
    client: Client, inspector: User
) -> None:
    client.force_login(inspector)
    move(client, "close", 1)
    assert step_on_home(client) is None
    assert 'value="begin"' in client.get(reverse("account")).content.decode()
    move(client, "begin")
    assert step_on_home(client) == (1, len(tours()["inspector"]))


def test_after_the_last_step_it_is_over(client: Client, inspector: User) -> None:
    client.force_login(inspector)
    move(client, "next", len(tours()["inspector"]))
    assert step_on_home(client) is None


@pytest.mark.parametrize("number", ["", "x", "-4", "99999", "0"])
def test_nonsense_does_no_harm(client: Client, inspector: User, number: str) -> None:
    client.force_login(inspector)
    move(client, "next", number)
    move(client, "back", number)
    assert TourState.objects.get(user=inspector).step < len(tours()["inspector"])
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("kind", list(RoleKind))
def test_every_kind_of_role_has_its_own(client: Client, places: None, kind: str) -> None:
    client.force_login(make_user(kind, ["1604"], username=f"new.{kind}".replace("_", ".")))
    assert step_on_home(client) == (1, len(tours()[kind]))


def test_it_needs_no_script(client: Client, inspector: User) -> None:
    client.force_login(inspector)
    page = client.get(reverse("home")).content.decode()
    tour = page[page.index('id="tour"') :].split("</section>")[0]
    assert f'action="{reverse("tour_move")}"' in tour
    assert "hidden data-needs-script" not in tour
