"""Tests of a session answered person by person: points are counted from the right answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import publish_form
from trainings.models import Score, Session
from trainings.operations import choose_test, enter_scores, record_test
from trainings.states import Presence, SessionState
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db
YES_NO = [{"key": key, "texts": {"en": key}} for key in ("right", "wrong")]


def publish(key: str = "osh_test", correct: str = "right") -> FormVersion:
    questions = [
        {
            "key": f"a{n}",
            "kind": "choice",
            "choices": "yn",
            "correct": correct,
            "texts": {"en": "?"},
        }
        for n in range(4)
    ]
    if not correct:
        questions = [{k: v for k, v in q.items() if k != "correct"} for q in questions]
    definition = {
        "sections": [{"key": "all", "titles": {"en": "All"}, "questions": questions}],
        "choices": {"yn": YES_NO},
        "languages": ["en"],
        "status": "assumed",
    }
    return publish_form(
        key, titles={"en": "Test"}, definition=definition, valid_from=date(2024, 1, 1),
        purpose="test", by=SYSTEM,
    )  # fmt: skip


@pytest.fixture
def trainer() -> Any:
    return make_user("trainer", ["1604"])


def held(presence: str = Presence.PRESENT) -> Session:
    session = make_session(2, state=SessionState.HELD, presence=presence)
    return session


def answers(*values: str) -> dict[str, tuple[str, str]]:
    return {f"a{n}": (value, "") for n, value in enumerate(values)}


def test_a_form_without_right_answers_is_no_test(trainer: Any) -> None:
    with pytest.raises(Refused) as refused:
        choose_test(held(), publish("survey", correct=""), by=trainer)
    assert refused.value.problems[0].code == "test.no_right_answers"


def test_only_people_who_were_present_and_only_with_a_test(trainer: Any) -> None:
    session = held(Presence.ABSENT)
    row = session.attendances.first()
    with pytest.raises(Refused) as refused:
        record_test(row, "pre", answers(*["right"] * 4), version=publish(), by=trainer)
    assert {p.code for p in refused.value.problems} == {"test.none", "score.not_present"}
    assert not Score.objects.exists()


def test_points_are_counted_and_answers_given_again_replace_them(trainer: Any) -> None:
    version, session = publish(), held()
    choose_test(session, version, by=trainer)
    row = session.attendances.order_by("id").first()
    given = answers("right", "wrong", "right", "right")
    score = record_test(row, "pre", given, version=version, by=trainer)
    assert (score.points, score.out_of) == (3, 4)
    again = record_test(row, "pre", answers(*["right"] * 4), version=version, by=trainer)
    assert (again.pk, again.points) == (score.pk, 4)
    with pytest.raises(Refused) as refused:
        choose_test(session, None, by=trainer)
    assert refused.value.problems[0].code == "test.answered"


def test_typed_points_take_the_place_of_counted_ones(trainer: Any) -> None:
    version, session = publish(), held()
    choose_test(session, version, by=trainer)
    row = session.attendances.order_by("id").first()
    record_test(row, "post", answers(*["right"] * 4), version=version, by=trainer)
    enter_scores(session, "post", {row.pk: 4}, by=trainer)
    assert Score.objects.get().out_of == 4  # the same points: nothing is changed
    enter_scores(session, "post", {row.pk: 2}, by=trainer)
    score = Score.objects.get()
    assert (score.points, score.out_of, score.response) == (2, session.test_points, None)


def test_the_trainer_enters_one_person_after_another(client: Any, trainer: Any) -> None:
    version, session = publish(), held()
    choose_test(session, version, by=trainer)
    row = session.attendances.order_by("id").first()
    client.force_login(trainer)
    path = f"/trainings/{session.pk}/tests/pre/{row.pk}/"
    assert f'href="{path}"' in client.get(f"/trainings/{session.pk}/scores/pre/").content.decode()
    sent = client.post(path, {"do": "finish", "q-a0": "perhaps"})
    assert sent.status_code == 200
    sent = client.post(path, {"do": "finish", **{f"q-a{n}": "right" for n in range(3)}})
    assert sent.status_code == 302
    assert (Score.objects.get().points, Score.objects.get().out_of) == (3, 4)  # one left open
    client.force_login(make_user("trainer", ["1407"], username="far"))
    assert client.get(path).status_code == 404
