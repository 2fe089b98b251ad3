"""What a file registered is compared with all others when it has landed, and its page says so."""

from __future__ import annotations

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.duplicates import imported
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.models import DuplicatePair, PersonSound
from solar_cms.registry.tests.factories import make_person, make_village
from solar_cms.work.models import Job
from solar_cms.work.operations import run_job

pytestmark = pytest.mark.django_db

HEADINGS = ["Name", "Sex", "Born", "Village"]


@pytest.fixture
def officer(db):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def batch(tmp_path, officer) -> Batch:
    """Two people, one of them registered before under another spelling and a year older."""
    village = make_village()
    make_person("ວິໄລພອນ", "ແກ້ວມະນີ", village=village, birth_year=1990)
    make_person("ວິໄລພອນ", "ແກ້ວມະນີ", village=village, birth_year=1991)
    path = csv_file(
        tmp_path / "p.csv",
        [["Vilayphone Keomany", "F", "1991", "1604012"], ["Somchit Souvannasy", "F", "1970", "1604012"]],
        headings=HEADINGS,
    )  # fmt: skip
    read, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    assert read.ready == 2  # by its keys alone nobody is known
    return desk.import_ready(read, by=officer)


def page(client, batch, officer) -> str:
    client.force_login(officer)
    return client.get(reverse("import_batch", args=[batch.pk])).content.decode()


def test_the_page_says_that_the_search_is_still_to_come(client, batch, officer):
    assert "still being compared" in page(client, batch, officer)


def test_a_landed_file_queues_one_search_of_its_own_people(client, batch, officer):
    job = Job.objects.get(kind=imported.KIND)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["people"], job.result["new"]) == ("done", 2, 2)
    text = page(client, batch, officer)
    assert "2 pairs of those newly registered" in text
    assert (
        PersonSound.objects.filter(is_compared=False).count() == 2
    )  # those before wait for the night
    assert DuplicatePair.objects.count() == 2


def test_the_list_it_leads_to_holds_the_pairs_of_the_import_alone(client, batch, officer):
    find_duplicates(by=officer)
    assert DuplicatePair.objects.count() == 3
    client.force_login(officer)
    listed = reverse("duplicates")
    mine = client.get(listed, {"batch": batch.pk})
    assert len(mine.context["rows"]) == 2
    for other in ("", "x", "00000000-0000-7000-8000-000000000000"):
        assert len(client.get(listed, {"batch": other}).context["rows"]) == 3


def test_a_file_with_nobody_new_queues_nothing(tmp_path, officer):
    make_person("ບົວຄຳ", "ສີສະຫວັດ", birth_year=1979, village=make_village())
    path = csv_file(
        tmp_path / "q.csv", [["ບົວຄຳ ສີສະຫວັດ", "F", "1979", "1604012"]], headings=HEADINGS
    )
    read, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    assert read.here == 1
    assert not Job.objects.exists()


def test_nothing_found_is_said_too(client, tmp_path, officer):
    make_village()
    path = csv_file(
        tmp_path / "r.csv", [["Somchit Souvannasy", "F", "1970", "1604012"]], headings=HEADINGS
    )
    read, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    batch = desk.import_ready(read, by=officer)
    run_job(Job.objects.get(kind=imported.KIND).pk)
    assert "seems to be there twice" in page(client, batch, officer)
