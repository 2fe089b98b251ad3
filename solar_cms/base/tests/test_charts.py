"""Charts draw what they are given: nothing invented, nothing unescaped, the table says the same."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.base import charts
from solar_cms.base.charts import BARS, LINES, ROWS, Chart, Series, draw
from solar_cms.base.tests.test_components import draw as render

NS = "{http://www.w3.org/2000/svg}"


def chart(**fields: object) -> Chart:
    values: dict = {
        "title": "Enrolled",
        "labels": ["Q1", "Q2", "Q3"],
        "series": (Series("Women", [10, None, 30]), Series("Men", [5, 6, 0])),
        **fields,
    }
    return Chart(**values)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def said(svg: str) -> list[str]:
    return [el.text or "" for el in parse(svg).iter(f"{NS}text")]


@pytest.mark.parametrize("kind", [BARS, LINES, ROWS])
@pytest.mark.parametrize("page", [True, False])
def test_every_kind_is_whole_xml_with_title_and_description(kind: str, page: bool) -> None:
    svg = draw(chart(kind=kind), name="x", page=page)
    root = parse(svg)
    assert root.find(f"{NS}title").text == "Enrolled"  # type: ignore[union-attr]
    assert "Q3" in (root.find(f"{NS}desc").text or "")  # type: ignore[union-attr]
    assert ("font-family" in root.attrib) is not page
    assert "style=" not in svg


def test_words_are_escaped() -> None:
    svg = draw(chart(title="<b>&", labels=["<i>", "Q2", "Q3"]), name="x")
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert parse(svg) is not None


def test_a_missing_number_is_no_zero_and_breaks_the_line() -> None:
    lines = chart(kind=LINES, series=(Series("Share", [50, None, 70]),), unit="%")
    assert "Q2 –" in lines.summary
    strokes = re.findall(r'stroke-width="2.2"', draw(lines, name="x"))
    assert len(strokes) == 2
    _heads, rows = lines.table
    assert rows[1] == ("Q2", ["–"], "")


def test_a_total_that_is_no_sum_is_written_as_given() -> None:
    """Whoever is counted in two parts is counted once in the whole."""
    found = chart(totals=[12, 6, 30])
    assert "12" in said(draw(found, name="x"))
    assert "15" not in said(draw(found, name="x"))
    assert found.table[1][0][1] == ["10", "5", "12"]


def test_targets_are_ticks_with_a_word_and_reach_into_the_axis() -> None:
    without, with_them = chart(), chart(targets=[None, None, 400], target_word="Target")
    assert "Target" not in said(draw(without, name="x"))
    assert "Target" in said(draw(with_them, name="x"))
    assert with_them.top == 400
    assert "400" in said(draw(with_them, name="x"))


def test_numbers_are_grouped_in_the_readers_language() -> None:
    big = chart(series=(Series("Kip", [1248, 2000, 1]),))
    with translation.override("lo"):
        assert "1.248" in said(draw(big, name="x"))
    with translation.override("en"):
        assert "1,248" in said(draw(big, name="x"))


def test_a_lao_word_takes_the_room_of_its_letters_alone() -> None:
    assert charts.wide("ນ້ຳ", 10) < charts.wide("ນາຳ", 10) + 0.1
    assert charts.wide("ທີ່", 10) == charts.wide("ທ", 10)
    cut = charts.letters("ທີ່ຢູ່ຂອງຜູ້ອອກແຮງງານ", 60, 10)
    assert cut.endswith("…")
    assert charts.wide(cut, 10) <= 62


def test_labels_that_would_touch_are_thinned_and_the_last_stays() -> None:
    many = [f"Q{n % 4 + 1} {2020 + n // 4}" for n in range(24)]
    found = said(draw(chart(labels=many, series=(Series("n", list(range(24))),)), name="x"))
    assert many[-1] in found
    assert sum(label in found for label in many) < 13


def test_two_charts_of_a_page_share_no_id() -> None:
    both = draw(chart(), name="a") + draw(chart(), name="b")
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))


def test_the_tag_brings_the_table_and_says_when_there_is_nothing() -> None:
    with translation.override("en"):
        page = render("{% chart found 'c' %}", found=chart(urls=["/a/", "", ""]))
        assert page.count("<tr>") == 4
        assert '<a href="/a/">Q1</a>' in page
        assert "Nothing to draw yet." in render("{% chart found %}", found=Chart("t", [], ()))


@given(
    st.lists(
        st.tuples(st.none() | st.floats(0, 1e9), st.none() | st.floats(0, 1e9)),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([BARS, LINES, ROWS]),
)
def test_any_numbers_stay_inside_the_drawing(rows: list[tuple], kind: str) -> None:
    found = Chart(
        "t", [str(n) for n in range(len(rows))],
        (Series("a", [a for a, _b in rows]), Series("b", [b for _a, b in rows])), kind=kind,
    )  # fmt: skip
    svg = draw(found, name="x")
    assert "nan" not in svg
    assert "inf" not in svg
    height = float(parse(svg).attrib["viewBox"].split()[3])
    for rect in parse(svg).iter(f"{NS}rect"):
        assert float(rect.attrib.get("y", 0)) > -1
        assert float(rect.attrib["height"]) <= height
