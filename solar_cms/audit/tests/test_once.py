"""Idempotency keys: kept with the outcome in the transaction of the act itself."""

import threading

import pytest
from django.db import connection, connections

from solar_cms.audit.acts import SYSTEM, AlreadyDone, InFlight, KeyReused, act, once
from solar_cms.audit.models import Act, IdempotencyKey

pytestmark = pytest.mark.django_db


def test_the_second_time_the_first_result_comes_back():
    with act("thing.done", by=SYSTEM, key="k-1") as recording:
        recording.result = {"number": "7"}
    with pytest.raises(AlreadyDone) as done, act("thing.done", by=SYSTEM, key="k-1"):
        raise AssertionError("must not be entered")
    assert done.value.result == {"number": "7"}
    assert Act.objects.filter(name="thing.done").count() == 1


def test_a_key_used_for_something_else_is_refused():
    with once("k-2", by=SYSTEM, fingerprint="one body"):
        pass
    with pytest.raises(KeyReused), once("k-2", by=SYSTEM, fingerprint="another body"):
        raise AssertionError("must not be entered")


def test_a_failed_act_leaves_its_key_free():
    with pytest.raises(ZeroDivisionError), act("thing.done", by=SYSTEM, key="k-3"):
        1 / 0  # noqa: B018
    assert not IdempotencyKey.objects.exists()
    with act("thing.done", by=SYSTEM, key="k-3"):
        pass
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_is_in_flight():
    seen: list[type[BaseException]] = []

    def other() -> None:
        try:
            with once("k-4", by=SYSTEM, fingerprint="body"):
                seen.append(AssertionError)
        except InFlight as error:
            seen.append(type(error))
        finally:
            connections.close_all()

    with once("k-4", by=SYSTEM, fingerprint="body"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
    assert seen == [InFlight]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_idempotencykey")
