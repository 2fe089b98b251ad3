"""What whoever complained takes away: the number and the office in their language, and no name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.procedure import SLIP_MARKS
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.law.operations import load_pack


def test_it_is_for_who_may_read_the_complaint(client: Client, officer: Any, stranger: Any) -> None:
    complaint = make.make_complaint(by=officer)
    path = f"/cases/complaints/{complaint.pk}/slip/"
    assert client.get(path).status_code == 302
    client.force_login(stranger)
    assert client.get(path).status_code == 404
    client.force_login(make_user("trainer", ["1604"]))
    assert client.get(path).status_code == 403


def test_it_says_number_day_and_office_in_both_languages(client: Client, officer: Any) -> None:
    complaint = make.make_complaint(by=officer)
    client.force_login(officer)
    path = f"/cases/complaints/{complaint.pk}/slip/"
    assert path in client.get(f"/cases/complaints/{complaint.pk}/").content.decode()
    slip = client.get(path).content.decode().partition("<main")[2]
    for words in ('lang="lo"', 'lang="en"', "ໄດ້ຮັບຄຳຮ້ອງທຸກຂອງທ່ານແລ້ວ", f"Its number is {complaint.number}:"):  # fmt: skip
        assert words in slip
    assert slip.index('lang="lo"') < slip.index('lang="en"')
    assert complaint.office is not None
    assert complaint.office.names["lo"] in slip
    assert f"{complaint.office.names['en']} received your complaint on" in slip
    assert not [mark for mark in SLIP_MARKS if f"{{{mark}}}" in slip]
    assert "ຄຳ ແກ້ວ" not in slip
    assert complaint.facts not in slip


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("{day}. Its", "{when}. Its", "procedure.slip", "“when”"),
        ("names.lo = \"ໄດ້ຮັບຄຳຮ້ອງທຸກຂອງທ່ານແລ້ວ", "names.lo = \"x\"\nnames.fr = \"y", "procedure.slip", "fr"),
        ("names.en = \"Your complaint", "names.fr = \"Your complaint", "pack.wrong_value", "en"),
    ],
)  # fmt: skip
def test_a_slip_that_nobody_can_fill_in_is_refused(
    db: None, tmp_path: Any, old: str, new: str, code: str, said: str
) -> None:
    folder = make.changed_pack(tmp_path, replaced=(old, new))
    with pytest.raises(Refused) as refused:
        load_pack(folder, by=SYSTEM)
    assert codes(refused) == [code]
    [problem] = refused.value.problems
    assert problem.field.startswith("procedure.toml:")
    assert said in problem.message
