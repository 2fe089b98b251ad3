"""A district map shows each number twice: where the district lies and in the table."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.places import maps, outlines
from solar_cms.places.maps import DistrictMap, bounds_of, drawn, step_of
from solar_cms.places.models import District, Province

NAMES = {"1601": "Pakse", "1603": "Bachiang", "1604": "Paksong", "1610": "Khong <b>"}


def make_places() -> None:
    with act("test.arranged", by=SYSTEM):
        champasak = Province.objects.create(code="16", name_local="ຈຳປາສັກ", name_latin="Champasak")
        for code, local, latin in (("1604", "ປາກຊ່ອງ", "Paksong"), ("1603", "ບາຈຽງ", "Bachiang")):
            District.objects.create(
                code=code, province=champasak, name_local=local, name_latin=latin
            )


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def shown(**fields: Any) -> DistrictMap:
    values: dict = {"title": "Enrolled", "values": {"1604": 212, "1601": 9}, "province": "16",
                    "names": NAMES, "urls": {"1604": "/figures/x/1604/"}, **fields}  # fmt: skip
    return DistrictMap(**values)


def test_numbers_stand_in_the_drawing_and_the_table_and_open_their_records():
    found = drawn(shown(), name="m")
    assert [(r.name, r.said, r.share) for r in found.rows] == [
        ("Paksong", "212", "96%"),
        ("Pakse", "9", "4%"),
    ]
    assert 'href="/figures/x/1604/" aria-label="Paksong: 212"' in found.svg
    assert ">212</text>" in found.svg
    assert found.none == ["Bachiang", "Khong <b>"]
    assert "Khong <b>" not in found.svg
    assert "style=" not in found.svg


def test_paper_has_the_legend_and_whose_boundaries_they_are_and_no_links():
    svg = drawn(shown(), name="m", page=False).svg
    assert "<a " not in svg
    assert "National Geographic Department" in svg
    assert "font-family" in svg


def test_names_are_read_where_none_are_given(db, django_assert_num_queries):
    make_places()
    with django_assert_num_queries(1):
        found = drawn(shown(names={}, values={"1604": 3}), name="m")
    assert [r.name for r in found.rows] == ["Paksong"]
    with translation.override("lo"):
        assert "ປາກຊ່ອງ" in drawn(shown(names={}, values={"1604": 3}), name="m").svg


def test_without_boundaries_the_table_stays(settings):
    settings.SOLAR_PACK = "elsewhere"
    found = drawn(shown(), name="m")
    assert found.svg == ""
    assert len(found.rows) == 2
    page = Template("{% district_map shown %}").render(Context({"shown": shown()}))
    assert "<svg" not in page
    assert "212" in page


def test_an_empty_map_says_so():
    page = Template("{% district_map shown %}").render(Context({"shown": shown(values={})}))
    assert "There is no number for any district yet." in page


def test_the_whole_country_stays_small(db):
    make_places()
    codes = list(maps.outlines()["coarse"])
    assert len(codes) == 148
    everything = shown(
        province="", names={c: f"ເມືອງ {c}" for c in codes}, values={c: int(c) for c in codes},
        urls={c: f"/reporting/figures/nssf/2026Q4/{c}/" for c in codes},
    )  # fmt: skip
    page = Template("{% district_map shown %}").render(Context({"shown": everything}))
    assert len(gzip.compress(page.encode())) < 20_000
    few = shown(province="", names={c: f"ເມືອງ {c}" for c in codes}, values={"1604": 3})
    page = Template("{% district_map shown %}").render(Context({"shown": few}))
    assert len(gzip.compress(page.encode())) < 12_000


def test_steps_are_round_and_part_the_districts():
    bounds = bounds_of([1, 2, 3, 5, 9, 12, 27, 41, 212])
    assert bounds == [1, 5, 25, 200]
    assert [step_of(v, bounds) for v in (0, None, 1, 5, 41, 212)] == [-1, -1, 0, 1, 2, 3]
    assert bounds_of([]) == []
    assert bounds_of([43, 43, 43]) == [1]


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_every_number_above_zero_has_a_step_and_steps_rise(values: list[int]):
    bounds = bounds_of([float(v) for v in values])
    assert bounds == sorted(set(bounds))
    assert len(bounds) <= 4
    for one, two in zip(sorted(values), sorted(values)[1:], strict=False):
        assert step_of(one, bounds) <= step_of(two, bounds)
    assert all((step_of(v, bounds) >= 0) == (v > 0) for v in values)


# --- making the file -----------------------------------------------------------------------------


def square(code: str, x: float, wiggle: bool = False) -> dict[str, Any]:
    """One degree wide; its right border has a point that simplifying may drop."""
    right = [[x + 1, 0], [x + 1.001, 0.5], [x + 1, 1]]
    left = [[x, 1], *([[x + 0.001, 0.5]] if wiggle else []), [x, 0]]
    ring = [*right, *left, right[0]]
    return {"properties": {"lsb_code": code, "prov_code": code[:2]},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def test_neighbours_keep_a_common_border_when_simplified():
    found = outlines.build(
        [square("1601", 100), square("1602", 101, wiggle=True)], "us", code="lsb_code", province="prov_code"
    )  # fmt: skip
    one, two = (found["fine"][code] for code in ("1601", "1602"))
    assert one["box"][0] + one["box"][2] == two["box"][0]
    for shape in (one, two):
        x, y, width, height = shape["box"]
        assert x < shape["at"][0] < x + width
        assert y < shape["at"][1] < y + height
        assert shape["room"] > 0
        assert re.fullmatch(r"M\d+ \d+l[-\d ]+z", shape["path"])


def test_the_command_writes_the_file_and_refuses_what_is_none(tmp_path: Path):
    source, target = tmp_path / "in.geojson", tmp_path / "out.json"
    source.write_text(json.dumps({"features": [square("1601", 100)]}))
    with pytest.raises(CommandError, match="attribution"):
        call_command("build_boundaries", str(source), "--out", str(target))
    call_command("build_boundaries", str(source), "--attribution", "us", "--out", str(target))
    assert json.loads(target.read_text())["attribution"] == "us"
    source.write_text("{}")
    with pytest.raises(CommandError, match="no GeoJSON"):
        call_command("build_boundaries", str(source), "--out", str(target))
