"""The packs of the other countries are sound, load, and say what nobody knows yet."""

from __future__ import annotations

from datetime import date

import pytest

from cases import operations as do
from cases import procedure, triaging
from cases.walking import people_of, workplace_of
from solar_cms.accounts.models import Office
from solar_cms.audit.acts import SYSTEM
from solar_cms.law import packs
from solar_cms.law.models import Article
from solar_cms.law.operations import check_pack, load_pack
from solar_cms.law.reading import read_file
from solar_cms.places import finding
from solar_cms.places.models import District, Province
from solar_cms.work.calendar import is_working_day
from tests.packs.conftest import COUNTRIES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_pack_is_sound_and_loads(serve, code: str) -> None:
    folder = serve(code)
    assert [(p.field, p.message) for p in check_pack(folder)] == []
    assert load_pack(folder, by=SYSTEM).code == code
    without_field = Province.objects.filter(valid_to=None, districts=None)
    assert list(without_field) == []
    in_use = District.objects.filter(valid_to=None).values_list("province_id", flat=True)
    served = Office.objects.exclude(province=None).values_list("province_id", flat=True)
    assert set(in_use) == set(served)


@pytest.mark.parametrize("code", COUNTRIES)
def test_what_no_source_confirms_is_asked_in_the_countrys_language(
    serve, settings, code: str
) -> None:
    asked = packs.questions(serve(code))
    languages = set(settings.PACK["languages"]["content"])
    assert asked
    assert [q.at for q in asked if q.status == "unknown" and not q.asks] == []
    assert [q.at for q in asked if q.asks and set(q.asks) != languages] == []


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_scored_question_of_a_checklist_drafts_a_finding(serve, code: str) -> None:
    folder = serve(code)
    form = read_file(folder / "checklists" / "general.toml")
    violations = {v["key"]: v for v in read_file(folder / "violations.toml")["violation"]}
    scored = [q for q in form["question"] if q.get("scored", True)]
    assert [q["key"] for q in scored if q["article"] != violations[q["violation"]]["article"]] == []
    assert any(violations[q["violation"]].get("restricted") for q in scored)
    asked = {q.at.partition(":")[0]: q.status for q in packs.questions(folder)}
    assert asked["checklists/general.toml"] == "assumed"


def test_viet_nam_cites_the_decree_of_the_day_of_the_fact(serve) -> None:
    load_pack(serve("vietnam"), by=SYSTEM)
    wording = Article.objects.filter(key="penalties.minimum_wage")
    assert wording.on(date(2026, 9, 9)).get().law.key == "penalties_2022"
    assert (wording.on(date(2026, 9, 10)).get().law.key, wording.on(date(2026, 9, 10)).get().number) == (
        "penalties", "23.3",
    )  # fmt: skip


def test_days_that_are_moved_count_where_they_are_kept(serve) -> None:
    load_pack(serve("vietnam"), by=SYSTEM)
    assert is_working_day(date(2026, 8, 22))  # a Saturday worked for Monday 31 August
    assert not is_working_day(date(2026, 8, 31))


@pytest.mark.parametrize(
    "words", ["LMA00", "lma00", "Lima Metropolitana (whole) · Lima Metropolitana · LMA00"]
)
def test_a_place_is_found_by_a_code_with_letters(serve, words: str) -> None:
    load_pack(serve("peru"), by=SYSTEM)
    rows = District.objects.select_related("province")
    records = finding.found(rows, "district", words)
    assert [place.code for place in finding.meant(words, records)] == ["LMA00"]


def test_a_complaint_in_sri_lanka_is_acknowledged_in_three_languages(serve, client) -> None:
    folder = serve("sri-lanka")
    load_pack(folder, by=SYSTEM)
    script = read_file(folder / "walk.toml")
    people, place = people_of(script), workplace_of(script)
    complaint = do.record_complaint(
        district=place.district, workplace=place, received_on=script["opened"],
        channel="phone", facts="Wages of May are not paid", by=next(iter(people.values())),
    )  # fmt: skip
    passages = {code: text for code, _title, text in triaging.passages(complaint)}
    assert passages.keys() == {"en", "si", "ta"}
    assert all(complaint.number in text for text in passages.values())
    assert "roster" in procedure.current().sources
