"""Stopping a check or an import under way, and taking back work whose worker gave up."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.imports import incoming, reading, staging
from solar_cms.imports import operations as desk
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


@pytest.fixture(autouse=True)
def store_folder(settings, tmp_path):
    """Kept files lie in a folder of the test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture
def unread(tmp_path, officer, monkeypatch) -> Batch:
    """A file that waits for a worker to read it."""
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 0)
    monkeypatch.setattr(staging.chunks, "__defaults__", (2,))
    monkeypatch.setitem(staging.check_some.__kwdefaults__, "most", 2)
    rows = [[f"ນາງ ຄົນທີ{n}", "F", 1960 + n] for n in range(6)]
    path = csv_file(tmp_path / "p.csv", rows, headings=["Name", "Sex", "Born"])
    return desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)[0]


@pytest.fixture
def batch(unread, officer) -> Batch:
    """A file on the desk whose check waits for a worker."""
    run_job(unread.job_id)
    unread.refresh_from_db()
    return desk.check_all(unread, by=officer)


def gone(batch: Batch) -> bool:
    with pytest.raises(Refused, match=r"file\.gone"), incoming.kept(batch.pk):
        pass
    return True


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


def test_a_file_stopped_while_it_is_read_is_given_up_and_can_be_sent_again(
    unread, officer, monkeypatch, tmp_path
):
    stop_at(2, monkeypatch)
    run_job(unread.job_id)
    unread.refresh_from_db()
    assert Job.objects.get(pk=unread.job_id).state == "cancelled"
    assert (unread.state, unread.left_out, unread.ready) == ("dropped", 4, 0)
    assert not unread.staged.exclude(cells=[]).exists()
    assert gone(unread)
    again, new = desk.read_file(
        tmp_path / "p.csv", kind="people", context={"district": "1604"}, by=officer
    )
    assert new
    monkeypatch.undo()
    run_job(again.job_id)
    again.refresh_from_db()
    assert (again.state, again.rows, again.ready) == ("ready", 6, 6)
    assert gone(again)


def test_a_file_that_cannot_be_read_to_its_end_says_why(client, unread, officer, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    run_job(unread.job_id)
    unread.refresh_from_db()
    assert (unread.state, unread.refusal[0]["code"]) == ("dropped", "file.rows")
    client.force_login(officer)
    page = client.get(reverse("import_batch", args=[unread.pk])).content.decode()
    assert unread.refusal[0]["texts"]["en"] in page


def test_a_kept_file_that_is_lost_ends_its_reading(unread):
    incoming.forget(unread.pk)
    run_job(unread.job_id)
    unread.refresh_from_db()
    assert (unread.state, unread.refusal[0]["code"]) == ("dropped", "file.gone")


def test_kept_files_of_imports_that_are_over_are_swept(unread, tmp_path):
    incoming.keep(uuid.uuid4(), tmp_path / "p.csv")
    assert incoming.sweep() == 0
    assert incoming.sweep(timezone.now() + timedelta(days=2)) == 1
    with incoming.kept(unread.pk) as path:
        assert path.read_bytes() == (tmp_path / "p.csv").read_bytes()


def test_a_reading_cut_short_in_the_shell_is_read_on(tmp_path, officer, monkeypatch):
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 2)
    monkeypatch.setattr(staging.chunks, "__defaults__", (2,))
    rows = [[f"ນາງ ຄົນທີ{n}", "F", 1960 + n] for n in range(7)]
    path = csv_file(tmp_path / "p.csv", rows, headings=["Name", "Sex", "Born"])
    write = staging.write

    def dying(batch, results):
        if batch.staged.count() == 4:
            raise KeyboardInterrupt
        write(batch, results)

    monkeypatch.setattr(staging, "write", dying)
    bring = {"kind": "people", "context": {"district": "1604"}, "by": officer}
    with pytest.raises(KeyboardInterrupt):
        desk.import_file(path, **bring)
    monkeypatch.setattr(staging, "write", write)
    batch = Batch.objects.get()
    assert (batch.state, batch.staged.count()) == ("reading", 4)
    batch = desk.import_file(path, **bring)
    assert (batch.state, batch.rows, batch.created, Person.objects.count()) == (
        "imported", 7, 7, 7,
    )  # fmt: skip


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
