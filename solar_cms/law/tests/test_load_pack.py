"""Packs: refused whole with file and line; the same content is the same version."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings

from solar_cms.accounts.models import Office
from solar_cms.accounts.tests.factories import make_places
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.law import packs
from solar_cms.law.models import Article, PackVersion
from solar_cms.law.operations import check_pack, load_pack
from solar_cms.places.models import District
from solar_cms.work.models import Holiday

HEAD = """
code = "testland"
country = "TL"
names = { en = "Testland", lo = "ປະເທດທົດລອງ" }
time_zone = "Asia/Vientiane"
phone_region = "LA"
currency = { code = "LAK", minor_digits = 0 }
languages = { interface = "lo", content = ["lo", "en"] }
"""
ARTICLES = """
[[law]]
key = "act"
names = { en = "Act", lo = "ກົດໝາຍ" }
valid_from = 2020-01-01
status = "confirmed"

[[article]]
key = "act.one"
law = "act"
number = "1"
titles = { en = "Hours", lo = "ຊົ່ວໂມງ" }
status = "confirmed"

[[article]]
key = "act.two"
law = "act"
titles = { en = "Rest", lo = "ວັນພັກ" }
status = "assumed"
asks = { en = "Which article?", lo = "ມາດຕາໃດ?" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack.toml").write_text(HEAD.lstrip(), encoding="utf-8")
    (tmp_path / "articles.toml").write_text(ARTICLES.lstrip(), encoding="utf-8")
    return tmp_path


def change(folder: Path, old: str, new: str, name: str = "articles.toml") -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ('status = "assumed"', 'status = "maybe"', "pack.wrong_value", "articles.toml:18"),
        ('law = "act"\ntitles', 'law = "other"\ntitles', "law.unknown", "articles.toml:16"),
        ('number = "1"\n', "", "article.unnumbered", "articles.toml:7"),
        ('key = "act.two"', 'key = "act.one"', "pack.twice", "articles.toml:15"),
        ('key = "act.two"', "key = 2", "pack.wrong_value", "articles.toml:15"),
        (', lo = "ວັນພັກ"', "", "pack.wrong_value", "articles.toml:17"),
        ('number = "1"', 'nummer = "1"', "pack.unknown_key", "articles.toml:10"),
        ('key = "act.two"', 'key = "act.two', "pack.syntax", "articles.toml:15"),
    ],
)
def test_a_fault_is_told_with_file_and_line(folder, old, new, code, at) -> None:
    change(folder, old, new)
    found = [(p.code, p.field) for p in check_pack(folder)]
    assert (code, at) in found
    with pytest.raises(Refused):
        load_pack(folder, by=SYSTEM)
    assert not PackVersion.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_file_that_nothing_reads_is_not_passed_over(folder) -> None:
    (folder / "artciles.toml").write_text("x = 1")
    assert [p.code for p in check_pack(folder)] == ["pack.unread"]


@pytest.mark.django_db
def test_a_folder_without_head_is_refused(tmp_path) -> None:
    assert [p.code for p in check_pack(tmp_path)] == ["pack.missing"]
    with pytest.raises(Refused):
        load_pack(tmp_path / "nowhere", by=SYSTEM)


@pytest.mark.django_db
def test_the_same_content_is_the_same_version_and_a_change_the_next(folder) -> None:
    first = load_pack(folder, by=SYSTEM)
    assert load_pack(folder, by=SYSTEM) == first
    change(folder, 'lo = "ວັນພັກ"', 'lo = "ມື້ພັກ"')
    second = load_pack(folder, by=SYSTEM)
    assert (first.number, second.number) == (1, 2)
    assert packs.current("testland") == second
    assert Article.objects.get(key="act.two").titles["lo"] == "ມື້ພັກ"


@pytest.mark.django_db
def test_an_article_ends_and_a_new_wording_begins(folder) -> None:
    load_pack(folder, by=SYSTEM)
    change(folder, 'number = "1"\n', 'number = "1"\nvalid_to = 2022-12-31\n')
    with (folder / "articles.toml").open("a", encoding="utf-8") as text:
        text.write(
            '\n[[article]]\nkey = "act.one"\nlaw = "act"\nnumber = "1a"\nvalid_from = 2023-01-01\n'
            'titles = { en = "Hours", lo = "ຊົ່ວໂມງ" }\nstatus = "confirmed"\n'
        )
    load_pack(folder, by=SYSTEM)
    days = Article.objects.filter(key="act.one").order_by("valid_from")
    assert [a.number for a in days] == ["1", "1a"]


@pytest.mark.django_db
def test_wordings_that_overlap_are_refused_by_the_database(folder) -> None:
    load_pack(folder, by=SYSTEM)
    with (folder / "articles.toml").open("a", encoding="utf-8") as text:
        text.write(
            '\n[[article]]\nkey = "act.one"\nlaw = "act"\nnumber = "1a"\nvalid_from = 2023-01-01\n'
            'titles = { en = "Hours", lo = "ຊົ່ວໂມງ" }\nstatus = "confirmed"\n'
        )
    with pytest.raises(Refused) as refused:
        load_pack(folder, by=SYSTEM)
    assert [p.code for p in refused.value.problems] == ["article_no_overlap"]
    assert PackVersion.objects.count() == 1


