"""The group of a session is picked by name; groups elsewhere, or ended, are as if not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.registry.tests.factories import make_group
from trainings.forms import ExpectForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(places: None) -> Any:
    return make_user("trainer", ["1604"])


def errors(trainer: Any, words: str, key: str = "") -> list[str]:
    form = ExpectForm({"group": words, "group_key": key}, user=trainer)
    form.is_valid()
    return [error.code or "" for error in form.errors.as_data().get("group", [])]


def test_groups_elsewhere_and_ended_ones_are_not_found(client: Client, trainer: Any) -> None:
    elsewhere = make_group("ກຸ່ມກາເຟທ່າແຕງ", district="1504")
    ended = make_group("ກຸ່ມກາເຟເກົ່າ", ended_on=today())
    for group in (elsewhere, ended):
        for key in ("", str(group.pk)):
            assert errors(trainer, group.name_local, key) == ["pick.unknown"]
        assert errors(trainer, str(group.pk)) == ["pick.unknown"]
    client.force_login(trainer)
    page = client.get(reverse("groups_find"), {"q": "ກຸ່ມກາເຟ"}).content.decode()
    assert "data-key" not in page


def test_a_name_that_may_mean_two_asks_which(trainer: Any) -> None:
    make_group("ກຸ່ມກາເຟໜອງຫຼວງ 1")
    make_group("ກຸ່ມກາເຟໜອງຫຼວງ 2")
    assert errors(trainer, "ກຸ່ມກາເຟໜອງຫຼວງ") == ["pick.unclear"]


def test_a_name_or_what_was_chosen_gives_the_group(client: Client, trainer: Any) -> None:
    group = make_group("ກຸ່ມກາເຟໜອງຫຼວງ")
    client.force_login(trainer)
    page = client.get(reverse("groups_find"), {"q": "ໜອງຫຼວງ"}).content.decode()
    assert f'data-key="{group.pk}"' in page
    for words, key in (
        (group.name_local, ""),
        (group.name_local, str(group.pk)),
        (str(group.pk), ""),
    ):
        form = ExpectForm({"group": words, "group_key": key}, user=trainer)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["group"] == group
