"""The example of docs/writing-a-pack.md, followed to the letter by somebody who writes no Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from cases import operations as do
from cases.models import Case, ClockRun
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.law.comparing import changes_since
from solar_cms.law.operations import load_pack

pytestmark = pytest.mark.django_db

GUIDE = Path(settings.BASE_DIR) / "docs" / "writing-a-pack.md"
CLOCK = """starts = "record_visit"
ends = ["issue_improvement_notice", "close_case"]
names.en = "Report of the visit"
names.lo = "ການລາຍງານຜົນການກວດກາ"
status = "unknown"
"""


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the pack with the example's stage and steps, and its deadline."""
    example = GUIDE.read_text(encoding="utf-8").partition("## Changing a step")[2]
    (added,) = re.findall(r"```toml\n(.*?)```", example, re.S)
    assert 'length = 10`, `unit = "working"' in example
    known = CLOCK.replace('"unknown"', '"confirmed"')
    lines = 'length = 10\nunit = "working"\nsource = "Decision 12/2026"\n'
    return make.changed_pack(tmp_path, "\n" + added, replaced=(CLOCK, known + lines))


def test_a_new_case_follows_the_changed_pack(changed: Path) -> None:
    first = make.load_laos()
    with translation.override("en"):
        said = "\n".join(str(change) for change in changes_since(first, changed))
    assert "Review: new" in said
    assert "Ask for the review: new" in said
    assert "Report of the visit: length was “nothing”, becomes “10”" in said
    load_pack(changed, by=SYSTEM)

    case = make.make_remedied()
    head, supervisor = make.make_head(), make.make_user("supervisor", ["1604"])
    run = ClockRun.objects.get(case=case, kind="visit_report")
    assert (run.length, run.unit) == (10, "working")
    do.record_step(case, key="ask_for_review", by=supervisor)
    case = Case.objects.get(pk=case.pk)
    assert case.stage == "review"
    with pytest.raises(Refused) as refused:
        do.close_case(case, code="remedied", by=supervisor)
    assert [problem.code for problem in refused.value.problems] == ["case.other_role"]
    assert do.close_case(case, code="remedied", by=head).stage == "closed"


def test_a_case_opened_before_goes_its_old_way(changed: Path) -> None:
    case = make.make_remedied()
    load_pack(changed, by=SYSTEM)
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="ask_for_review", by=make.make_user("supervisor", ["1604"]))
    assert [problem.code for problem in refused.value.problems] == ["case.act_unknown"]
    assert do.close_case(case, code="remedied", by=make.make_head()).stage == "closed"
