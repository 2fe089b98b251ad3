"""A step opens other cases at the same workplace, once, linked to the case it was taken in."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Case
from cases.pack_sections import check_procedure
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.law.operations import load_pack
from solar_cms.law.reading import read_file

STEP = """
[[transition]]
key = "open_two"
act = "record"
from = ["visited", "findings"]
roles = ["inspector"]
fields = [{ key = "theme", kind = "text", required = true, names = { en = "Theme", lo = "ຫົວຂໍ້" } }]
cases = [
  { type = "campaign", source = "campaign", about = "theme", names = { en = "By theme", lo = "ຕາມຫົວຂໍ້" } },
  { type = "follow_up", source = "follow_up", names = { en = "Return", lo = "ກັບຄືນ" } },
]
names = { en = "Open two cases", lo = "ເປີດສອງກໍລະນີ" }
status = "assumed"
"""


@pytest.fixture
def case(pack, tmp_path) -> Case:
    load_pack(make.changed_pack(tmp_path, STEP), by=SYSTEM)
    return make.make_visited()


def take(case: Case, **fields):
    given = {"said": {"theme": "Wages"}, "on": today(), "by": make.lead_of(case), **fields}
    return do.record_step(case, key="open_two", **given)


def test_what_keeps_the_step_from_being_taken_opens_nothing(case) -> None:
    with pytest.raises(Refused) as refused:
        take(case, said={})
    assert codes(refused) == ["case.field_missing"]
    with pytest.raises(Refused) as refused:
        take(case, by=make.make_head())
    assert codes(refused) == ["case.other_role"]
    assert Case.objects.count() == 1


def test_the_cases_are_opened_once_and_linked(case) -> None:
    take(case)
    links = list(case.links.select_related("other").order_by("id"))
    assert [(one.kind, one.other.kind, one.other.source, one.other.stage) for one in links] == [
        ("follows", "campaign", "campaign", "received"),
        ("follows", "follow_up", "follow_up", "received"),
    ]  # fmt: skip
    first = links[0].other
    assert first.workplace_id == case.workplace_id
    assert first.summary.endswith(": Wages")
    with pytest.raises(Refused) as refused:
        take(make.fresh(case))
    assert codes(refused) == ["case.opened_already"]
    assert Case.objects.count() == 3


def test_the_page_says_what_will_be_opened_and_links_it(case, client) -> None:
    client.force_login(make.lead_of(case))
    path = f"/cases/{case.pk}/step/open_two/"
    page = client.get(path).content.decode()
    assert "By theme" in page
    data = {"on": today().isoformat(), "theme": "Wages", "version": case.version}
    assert client.post(path, data).status_code == 302
    page = client.get(f"/cases/{case.pk}/").content.decode()
    for link in case.links.select_related("other"):
        assert link.other.number in page


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('type = "campaign"', 'type = "feast"', "procedure.unknown"),
        ('about = "theme"', 'about = "moon"', "procedure.unknown"),
        ('act = "record"\nfrom = ["visited", "findings"]\nroles = ["inspector"]', 'act = "link_case"\nfrom = ["visited"]\nroles = ["inspector"]', "procedure.cases"),
        ('source = "follow_up"', 'sauce = "follow_up"', "pack.unknown_key"),
    ],
)  # fmt: skip
def test_a_fault_in_the_pack_is_said(tmp_path, old: str, new: str, code: str) -> None:
    path = make.changed_pack(tmp_path, STEP.replace(old, new)) / "procedure.toml"
    assert code in [problem.code for problem in check_procedure(read_file(path), path)]
