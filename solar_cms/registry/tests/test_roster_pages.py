"""The desk in the browser: who may, what is shown, one act after the other."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from solar_cms.accounts.tests.factories import make_user
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import bringing
from solar_cms.imports.tests.files import csv_file, xlsx
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_group, make_village
from solar_cms.work.models import Job
from solar_cms.work.operations import run_job

pytestmark = pytest.mark.django_db

ROWS = [
    [1, "ນາງ ບົວຄຳ ສີສະຫວັດ", "Bouakham Sisavath", "F", "1979", "ໜອງຫຼວງ", "", "", ""],
    [2, "ທ້າວ ຄຳຫຼ້າ ພົມມະຈັນ", "", "M", "1985", "ໜອງຫຼວຍ", "", "", ""],
    [3, "", "", "F", "1990", "", "", "", ""],
]


@pytest.fixture
def officer(db, client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


@pytest.fixture
def group(db):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    return make_group("ກຸ່ມກາເຟ ໜອງຫຼວງ")


@pytest.fixture
def batch(client, officer, group, tmp_path):
    response = upload(client, group, xlsx(tmp_path / "r.xlsx", ROWS).read_bytes())
    assert response.status_code == 302, response.content.decode()
    return Batch.objects.get()


def upload(client, group, content, name="ບັນຊີ.xlsx"):
    return client.post(
        reverse("import_new", args=["group_roster"]),
        {"group": str(group.pk), "since": "1.6.2024", "file": SimpleUploadedFile(name, content)},
    )


def test_another_province_sees_nothing_and_a_reader_may_not_act(client, batch):
    client.force_login(make_user("enrolment_officer", ["1407"]))
    assert client.get(reverse("import_batch", args=[batch.pk])).status_code == 404
    assert client.post(reverse("import_now", args=[batch.pk])).status_code == 404
    client.force_login(make_user("inspector", ["1604"]))
    assert client.get(reverse("import_batch", args=[batch.pk])).status_code == 200
    assert client.post(reverse("import_now", args=[batch.pk])).status_code == 403
    assert client.get(reverse("import_new", args=["group_roster"])).status_code == 403
    assert client.get(reverse("import_new", args=["villages"])).status_code == 403
    assert Person.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"a,b\n"])
def test_a_file_that_cannot_be_taken_says_why_on_the_page(client, officer, group, content):
    response = upload(client, group, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert Batch.objects.count() == 0


def test_the_desk_shows_reasons_at_their_cells_and_keeps_what_is_mended(client, batch):
    page = client.get(reverse("import_batch", args=[batch.pk]))
    text = page.content.decode()
    assert (batch.ready, batch.rejected) == (1, 2)
    assert 'name="cell.3.village"' in text
    assert "1604012" in text
    assert (
        client.get(reverse("import_batch", args=[batch.pk]) + "?show=mend&reason=village")
        .context["rows"][0]
        .number
        == 3
    )
    client.post(reverse("import_mend", args=[batch.pk]), {"use": "3|village|1604012"})
    client.post(
        reverse("import_mend", args=[batch.pk]), {"cell.4.full_name": "ນາງ ຈັນສີ", "show": "mend"}
    )
    batch.refresh_from_db()
    assert (batch.ready, batch.rejected) == (3, 0)


def test_leaving_out_importing_and_undoing(client, batch):
    client.post(reverse("import_rows", args=[batch.pk]), {"leave_out": "4"})
    client.post(reverse("import_now", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.left_out, batch.rejected) == ("imported", 1, 1, 1)
    errors = client.get(reverse("import_errors", args=[batch.pk]))
    assert errors.content[:2] == b"PK"
    assert client.get(reverse("import_undo", args=[batch.pk])).status_code == 200
    client.post(reverse("import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("undone", 0)
    assert batch.file_name in client.get(reverse("imports")).content.decode()


def test_the_same_file_again_leads_to_the_same_desk(client, batch, group, tmp_path):
    content = xlsx(tmp_path / "r.xlsx", ROWS).read_bytes()
    first = upload(client, group, content)
    again = upload(client, group, content)
    assert first.url == again.url


def test_a_large_file_is_read_by_a_job(client, officer, group, tmp_path, monkeypatch):
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 2)
    upload(client, group, xlsx(tmp_path / "r.xlsx", ROWS).read_bytes())
    batch = Batch.objects.get()
    assert (batch.state, batch.rows, batch.staged.count()) == ("reading", 0, 0)
    page = client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert f"job-{batch.job_id}" in page
    assert client.post(reverse("import_columns", args=[batch.pk]), {}).status_code == 200
    run_job(Job.objects.get().pk)
    batch.refresh_from_db()
    assert (batch.state, batch.ready, batch.rejected) == ("ready", 1, 2)
    monkeypatch.setattr(bringing, "DIRECT_ROWS", 0)
    client.post(reverse("import_now", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "importing"
    run_job(batch.job_id)
    run_job(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.created) == ("imported", 1)


def test_a_batch_that_is_given_up_keeps_no_names(client, batch):
    client.post(reverse("import_drop", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.left_out) == ("dropped", 3)
    assert not batch.staged.exclude(cells=[]).exists()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_page_opens_in_both_languages(client, batch, language):
    client.cookies["language"] = language
    for name, args in [
        ("imports", []), ("import_new", ["group_roster"]), ("import_form", ["group_roster"]), ("import_batch", [batch.pk]),
        ("import_errors", [batch.pk]), ("import_undo", [batch.pk]),
    ]:  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 200, name


def test_queries_of_the_desk_do_not_grow_with_the_rows(
    client, officer, group, tmp_path, django_assert_max_num_queries
):
    rows = [
        [n, f"ນາງ ຄົນ{chr(0x0E81 + n % 3)} ທີ{n}", "", "X", 1950 + n, "", "", "", ""]
        for n in range(60)
    ]
    upload(client, group, xlsx(tmp_path / "r.xlsx", rows).read_bytes())
    batch = Batch.objects.get()
    with django_assert_max_num_queries(25):
        client.get(reverse("import_batch", args=[batch.pk]))


def test_the_command_tells_rows_columns_and_reasons(group, tmp_path, capsys):
    path = csv_file(tmp_path / "r.csv", ROWS)
    with translation.override("en"), pytest.raises(CommandError, match="no such group"):
        call_command("import", str(path), "--as", "group_roster", "--group", "nobody")
    call_command(
        "import", str(path), "--as", "group_roster", "--group", group.name_local, "--dry-run"
    )
    assert Person.objects.count() == 0
    call_command(
        "import",
        str(path),
        "--as",
        "group_roster",
        "--group",
        group.name_local,
        "--errors",
        str(tmp_path / "e.xlsx"),
    )
    said = capsys.readouterr().out
    assert "row 3, village:" in said
    assert "created 1" in said
    assert (tmp_path / "e.xlsx").exists()
    assert Person.objects.count() == 1


def test_a_list_of_villages_comes_in_by_the_command(db, tmp_path, capsys):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    rows = [
        ["1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Louang"],
        ["1604077", "ບ້ານ ໃໝ່", "Mai"],
        ["9999001", "ບ້ານ", "X"],
        ["1604077", "ບ້ານ ໃໝ່", "Mai"],
    ]
    path = csv_file(tmp_path / "v.csv", rows, headings=["ລະຫັດບ້ານ", "ຊື່ບ້ານ", "Latin name"])
    call_command("import", str(path), "--as", "villages")
    said = capsys.readouterr().out
    assert "created 1, updated 1" in said
    assert "rejected 2" in said
