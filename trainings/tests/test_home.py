"""Cards of the home page: sessions that come, registers that wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from trainings import home
from trainings.states import Presence, SessionState
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db
TOMORROW, LAST_WEEK = today() + timedelta(days=1), today() - timedelta(days=7)


@pytest.fixture
def trainer():
    return make_user("trainer", ["1604"])


def test_a_new_trainer_is_told_how_to_begin(client, trainer):
    client.force_login(trainer)
    page = client.get("/").content.decode()
    assert "No session yet" in page
    assert "/trainings/new/" in page
    assert home.registers_card(trainer) is None


def test_coming_sessions_and_registers_to_finish_are_ones_own(trainer):
    coming = make_session(2, by=trainer, starts_on=TOMORROW, ends_on=TOMORROW)
    waiting = make_session(3, by=trainer, starts_on=LAST_WEEK, ends_on=LAST_WEEK)
    make_session(1, by=make_user("trainer", ["1407"]), district="1407", starts_on=LAST_WEEK)
    (shown,) = home.sessions_card(trainer)["sessions"]
    assert (shown, shown.on_register) == (coming, 2)
    card = home.registers_card(trainer)
    assert card is not None
    assert (card["total"], [(s, s.waiting) for s in card["sessions"]]) == (1, [(waiting, 3)])


def test_a_country_without_a_curriculum_has_no_numbers_of_trainings(client, db):
    client.force_login(make_user("head", ["1604"]))
    assert "training-numbers" not in client.get("/").content.decode()


def test_women_and_men_are_counted_once_in_the_readers_districts(trainer):
    session = make_session(2, by=trainer, state=SessionState.HELD, presence=Presence.PRESENT)
    people = [a.person for a in session.attendances.all()]
    make_session(people, by=trainer, state=SessionState.HELD, presence=Presence.PRESENT)
    card = home.numbers_card(make_user("head", ["1604"]))
    assert (card["held"], card["women"] + card["men"]) == (2, 2)
    assert home.numbers_card(make_user("head", ["1407"]))["held"] == 0
