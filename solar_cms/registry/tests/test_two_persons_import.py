"""Two persons agree to an import of more rows than their office says."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse

from solar_cms.accounts.models import Office
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.registry.models import Person
from solar_cms.work.models import Task

pytestmark = pytest.mark.django_db

ROWS = [[f"ນາງ ຄົນທີ{n}", "F", str(1960 + n)] for n in range(4)]


@pytest.fixture
def officer(db):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def second(db):
    return make_user("head", ["1604"], username="second")


def office_of(user) -> Office:
    return Office.objects.get(pk=user.scope.office[0])


@pytest.fixture
def batch(tmp_path, officer) -> Batch:
    desk.set_limit(office_of(officer), 3, by=SYSTEM)
    path = csv_file(tmp_path / "p.csv", ROWS, headings=["Name", "Sex", "Born"])
    found, _new = desk.read_file(path, kind="people", context={"district": "1604"}, by=officer)
    return desk.import_ready(found, by=officer)


def test_nothing_is_written_before_the_second_person_agrees(batch, officer):
    assert (batch.state, Person.objects.count()) == ("waiting", 0)
    for verb in (desk.import_ready, desk.carry_out):
        with pytest.raises(Refused):
            verb(batch, by=officer) if verb is desk.import_ready else desk.leave_out(
                batch, [2], by=officer
            )


def test_the_first_person_is_not_the_second(client, batch, officer):
    with pytest.raises(Refused) as caught:
        desk.agree(batch, by=officer)
    assert caught.value.problems[0].code == "import.same_person"
    client.force_login(officer)
    client.post(reverse("import_agree", args=[batch.pk]))
    assert Person.objects.count() == 0


def test_who_may_not_import_does_not_agree(client, batch):
    client.force_login(make_user("inspector", ["1604"], username="looks.on"))
    assert client.post(reverse("import_agree", args=[batch.pk])).status_code == 403
    client.force_login(make_user("head", ["1407"], username="elsewhere"))
    assert client.post(reverse("import_agree", args=[batch.pk])).status_code == 404


def test_the_second_person_is_asked_and_agrees(client, batch, officer, second):
    assert Task.objects.open().visible_to(second).filter(kind="imports.second_person").exists()
    client.force_login(second)
    assert (
        reverse("import_agree", args=[batch.pk])
        in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    )
    client.post(reverse("import_agree", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.asked_by, batch.agreed_by) == (
        "imported",
        4,
        officer,
        second,
    )
    assert not Task.objects.open().filter(kind="imports.second_person").exists()


def test_the_rows_may_be_sent_back_and_mended(batch, officer, second):
    batch = desk.send_back(batch, by=second)
    assert batch.state == "ready"
    batch = desk.leave_out(batch, [2], by=officer)
    assert desk.import_ready(batch, by=officer).created == 3


def test_an_office_without_a_number_goes_by_the_one_above_it(officer):
    own = office_of(officer)
    with act("test.arranged", by=SYSTEM):
        above = Office.objects.create(
            code="ABOVE", kind="provincial", names={"en": "Above"}, valid_from="2020-01-01"
        )
        Office.objects.filter(pk=own.pk).update(parent=above)
    assert desk.limit_of(officer) is None
    desk.set_limit(above, 10, by=SYSTEM)
    assert desk.limit_of(officer) == 10
    desk.set_limit(own, 5, by=SYSTEM)
    assert desk.limit_of(officer) == 5
    desk.set_limit(own, None, by=SYSTEM)
    assert desk.limit_of(officer) == 10


def test_the_command_line_waits_above_the_central_offices_number(tmp_path, officer, second, capsys):
    path = csv_file(tmp_path / "p.csv", ROWS, headings=["Name", "Sex", "Born"])
    with act("test.arranged", by=SYSTEM):
        central = Office.objects.create(
            code="CENTRE", kind="central", names={"en": "Centre"}, valid_from="2020-01-01"
        )
    desk.set_limit(central, 3, by=SYSTEM)
    call_command("import", str(path), "--as", "people", "--set", "district=1604")
    assert "waits" in capsys.readouterr().out
    batch = Batch.objects.get()
    assert (batch.state, Person.objects.count()) == ("waiting", 0)
    assert desk.agree(batch, by=second).created == 4


def test_the_head_of_office_sets_the_number(client, officer, second):
    client.force_login(officer)
    assert client.get(reverse("import_limits")).status_code == 403
    client.force_login(second)
    office = office_of(second)
    assert client.get(reverse("import_limits")).status_code == 200
    assert client.post(reverse("import_limits"), {"office": "no", "rows": "5"}).status_code == 200
    done = client.post(reverse("import_limits"), {"office": str(office.pk), "rows": "5"})
    assert done.status_code == 302
    assert desk.limit_of(second) == 5
