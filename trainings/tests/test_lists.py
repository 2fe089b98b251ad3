"""Lists cost the same however long they are, and leave the house safe."""

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.registry.tests.factories import make_person
from trainings.states import Presence
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db


def queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    user = make_user("trainer", ["1604"])
    client.force_login(user)
    for _ in range(3):
        make_session(1, by=user)
    few = queries(client, reverse("trainings"), django_assert_max_num_queries)
    for _ in range(60):
        make_session(0, by=user)
    assert queries(client, reverse("trainings"), django_assert_max_num_queries) == few


def test_the_register_leaves_as_csv_without_formulas(client):
    user = make_user("trainer", ["1604"])
    person = make_person("=cmd()", family_name="ວົງສາ")
    session = make_session([person], by=user, presence=Presence.PRESENT)
    client.force_login(user)
    answer = client.get(reverse("session_csv", args=[session.pk]))
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert "'=cmd() ວົງສາ" in text
