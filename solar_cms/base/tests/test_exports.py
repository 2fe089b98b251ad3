"""CSV that a spreadsheet cannot run."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from solar_cms.base.exports import csv_lines, safe_cell

INVISIBLE = st.text(alphabet="\u200b\u200e\u2060\ufeff \u00a0\t", max_size=4)


@given(INVISIBLE, st.sampled_from(["=", "+", "-", "@"]), st.text(max_size=20))
def test_text_that_would_run_as_a_formula_is_quoted(before, sign, after):
    assert safe_cell(before + sign + after).startswith("'")


@given(st.integers())
def test_numbers_stay_numbers(number):
    assert safe_cell(number) == number


def test_rows_come_back_as_written_behind_a_byte_order_mark():
    text = "".join(csv_lines([["ຊື່", "n"], ["ສົມພອນ, ວົງສາ", 3]]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [["ຊື່", "n"], ["ສົມພອນ, ວົງສາ", "3"]]