@pytest.mark.django_db
def test_holidays_of_the_pack_are_replaced_and_others_stay(folder) -> None:
    path = folder / "holidays.toml"
    row = '[[holiday]]\nday = {}\nnames = {{ en = "Day", lo = "ວັນ" }}\nstatus = "confirmed"\n'
    path.write_text(row.format("2026-01-01"), encoding="utf-8")
    load_pack(folder, by=SYSTEM)
    path.write_text(row.format("2026-01-02"), encoding="utf-8")
    load_pack(folder, by=SYSTEM)
    assert [str(h.day) for h in Holiday.objects.filter(pack_code="testland")] == ["2026-01-02"]


def test_questions_list_what_no_source_confirms(folder) -> None:
    (question,) = packs.questions(folder)
    assert question.at == "articles.toml:15"
    assert question.what["lo"] == "ວັນພັກ"
    assert question.asks["en"] == "Which article?"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("procedure.toml", 'to = "visited"', 'to = "ordered"', "procedure.unreached"),
        ("procedure.toml", 'starts = "serve_notice"', 'starts = "fly"', "procedure.clock_never"),
        (
            "procedure.toml",
            'demands = ["note", "no_visit"]',
            'demands = ["luck"]',
            "pack.wrong_value",
        ),
        (
            "procedure.toml",
            'roles = ["supervisor", "head"]',
            'roles = ["king"]',
            "procedure.nobody",
        ),
        (
            "procedure.toml",
            "notices/improvement_notice.typ",
            "notices/none.typ",
            "procedure.no_template",
        ),
        (
            "violations.toml",
            'article = "labour_law.hours"',
            'article = "labour_law.999"',
            "procedure.unknown",
        ),
    ],
)
def test_a_broken_procedure_is_refused_with_its_line(tmp_path, file, old, new, code) -> None:
    make_places()
    laos = tmp_path / "laos"
    copytree(Path(settings.PACKS_DIR) / "laos", laos)
    for extra in ("offices.toml",):  # its districts are not all here
        (laos / extra).unlink()
    change(laos, old, new, file)
    found = [p for p in check_pack(laos) if p.code == code]
    assert found
    assert found[0].field.startswith(f"{file}:")


@pytest.mark.django_db
def test_the_pack_of_laos_is_sound() -> None:
    make_places()
    faults = [
        p for p in check_pack(Path(settings.PACKS_DIR) / "laos") if p.code != "office.unknown"
    ]
    assert faults == []


PROVINCES = "code,name_local,name_latin\n91,ເໜືອ,North\n92,ໃຕ້,South\n"
DISTRICTS = (
    "code,province,name_local,name_latin,valid_to,successor,status,asks_en\n"
    "9101,91,ເມືອງໜຶ່ງ,One,,,assumed,Which districts?\n"
    "9102,91,ເມືອງສອງ,Two,2025-06-30,9101,assumed,Which districts?\n"
)
OFFICES = """
[[offices]]
code = "9101"
kind = "district"
province = "91"
district = "9101"
names = { en = "Office", lo = "ຫ້ອງການ" }
valid_from = 2020-01-01
"""


@pytest.fixture
def with_places(folder: Path) -> Path:
    (folder / "places").mkdir()
    (folder / "places" / "provinces.csv").write_text(PROVINCES, encoding="utf-8")
    (folder / "places" / "districts.csv").write_text(DISTRICTS, encoding="utf-8")
    (folder / "offices.toml").write_text(OFFICES.lstrip(), encoding="utf-8")
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new", "code", "at"),
    [
        (
            "places/districts.csv",
            "9102,91",
            "9102,99",
            "place.parent_unknown",
            "places/districts.csv:3",
        ),
        (
            "places/districts.csv",
            "9102,91",
            "9101,91",
            "place.code_twice",
            "places/districts.csv:3",
        ),
        ("places/provinces.csv", "92,", "9-2,", "place.code_form", "places/provinces.csv:3"),
        (
            "offices.toml",
            'district = "9101"',
            'district = "9109"',
            "office.unknown",
            "offices.toml:5",
        ),
    ],
)
def test_a_wrong_place_is_told_with_its_line(with_places, name, old, new, code, at) -> None:
    change(with_places, old, new, name)
    assert (code, at) in [(p.code, p.field) for p in check_pack(with_places)]


@pytest.mark.django_db
def test_a_pack_brings_its_own_places_and_offices_in_them(with_places) -> None:
    load_pack(with_places, by=SYSTEM)
    ended = District.objects.get(code="9102")
    assert (str(ended.valid_to), ended.successor_id) == ("2025-06-30", "9101")
    assert Office.objects.get(code="9101").district_id == "9101"


@pytest.mark.django_db
def test_rows_that_ask_the_same_are_asked_about_once(with_places) -> None:
    asked = [q for q in packs.questions(with_places) if q.at.startswith("places/")]
    assert [(q.at, q.asks) for q in asked] == [
        ("places/districts.csv:2", {"en": "Which districts?"})
    ]
