"""Keyset pages over any mixture of equal values: every row once, both ways."""

from datetime import date, timedelta

import pytest
from django.core.signing import b64_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from solar_cms.base.paging import keyset_page
from solar_cms.places.models import Province

DAY = date(2026, 1, 1)


def made(days: list[int]) -> list[str]:
    """Provinces (the simplest table there is) whose valid_from repeats as drawn."""
    from solar_cms.audit.acts import SYSTEM, act

    codes = [f"Z{i:03d}" for i in range(len(days))]
    with act("test.arranged", by=SYSTEM):
        Province.objects.filter(code__startswith="Z").delete()
        Province.objects.bulk_create(
            [
                Province(
                    code=code, name_local="x", name_latin="x", valid_from=DAY + timedelta(days=day)
                )
                for code, day in zip(codes, days, strict=True)
            ]
        )
    return codes


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(
    days=st.lists(st.integers(0, 3), max_size=30),
    size=st.integers(1, 7),
    down=st.booleans(),
)
def test_all_rows_come_once_forwards_and_the_same_way_back(days, size, down):
    codes = made(days)
    rows = Province.objects.filter(code__startswith="Z")
    sign = "-" if down else ""
    order = [f"{sign}valid_from", f"{sign}code"]
    wanted = [p.code for p in rows.order_by(*order)]
    forwards: list[list[str]] = []
    page = keyset_page(rows, order, size=size)
    while True:
        forwards.append([p.code for p in page.rows])
        if not page.next_cursor:
            break
        page = keyset_page(rows, order, cursor=page.next_cursor, size=size)
    assert [code for part in forwards for code in part] == wanted
    assert len(wanted) == len(codes)
    backwards = [[p.code for p in page.rows]]
    while page.previous_cursor:
        page = keyset_page(rows, order, cursor=page.previous_cursor, size=size)
        backwards.insert(0, [p.code for p in page.rows])
    assert [code for part in backwards for code in part] == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "order", [["code", "-valid_from"], ["-code", "valid_from"], ["name_local"]]
)
def test_an_order_that_cannot_be_paged_is_a_mistake_of_ours(order):
    with pytest.raises(ValueError, match="one way"):
        keyset_page(Province.objects.all(), order)


@pytest.mark.django_db
@given(text=st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_as_a_cursor_gives_the_first_page(text):
    for cursor in (text, b64_encode(text.encode("utf-8", "ignore")).decode()):
        assert keyset_page(Province.objects.all(), ["code"], cursor=cursor).previous_cursor == ""
