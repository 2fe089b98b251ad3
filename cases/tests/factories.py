"""Cases at each stage, made through the verbs: the traits are the stages.

The pack of Lao PDR is there for each test that needs it (`load_laos`); a process reads it once, and
makes the first case of a test at each stage once (`kept_stage`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, wraps
from pathlib import Path
from shutil import copy, copytree
from tempfile import mkdtemp
from typing import Any

from django.conf import settings

from cases import operations as do
from cases.models import Case, Complaint, Finding, Notice, Proof
from cases.states import DayUnit, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_office, make_places, make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.documents.operations import render_letter
from solar_cms.law.models import PackVersion
from solar_cms.law.operations import load_pack
from solar_cms.law.packs import current, current_or_none
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import latest_version
from solar_cms.registry.models import Workplace
from solar_cms.registry.tests.factories import make_employer, make_workplace
from tests.kept import is_kept, kept_rows

Make = Callable[..., Case]

LAOS = Path(settings.PACKS_DIR) / "laos"
_packs: set[Any] = set()  # versions that are the same in each test of this process
PARTS = ("pack.toml", "articles.toml", "violations.toml", "procedure.toml", "checklists", "notices")


@cache
def _parts() -> Path:
    """The parts of the real pack that cases read, in a folder of their own: quick to load."""
    folder = Path(mkdtemp(prefix="pack-")) / "laos"
    folder.mkdir()
    for name in PARTS:
        source = LAOS / name
        (copytree if source.is_dir() else copy)(source, folder / name)
    return folder


def load_laos() -> PackVersion:
    """Articles, procedure, violations, checklists and notices as they are in packs/laos."""
    known = current_or_none("laos")
    if known is not None:
        return known
    make_places()
    for code in ("16", "1604", "1603", "1407", "1504"):
        make_office(code)
    kept_rows("cases.laos", lambda: load_pack(_parts(), by=SYSTEM))
    keep_cases_of(current("laos"))
    return current("laos")


def keep_cases_of(version: PackVersion) -> None:
    """This version of the pack is the same in each test of this process, and so are its cases."""
    _packs.add(version.pk)


def changed_pack(folder: Path, added: str = "", *, replaced: tuple[str, str] = ("", "")) -> Path:
    """A copy of the pack with lines added to its procedure, or a passage of it replaced."""
    copied = folder / "laos"
    copytree(_parts(), copied)
    procedure = copied / "procedure.toml"
    text = procedure.read_text(encoding="utf-8")
    old, new = replaced
    assert old in text
    procedure.write_text(text.replace(old, new, 1) + added, encoding="utf-8")
    return copied


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def make_head(district: str = "1604") -> User:
    return make_user("head", [district])


def make_inspector(district: str = "1604", **fields: Any) -> User:
    return make_user("inspector", [district], **fields)


def make_mill(district: str = "1604", **fields: Any) -> Workplace:
    return make_workplace(district=district, employer=make_employer(), **fields)


def make_complaint(district: str = "1604", *, by: User | None = None, **fields: Any) -> Complaint:
    load_laos()
    workplace = fields.pop("workplace", None) or make_mill(district)
    return do.record_complaint(
        district=workplace.district,
        workplace=workplace,
        received_on=fields.pop("received_on", days_ago(40)),
        channel="in_person",
        facts=fields.pop("facts", "No guard on the pulping machine."),
        complainant=fields.pop("complainant", {"name": "ນາງ ຄຳ ແກ້ວ", "phone": "+8562055123456"}),
        by=by or make_inspector(district),
    )


def kept_stage(make: Make) -> Make:
    """The first case of a test, at this stage, is brought back as it was made for an earlier test."""

    @wraps(make)
    def made(district: str = "1604", **fields: Any) -> Case:
        pack = load_laos()
        plain = all(isinstance(one, str | int | date | tuple) for one in fields.values())
        if not plain or pack.pk not in _packs or any_case():
            return make(district, **fields)
        key = (make.__name__, pack.pk, today(), district, *sorted(fields.items()))
        if User.objects.exists() and not is_kept(key):
            return make(district, **fields)  # who is there already would be missing in the copy
        kept_rows(key, lambda: make(district, **fields))
        return Case.objects.get()

    return made


def any_case() -> bool:
    return Case.objects.exists() or Complaint.objects.exists()


@kept_stage
def make_case(district: str = "1604", *, by: User | None = None, **fields: Any) -> Case:
    """A case just opened."""
    load_laos()
    return do.open_case(
        workplace=fields.pop("workplace", None) or make_mill(district),
        kind=fields.pop("kind", "inspection"),
        source=fields.pop("source", "plan"),
        opened_on=fields.pop("opened_on", days_ago(30)),
        by=by or make_inspector(district),
        **fields,
    )


@kept_stage
def make_ordered(district: str = "1604", **fields: Any) -> Case:
    case = make_case(district, **fields)
    do.order_inspection(case, matters="Safety", ordered_on=case.opened_on, by=make_head(district))
    return fresh(case)


@kept_stage
def make_assigned(district: str = "1604", *, lead: User | None = None, **fields: Any) -> Case:
    case = make_ordered(district, **fields)
    do.assign_case(
        case,
        lead=lead or make_inspector(district),
        assigned_on=case.opened_on,
        by=make_head(district),
    )
    return fresh(case)


def checklist() -> FormVersion:
    version = latest_version("general_osh", today())
    assert version is not None
    return version


def answers(**values: str) -> dict[str, tuple[str, str]]:
    """Yes to everything but what is given: answers(first_aid="no")."""
    return {
        question["key"]: (
            values.get(question["key"], "yes"),
            "seen" if values.get(question["key"]) == "no" else "",
        )
        for question in checklist().questions()
    }


@kept_stage
def make_visited(
    district: str = "1604", *, no: tuple[str, ...] = ("first_aid", "machines"), **fields: Any
) -> Case:
    """Visited 20 days ago, with a draft finding for each "no"."""
    case = make_assigned(district, **fields)
    do.record_visit(
        case,
        visited_on=max(days_ago(20), case.opened_on),
        outcome=VisitOutcome.DONE,
        checklist=checklist(),
        answers=answers(**dict.fromkeys(no, "no")),
        women_interviewed=2,
        men_interviewed=1,
        by=lead_of(case),
    )
    return fresh(case)


@kept_stage
def make_confirmed(district: str = "1604", **fields: Any) -> Case:
    case = make_visited(district, **fields)
    for finding in case.findings.order_by("number"):
        do.confirm_finding(
            finding,
            fact="Seen at the wet mill",
            severity=finding.severity,
            workers_affected=12,
            confirmed_on=days_ago(18),
            by=lead_of(case),
        )
    return fresh(case)


@kept_stage
def make_noticed(
    district: str = "1604", *, length: int = 20, unit: str = DayUnit.WORKING, **fields: Any
) -> Case:
    """The notice is written and its letter rendered."""
    case = make_confirmed(district, **fields)
    notice = do.issue_improvement_notice(
        case, length=length, unit=unit, issued_on=days_ago(15), by=lead_of(case)
    )
    render_letter(notice.letter_id)
    return fresh(case)


@kept_stage
def make_served(district: str = "1604", **fields: Any) -> Case:
    case = make_noticed(district, **fields)
    do.serve_notice(
        Notice.objects.get(case=case),
        served_on=days_ago(14),
        method="hand",
        received_by="Ms Vilayphone",
        note="Signed copy in the paper file",
        by=lead_of(case),
    )
    return fresh(case)


def make_proof(finding: Finding, **fields: Any) -> Proof:
    return do.submit_proof(
        finding,
        description=fields.pop("description", "A guard was fitted"),
        submitted_by="Ms Vilayphone",
        submitted_on=fields.pop("submitted_on", days_ago(5)),
        by=lead_of(finding.case),
        **fields,
    )


@kept_stage
def make_remedied(district: str = "1604", **fields: Any) -> Case:
    case = make_served(district, **fields)
    for finding in case.findings.order_by("number"):
        do.accept_proof(make_proof(finding), decided_on=days_ago(3), by=lead_of(case))
    return fresh(case)


@kept_stage
def make_closed(district: str = "1604", **fields: Any) -> Case:
    case = make_remedied(district, **fields)
    return do.close_case(case, code="remedied", closed_on=days_ago(1), by=make_head(district))


def lead_of(case: Case) -> User:
    return User.objects.get(case_assignments__case=case, case_assignments__ended_on__isnull=True)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
