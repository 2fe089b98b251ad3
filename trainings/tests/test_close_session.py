"""Closing and cancelling."""

from datetime import timedelta

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from trainings.models import Session
from trainings.operations import cancel_session, close_session
from trainings.states import Presence, SessionState
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return make_user("trainer", ["1604"])


@pytest.mark.parametrize(
    ("fields", "presence", "code"),
    [
        ({"state": SessionState.PLANNED}, Presence.PRESENT, "session.state"),
        ({"state": SessionState.HELD}, Presence.EXPECTED, "session.register_open"),
        ({"state": SessionState.HELD}, Presence.ABSENT, "session.nobody"),
        (
            {"state": SessionState.HELD, "ends_on": today() + timedelta(days=1)},
            Presence.PRESENT,
            "session.not_over",
        ),
    ],
)
def test_what_stands_in_the_way_of_closing(trainer, fields, presence, code):
    session = make_session(1, presence=presence, **fields)
    with pytest.raises(Refused) as refused:
        close_session(session, by=trainer)
    assert code in {p.code for p in refused.value.problems}


def test_closed_is_dated(trainer):
    session = close_session(
        make_session(1, state=SessionState.HELD, presence=Presence.PRESENT), by=trainer
    )
    assert (session.state, session.closed_on) == (SessionState.CLOSED, today())


def test_the_database_refuses_a_closed_session_without_its_day():
    session = make_session(1, state=SessionState.HELD)
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Session.objects.filter(pk=session.pk).update(state=SessionState.CLOSED)
    assert refused.value.problems[0].code == "session_closed_is_dated"


def test_a_held_session_is_not_cancelled(trainer):
    with pytest.raises(Refused):
        cancel_session(make_session(1, state=SessionState.HELD), reason="rain", by=trainer)


def test_cancelling_needs_a_reason(trainer):
    with pytest.raises(Refused) as refused:
        cancel_session(make_session(0), reason="  ", by=trainer)
    assert refused.value.problems[0].code == "session_cancelled_with_reason"


def test_cancelled_keeps_its_reason(client, trainer):
    session = make_session(0)
    client.force_login(trainer)
    client.post(reverse("session_cancel", args=[session.pk]), {"reason": "The road is out"})
    session.refresh_from_db()
    assert (session.state, session.cancel_reason) == (SessionState.CANCELLED, "The road is out")


def test_the_session_page_says_what_is_not_yet_possible_and_why(client, trainer):
    session = make_session(1, state=SessionState.HELD)
    client.force_login(trainer)
    text = client.get(reverse("session", args=[session.pk])).content.decode()
    assert "neither present nor absent" in text
