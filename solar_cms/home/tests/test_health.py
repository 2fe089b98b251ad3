"""/healthz and /readyz."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def test_alive_says_ok(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_when_all_is_there(client):
    answer = client.get("/readyz")
    assert answer.json() == {"ready": True, "missing": {}}


def test_a_table_without_history_is_named(client):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER solar_update ON registry_person")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "registry_person" in answer.json()["missing"]["audit"]


@pytest.mark.django_db(transaction=True)
def test_a_migration_not_applied_is_told(client):
    call_command("migrate", "trainings", "zero", verbosity=0)
    try:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "migrate" in answer.json()["missing"]["migrations"]
    finally:
        call_command("migrate", verbosity=0)
