"""Every list that has a CSV can be had as a workbook: a job, the same rows, for one person only."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.exports import list_exports
from solar_cms.base.models import today
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import forget_lists
from solar_cms.registry.tests.factories import make_person
from solar_cms.work.models import Job
from solar_cms.work.outbox import run_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(places, client):
    user = make_user("head", ["1604"])
    client.force_login(user)
    return user


def ask(client, name, query=""):
    answer = client.post(f"{reverse('list_xlsx', args=[name])}{query}")
    assert answer.status_code == 302, answer
    run_now()
    return Job.objects.get()


def rows_of(client, job):
    answer = client.get(job.result["files"][0]["url"], follow=True)
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_who_may_not_take_the_list_out_gets_no_job(client, places):
    client.force_login(make_user("inspector", ["1604"]))
    assert client.post(reverse("list_xlsx", args=["people"])).status_code == 403
    assert client.post(reverse("list_xlsx", args=["planets"])).status_code == 404
    assert client.get(reverse("list_xlsx", args=["people"])).status_code == 405
    assert not Job.objects.exists()


def test_who_lost_the_right_meanwhile_gets_no_file(client, head):
    make_person()
    client.post(reverse("list_xlsx", args=["people"]))
    with act("test.arranged", by=SYSTEM):
        head.postings.update(valid_to=today() - timedelta(days=1))
    run_now()
    assert Job.objects.get().state == "failed"
    assert not Attachment.objects.exists()


def test_the_workbook_holds_the_rows_filtered_and_permitted(client, head):
    make_person("ບົວຄຳ", "ສີ", sex="F", birth_date=date(1979, 5, 3))
    make_person("ສົມພອນ", "ວົງ", sex="M")
    make_person("ອື່ນ", "ໄກ", sex="F", district="1407")
    heading, *rows = rows_of(client, ask(client, "people", "?sex=F"))
    assert len(rows) == 1
    found = dict(zip(heading, rows[0], strict=True))
    assert found["Name"] == "ບົວຄຳ ສີ"
    assert found["Date of birth"] == date(1979, 5, 3)
    assert Act.objects.filter(name="people.exported", actor_id=str(head.pk)).exists()


def test_text_that_looks_like_a_formula_stays_text(client, head):
    make_person("=HYPERLINK(1)", "@ວົງ")
    _heading, row = rows_of(client, ask(client, "people"))
    assert row[0] == "'=HYPERLINK(1) @ວົງ"


def test_the_file_is_for_the_one_who_asked_and_goes_after_a_week(client, head):
    make_person()
    job = ask(client, "people")
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    url = job.result["files"][0]["url"]
    assert url in page
    client.force_login(make_user("head", ["1604"], username="head2"))
    assert client.get(url).status_code == 404
    assert forget_lists(timezone.now() + timedelta(days=6)) == 0
    assert forget_lists(timezone.now() + timedelta(days=8)) == 1
    client.force_login(head)
    assert client.get(url).status_code == 404


def test_every_list_with_a_csv_is_there():
    assert {name for name, _export in list_exports.items()} >= {
        "cases", "memberships", "people", "session", "figure",
    }  # fmt: skip
