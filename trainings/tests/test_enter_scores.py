"""Pre- and post-test scores."""

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from trainings.models import Score
from trainings.operations import enter_scores, take_attendance
from trainings.rules import problems_with_scores
from trainings.states import Presence, SessionState
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return make_user("trainer", ["1604"])


def test_not_before_anybody_was_there(trainer):
    session = make_session(1)
    with pytest.raises(Refused) as refused:
        enter_scores(session, "pre", {session.attendances.get().pk: 5}, by=trainer)
    assert "session.state" in {p.code for p in refused.value.problems}


def test_one_bad_score_refuses_the_sheet(trainer):
    session = make_session(2, state=SessionState.HELD, presence=Presence.PRESENT)
    good, bad = session.attendances.order_by("id")
    with pytest.raises(Refused) as refused:
        enter_scores(session, "post", {good.pk: 7, bad.pk: 11}, by=trainer)
    assert [p.field for p in refused.value.problems] == [f"points_{bad.pk}"]
    assert not Score.objects.exists()


def test_absent_people_have_no_score(trainer):
    session = make_session(1, state=SessionState.HELD, presence=Presence.ABSENT)
    with pytest.raises(Refused) as refused:
        enter_scores(session, "pre", {session.attendances.get().pk: 1}, by=trainer)
    assert refused.value.problems[0].code == "score.not_present"


def test_scores_are_entered_changed_and_taken_away(trainer):
    session = make_session(2, state=SessionState.HELD, presence=Presence.PRESENT)
    first, second = session.attendances.order_by("id")
    enter_scores(session, "pre", {first.pk: 3, second.pk: 4}, by=trainer)
    enter_scores(session, "pre", {first.pk: 5, second.pk: None}, by=trainer)
    assert list(Score.objects.values_list("attendance", "points", "out_of")) == [(first.pk, 5, 10)]


def test_somebody_marked_absent_later_loses_the_score(trainer):
    session = make_session(1, state=SessionState.HELD, presence=Presence.PRESENT)
    enter_scores(session, "pre", {session.attendances.get().pk: 3}, by=trainer)
    take_attendance(session, [], by=trainer)
    assert not Score.objects.exists()


@given(points=st.integers(min_value=-(10**6), max_value=10**6), out_of=st.integers(1, 100))
@settings(max_examples=60, deadline=None)
def test_points_outside_the_test_are_a_problem_and_no_others(points, out_of):
    import uuid

    from trainings.models import Session

    pk = uuid.uuid4()
    session = Session(state=SessionState.HELD, test_points=out_of)
    found = problems_with_scores(session, {pk: points}, {pk})
    assert bool(found) == (not 0 <= points <= out_of)


def test_the_page_keeps_what_was_typed_beside_a_fault(client, trainer):
    session = make_session(2, state=SessionState.HELD, presence=Presence.PRESENT)
    first, second = session.attendances.order_by("id")
    client.force_login(trainer)
    answer = client.post(
        reverse("session_scores", args=[session.pk, "post"]),
        {f"points_{first.pk}": "8", f"points_{second.pk}": "99"},
    )
    assert f"points_{second.pk}" in answer.context["form"].errors
    assert 'value="8"' in answer.content.decode()
    assert not Score.objects.exists()


def test_an_unknown_test_is_not_found(client, trainer):
    session = make_session(1)
    client.force_login(trainer)
    assert client.get(reverse("session_scores", args=[session.pk, "third"])).status_code == 404
