"""A new version of the pack: said in words before it is loaded; open cases move only when moved."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cases import operations as do
from cases.models import Case, ClockRun
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.law.models import PackVersion
from solar_cms.law.operations import load_pack

pytestmark = pytest.mark.django_db

REPORT = """key = "visit_report"
starts = "record_visit"
"""
LENGTH = REPORT + 'length = 10\nunit = "working"\n'


def new_version(folder: Path, *, replaced: tuple[str, str], added: str = "") -> PackVersion:
    folder.mkdir()
    return load_pack(make.changed_pack(folder, added, replaced=replaced), by=SYSTEM)


def test_a_case_at_a_stage_that_is_gone_is_not_moved(tmp_path: Path) -> None:
    case = make.make_ordered()
    text = (make.changed_pack(tmp_path / "a") / "procedure.toml").read_text()
    assert 'key = "ordered"' in text
    other = make.changed_pack(tmp_path / "b")
    renamed = text.replace('"ordered"', '"commanded"')
    (other / "procedure.toml").write_text(renamed, encoding="utf-8")
    version = load_pack(other, by=SYSTEM)
    with pytest.raises(Refused) as refused:
        do.move_to_version([case], version, reason=" ", by=make.make_head())
    assert {p.code for p in refused.value.problems} == {"version.hindered", "version.no_reason"}
    assert Case.objects.get(pk=case.pk).pack_version_id == case.pack_version_id


def test_a_case_keeps_its_version_until_it_is_moved(tmp_path: Path) -> None:
    first = new_version_with_report(tmp_path / "one", 10)
    case = make.make_visited()
    run = ClockRun.objects.get(case=case, kind="visit_report")
    assert (case.pack_version_id, run.length) == (first.pk, 10)
    second = new_version_with_report(tmp_path / "two", 15)
    assert ClockRun.objects.get(pk=run.pk).due_on == run.due_on
    assert do.move_to_version([case], second, reason="Decree 1/2026", by=make.make_head()) == 1
    moved = ClockRun.objects.get(pk=run.pk)
    assert moved.length == 15
    assert run.due_on is not None
    assert moved.due_on is not None
    assert moved.due_on > run.due_on
    assert Case.objects.get(pk=case.pk).pack_version_id == second.pk


def new_version_with_report(folder: Path, days: int) -> PackVersion:
    make.load_laos()
    return new_version(folder, replaced=(REPORT, LENGTH.replace("10", str(days))))


def test_the_page_says_what_moving_would_mean(client: Client, tmp_path: Path) -> None:
    new_version_with_report(tmp_path / "one", 10)
    case = make.make_visited()
    head = make.make_head()
    client.force_login(head)
    url = reverse("case_versions")
    assert case.number not in client.get(url).content.decode()
    new_version_with_report(tmp_path / "two", 15)
    page = client.get(url).content.decode()
    assert case.number in page
    assert "Report of the visit: due" in page
    assert "Tick the cases" in client.post(url, {"reason": "Decree"}).content.decode()
    assert client.post(url, {"pick": [str(case.pk)]}).status_code == 200
    answer = client.post(url, {"pick": [str(case.pk)], "reason": "Decree"})
    assert answer.status_code == 302
    assert case.number not in client.get(url).content.decode()
    client.force_login(make.make_inspector())
    assert client.get(url).status_code == 403


def test_differences_and_consequences_are_shown_before_anything_is_loaded(
    client: Client, tmp_path: Path
) -> None:
    call_command("load_reference", verbosity=0)
    call_command("load_pack", str(make.LAOS), verbosity=0)
    case = make.make_visited()
    changed = make.LAOS / "procedure.toml"
    text = changed.read_text(encoding="utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(make.LAOS.rglob("*")):
            if path.is_file():
                archive.write(path, f"laos/{path.relative_to(make.LAOS).as_posix()}")
    source = zipfile.ZipFile(packed)
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("/procedure.toml"):
                content = text.replace(REPORT, LENGTH, 1).encode()
            archive.writestr(name, content)
    client.force_login(make.make_user("administrator", [], whole_country=True))
    upload = SimpleUploadedFile("laos.zip", again.getvalue(), "application/zip")
    shown = client.post(reverse("pack_new"), {"file": upload})
    page = client.get(shown["Location"]).content.decode()
    assert "Report of the visit" in page
    assert "working" in page
    assert "Who leads them" in page
    assert case.number not in page  # administrators see no cases
    client.force_login(make.make_user("head", username="all", is_superuser=True))
    assert case.number in client.get(shown["Location"]).content.decode()
    assert PackVersion.objects.count() == 1
    client.post(shown["Location"])
    newest = PackVersion.objects.order_by("-number")[0]
    assert (newest.number, newest.loaded_at.date() <= today()) == (2, True)
    whole = client.get(reverse("pack_download", args=[newest.pk]))
    kept = zipfile.ZipFile(io.BytesIO(b"".join(whole.streaming_content)))
    assert LENGTH.encode() in kept.read("pack/procedure.toml")
    assert client.get(reverse("pack_preview", args=["0" * 64])).status_code == 404
