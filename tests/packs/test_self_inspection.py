"""Viet Nam's yearly self-inspection: a return is received, reviewed, and closed or followed by an inspection."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import operations as do
from cases.models import Case, ClockRun
from cases.walking import people_of, workplace_of
from solar_cms.accounts.models import Office
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.law.operations import load_pack
from solar_cms.law.reading import read_file

pytestmark = pytest.mark.django_db
RETURN = {"year": 2026, "way": "account", "workers": 38}


def test_a_return_is_reviewed_and_opens_an_inspection_or_none(serve) -> None:
    folder = serve("vietnam")
    load_pack(folder, by=SYSTEM)
    script = read_file(folder / "walk.toml")
    people, place = people_of(script), workplace_of(script)
    day = script["opened"]

    def returned() -> Case:
        case = do.open_case(
            workplace=place, kind="self_check", source="yearly", opened_on=day,
            by=people["thanh_vien_doan"],
        )  # fmt: skip
        do.record_step(
            case, key="receive_return", said=RETURN, on=day, by=people["thanh_vien_doan"]
        )
        return case

    def take(case: Case, key: str, **said: str) -> None:
        on = day + timedelta(days=3)
        do.record_step(case, key=key, said=said, on=on, by=people["giam_doc_so"])

    first = returned()
    assert ClockRun.objects.get(case=first, kind="return_review").due_on is None  # asked, not known
    with pytest.raises(Refused):
        do.order_inspection(first, matters="x", ordered_on=day, by=people["giam_doc_so"])
    take(first, "review_return", result="in_order")
    take(first, "close_return")
    second = returned()
    take(second, "review_return", result="to_check")
    take(second, "inspect_after_return", reason="Số liệu mâu thuẫn")
    closed = {c.pk: c.closure_code for c in Case.objects.filter(kind="self_check")}
    assert closed == {first.pk: "self_checked", second.pk: "inspection_opened"}
    inspection = Case.objects.get(kind="inspection")
    assert (inspection.source, inspection.is_open) == ("self_check", True)
    assert second.links.get().other_id == inspection.pk


def test_the_ministry_has_the_name_of_the_day(serve) -> None:
    load_pack(serve("vietnam"), by=SYSTEM)
    ministries = Office.objects.filter(kind="central", parent=None)
    for day, code in ((date(2025, 2, 28), "BLDTBXH"), (date(2025, 3, 1), "BNV")):
        assert [office.code for office in ministries.on(day)] == [code]
