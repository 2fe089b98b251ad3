"""Stopping a check or an import under way, and taking back work whose worker gave up."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports import staging
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import bringing
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.models import Person
from solar_cms.work.models import Job
from solar_cms.work.operations import run_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def batch(tmp_path, officer, monkeypatch) -> Batch:
    """A file on the desk whose check waits for a worker."""
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 0)
    monkeypatch.setitem(staging.check_some.__kwdefaults__, "most", 2)
    rows = [[f"ນາງ ຄົນທີ{n}", "F", 1960 + n] for n in range(6)]
    path = csv_file(tmp_path / "p.csv", rows, headings=["Name", "Sex", "Born"])
    return desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)[0]


def stop_at(progress: int, monkeypatch) -> None:
    """Somebody presses Stop while the job is at its n-th step."""
    told = []
    original = Job.progress

    def tell(self, *arguments):
        told.append(arguments)
        if len(told) == progress:
            desk.stop_work(
                Batch.objects.get(job_id=self.pk), by=make_user("head", ["1604"], username="head")
            )
        original(self, *arguments)

    monkeypatch.setattr(Job, "progress", tell)


def test_nothing_under_way_is_not_stopped(batch, officer):
    run_job(batch.job_id)
    batch.refresh_from_db()
    with pytest.raises(Refused):
        desk.stop_work(batch, by=officer)


def test_who_may_not_import_does_not_stop(client, batch):
    client.force_login(make_user("inspector", ["1604"], username="looks.on"))
    assert client.post(reverse("import_stop", args=[batch.pk])).status_code == 403


def test_a_waiting_check_is_stopped_at_once_and_started_again(client, batch, officer):
    client.force_login(officer)
    assert (
        reverse("import_stop", args=[batch.pk])
        in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    )
    client.post(reverse("import_stop", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.ready, batch.rejected) == ("ready", 0, 6)
    client.post(reverse("import_check", args=[batch.pk]))
    batch.refresh_from_db()
    run_job(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.ready) == ("ready", 6)


def test_a_running_check_keeps_what_it_has_checked(batch, monkeypatch):
    stop_at(2, monkeypatch)
    run_job(batch.job_id)
    batch.refresh_from_db()
    assert Job.objects.get(pk=batch.job_id).state == "cancelled"
    assert (batch.state, batch.ready, batch.rejected) == ("ready", 4, 2)


def test_of_a_stopped_import_nothing_is_written(batch, officer, monkeypatch):
    run_job(batch.job_id)
    batch.refresh_from_db()
    batch = desk.import_ready(batch, by=officer)
    stop_at(4, monkeypatch)
    run_job(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.created, Person.objects.count()) == ("ready", 0, 0)
    batch = desk.import_ready(batch, by=officer)
    monkeypatch.undo()
    run_job(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.created, Person.objects.count()) == ("imported", 6, 6)


def test_work_whose_job_was_given_up_goes_back_to_the_desk(batch, officer):
    Job.objects.filter(pk=batch.job_id).update(state="failed", ended_at=timezone.now())
    assert desk.stop_work(batch, by=officer).state == "ready"
