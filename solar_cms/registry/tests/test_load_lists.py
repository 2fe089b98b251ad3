"""Coded lists of a pack: faults by file and line; codes that go are ended, never lost."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.law.reading import read_part
from solar_cms.registry.models import Term
from solar_cms.registry.pack_sections import check_lists, load_lists
from solar_cms.registry.terms import names, sector_name, terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


HEAD = "code,parent,en,lo,valid_from,valid_to,status,source\n"


def faults(tmp_path: Path, name: str, *lines: str) -> list[str]:
    folder = tmp_path / str(len(list(tmp_path.iterdir()))) / "lists"
    folder.mkdir(parents=True)
    (folder / name).write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return [problem.field for problem in check_lists(read_part(folder), folder)]


def load(**lists):
    with act("test.arranged", by=SYSTEM):
        load_lists(lists, None)


def row(code, lo="ຄຳ", since="2020-01-01", **more):
    return {"code": code, "parent": "", "en": code, "lo": lo, "valid_from": since,
            "valid_to": "", "status": "assumed", "source": "", **more}  # fmt: skip


def test_each_fault_is_told_by_file_and_line(tmp_path):
    good = "a,,A,ກ,2020-01-01,,assumed,"
    assert faults(tmp_path, "hazards.csv", good) == []
    assert faults(tmp_path, "hazards.csv", good, good) == ["lists/hazards.csv:3"]
    assert (
        faults(tmp_path, "hazards.csv", good, "b,,B,,2020-13-01,,sure,")
        == ["lists/hazards.csv:3"] * 3
    )
    assert faults(tmp_path, "isic.csv", "01,A,X,ກ,2020-01-01,,assumed,")[0] == "lists/isic.csv:2"
    assert "lists/colours.csv:2" in faults(tmp_path, "colours.csv", good)


def test_what_is_shipped_has_no_fault_and_is_whole():
    folder = settings.PACKS_DIR / "laos" / "lists"
    data = read_part(folder)
    assert list(check_lists(data, folder)) == []
    sections = [line for line in data["isic.csv"] if not line["parent"]]
    assert (len(sections), len(data["isic.csv"]) - len(sections)) == (21, 88)
    assert len(data["ethnic_groups.csv"]) == 50


def test_a_code_that_goes_is_ended_and_still_has_its_name():
    load(**{"hazards.csv": [row("dust"), row("noise")]})
    load(**{"hazards.csv": [row("dust", lo="ຝຸ່ນ")]})
    gone = Term.objects.get(code="noise")
    assert gone.valid_to == today() - timedelta(days=1)
    assert [str(term) for term in terms("hazards")] == ["dust"]
    assert names("hazards", ["noise"]) == {"noise": "noise"}
    assert Term.objects.get(code="dust").names["lo"] == "ຝຸ່ນ"


def test_loading_the_same_again_changes_nothing():
    load(**{"hazards.csv": [row("dust")]})
    before = Term.objects.get()
    load(**{"hazards.csv": [row("dust")]})
    after = Term.objects.get()
    assert (after.pk, after.version) == (before.pk, before.version)
    assert after.valid_from == date(2020, 1, 1)


def test_a_finer_sector_is_called_by_its_division():
    load(**{"isic.csv": [row("C", en="Manufacturing"), row("10", en="Food", parent="C")]})
    assert [sector_name(code) for code in ("C", "10", "1079", "")] == [
        "Manufacturing",
        "Food",
        "Food",
        "",
    ]
