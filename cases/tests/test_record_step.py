"""Steps that only a pack knows, on the case and on a parallel track; suspension, reopening, links."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import operations as do
from cases.facts import Facts
from cases.models import Case, CaseLink, Notice
from cases.tests import factories as make
from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.law.operations import check_pack, load_pack

pytestmark = pytest.mark.django_db

ADDED = """
[[track]]
key = "seal"
names = { en = "Stop-work order", lo = "ຄຳສັ່ງໂຈະ" }
status = "assumed"

[[stage]]
key = "sealed"
kind = "first"
track = "seal"
names = { en = "Work stopped", lo = "ໂຈະແລ້ວ" }
status = "assumed"

[[stage]]
key = "unsealed"
kind = "closed"
track = "seal"
names = { en = "Lifted", lo = "ຍົກເລີກແລ້ວ" }
status = "assumed"

[[stage]]
key = "conference"
kind = "open"
names = { en = "Conference", lo = "ກອງປະຊຸມ" }
types = ["inspection"]
status = "assumed"

[[document]]
key = "minutes"
names = { en = "Signed minutes", lo = "ບົດບັນທຶກ" }
status = "assumed"

[[notice]]
key = "summons"
prefix = "SM"
template = "notices/improvement_notice.typ"
by_officer = true
names = { en = "Summons", lo = "ໝາຍເຊີນ" }
status = "assumed"

[[transition]]
key = "call_conference"
act = "record"
from = ["received"]
to = "conference"
types = ["inspection"]
roles = ["head"]
notice = "summons"
names = { en = "Call a conference", lo = "ເຊີນປະຊຸມ" }
status = "assumed"
fields = [
  { key = "place", kind = "text", required = true, names = { en = "Where", lo = "ບ່ອນໃດ" } },
  { key = "parties", kind = "number", names = { en = "Parties", lo = "ຈຳນວນ" } },
  { key = "matter", kind = "choice", names = { en = "About", lo = "ກ່ຽວກັບ" }, choices = [
    { key = "wages", names = { en = "Wages", lo = "ຄ່າແຮງງານ" } },
    { key = "safety", names = { en = "Safety", lo = "ຄວາມປອດໄພ" } },
  ] },
]

[[transition]]
key = "hold_conference"
act = "record"
from = ["conference"]
to = "received"
types = ["inspection"]
roles = ["head"]
documents = ["minutes"]
names = { en = "Hold the conference", lo = "ຈັດກອງປະຊຸມ" }
status = "assumed"

[[transition]]
key = "seal"
act = "record"
from = ["received", "conference"]
roles = ["head"]
opens = "seal"
timed = true
names = { en = "Stop the work", lo = "ໂຈະວຽກ" }
status = "assumed"

[[transition]]
key = "unseal"
act = "record"
track = "seal"
from = ["sealed"]
to = "unsealed"
roles = ["head", "supervisor"]
blocks = ["not_on_team"]
names = { en = "Lift the order", lo = "ຍົກເລີກຄຳສັ່ງ" }
status = "assumed"
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return make.changed_pack(tmp_path, ADDED)


@pytest.fixture
def head(pack: Path) -> User:
    make.load_laos()
    load_pack(pack, by=SYSTEM)
    return make.make_head()


def opened(head: User, **fields: Any) -> Case:
    return do.open_case(
        workplace=make.make_mill(),
        kind="inspection",
        source="plan",
        opened_on=make.days_ago(10),
        by=head,
        **fields,
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.code, problem.field) for problem in refused.value.problems}


def test_a_step_is_refused_with_all_that_is_missing(head: User) -> None:
    case = opened(head)
    with pytest.raises(Refused) as refused:
        do.record_step(
            case, key="call_conference", by=head, on=make.days_ago(12),
            said={"parties": "three", "matter": "weather", "colour": "red"},
        )  # fmt: skip
    assert codes(refused) == {
        ("case.field_missing", "place"),
        ("case.field_wrong", "parties"),
        ("case.field_wrong", "matter"),
        ("case.field_unknown", "colour"),
        ("day.before", "on"),
        ("notice.no_length", "length"),
    }
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="hold_conference", by=head)
    assert codes(refused) == {("case.wrong_stage", "")}
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="seal", by=head)
    assert codes(refused) == {("case.no_moment", "at")}
    inspector = make.make_inspector()
    with pytest.raises(Refused) as refused:
        do.record_step(
            case, key="call_conference", by=inspector, said={"place": "Office"}, length=3,
            unit="working",
        )  # fmt: skip
    assert codes(refused) == {("case.other_role", "")}
    assert Case.objects.get(pk=case.pk).stage == "received"


def test_a_step_moves_the_case_and_writes_its_paper(head: User) -> None:
    case = opened(head)
    step = do.record_step(
        case, key="call_conference", by=head, on=make.days_ago(3), length=5, unit="working",
        said={"place": "Paksong office", "parties": 3, "matter": "wages"}, note="Both were told",
    )  # fmt: skip
    assert (step.stage, step.said["matter"]) == ("conference", "wages")
    notice = Notice.objects.get(step=step)
    assert notice.number.startswith("SM-1604-")
    assert notice.length == 5
    assert notice.letter is not None
    printed = {one["key"]: one["value"] for one in notice.letter.data["said"]}
    assert printed["matter"] == {"en": "Wages", "lo": "ຄ່າແຮງງານ"}
    assert printed["place"] == "Paksong office"
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="hold_conference", by=head)
    assert codes(refused) == {("case.document_missing", "minutes")}


def test_a_parallel_track_has_its_own_stages(head: User) -> None:
    case = opened(head)
    at = timezone.now() - timedelta(hours=30)
    do.record_step(case, key="seal", by=head, at=at)
    facts = Facts(Case.objects.get(pk=case.pk))
    assert facts.stages_now == {"": "received", "seal": "sealed"}
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="seal", by=head, at=at)
    assert codes(refused) == {("case.track_open", "")}
    do.record_step(case, key="unseal", by=head)
    facts = Facts(Case.objects.get(pk=case.pk))
    assert facts.stages_now == {"": "received"}
    assert facts.tracks[0].closed_on == today()


def test_who_investigated_does_not_decide(head: User) -> None:
    case = opened(head)
    both = make.make_user("supervisor", ["1604"])
    do.assign_case(case, lead=both, by=head)
    do.record_step(case, key="seal", by=head, at=timezone.now())
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="unseal", by=both)
    assert codes(refused) == {("case.not_on_team", "")}


def test_a_suspended_case_waits(head: User) -> None:
    case = opened(head)
    with pytest.raises(Refused) as refused:
        do.suspend_case(case, reason=" ", by=head)
    assert ("case.no_reason", "reason") in codes(refused)
    with pytest.raises(Refused) as refused:
        do.resume_case(case, reason="Over", by=head)
    assert codes(refused) == {("case.suspended", "")}
    do.suspend_case(case, reason="Flood", by=head)
    with pytest.raises(Refused) as refused:
        do.order_inspection(case, matters="All", by=head)
    assert ("case.suspended", "") in codes(refused)
    do.resume_case(case, reason="The road is open", by=head)
    assert do.order_inspection(case, matters="All", by=head).number


def test_a_closed_case_is_reopened_with_a_reason(head: User) -> None:
    case = opened(head)
    do.close_case(case, code="referred", note="To the police", by=head)
    do.reopen_case(case, reason="It came back", by=head)
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.closed_on, case.closure_code) == ("admitted", None, "")
    notes = list(case.steps.order_by("id").values_list("act", "note"))
    assert notes[-2:] == [("close_case", "To the police"), ("reopen_case", "It came back")]


def test_cases_are_linked_once_and_read_from_both_sides(head: User) -> None:
    one, two = opened(head), opened(head)
    with pytest.raises(Refused) as refused:
        do.link_case(one, one, kind="follows", by=head)
    assert codes(refused) == {("link.itself", "other")}
    do.link_case(one, two, kind="contractor", by=head)
    with pytest.raises(Refused) as refused:
        do.link_case(two, one, kind="contractor", by=head)
    assert codes(refused) == {("link.known", "other")}
    assert CaseLink.objects.count() == 1
    assert [link.other_id for link in Facts(two).links] == [two.pk]


def test_the_page_of_a_step(client: Client, head: User) -> None:
    case = opened(head)
    client.force_login(head)
    url = reverse("case_step", args=[case.pk, "call_conference"])
    page = client.get(url).content.decode()
    assert 'name="place"' in page
    assert 'name="length"' in page
    version = Case.objects.get(pk=case.pk).version
    sent = {"on": "1/1/2020", "place": "Office", "length": "3", "unit": "working",
            "matter": "safety", "version": version}  # fmt: skip
    assert "is before" in client.post(url, sent).content.decode()
    assert Case.objects.get(pk=case.pk).stage == "received"
    answer = client.post(url, {**sent, "on": make.days_ago(1).strftime("%d/%m/%Y")})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "conference"
    shown = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "Office" in shown
    assert client.get(reverse("case_step", args=[case.pk, "nothing"])).status_code == 404
    stranger = make.make_head("1504")
    client.force_login(stranger)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('roles = ["sheriff"]', "procedure.nobody"),
        ('track = "seal"', "procedure.other_track"),
        ('opens = "parade"', "procedure.unknown"),
        ('notice = "poem"', "procedure.unknown"),
        ('documents = ["poem"]', "procedure.unknown"),
        ('fields = [{ key = "on", kind = "day", names = { en = "On", lo = "ວັນ" } }]',
         "procedure.field_twice"),
        ('fields = [{ key = "what", kind = "choice", names = { en = "What", lo = "ຫຍັງ" } }]',
         "procedure.choices"),
    ],
)  # fmt: skip
def test_a_step_that_could_not_be_taken_is_refused(tmp_path: Path, said: str, code: str) -> None:
    name = said.partition(" =")[0]
    lines = {"roles": 'roles = ["head"]', name: said}
    bad = ADDED + "\n".join(
        ["", "[[transition]]", 'key = "bad"', 'act = "record"', 'from = ["received"]',
         'names = { en = "Bad", lo = "ບໍ່ດີ" }', 'status = "assumed"', *lines.values()]
    )  # fmt: skip
    make.load_laos()
    problems = check_pack(make.changed_pack(tmp_path, bad))
    assert [problem.code for problem in problems] == [code]
    file, _colon, line = problems[0].field.partition(":")
    text = Path(tmp_path, "laos", file).read_text().splitlines()
    assert any("bad" in row or name in row for row in text[int(line) - 3 : int(line) + 8])
