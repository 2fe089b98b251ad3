"""The pack of Lao PDR with steps for sanctions and money added, for tests: nobody's procedure."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp
from typing import Any

from cases import operations as do
from cases.models import Case, Finding, Sanction
from cases.tests import factories as make
from cases.tests.fine_rules import TOML
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.law.models import PackVersion
from solar_cms.law.operations import load_pack
from solar_cms.law.packs import current, current_or_none
from tests.kept import kept_rows

STEPS = (
    ("propose_sanction", ["inspector", "supervisor", "legal_officer"], ["findings_exist"]),
    ("decide_sanction", ["head", "supervisor", "legal_officer"], ["sanction_proposed"]),
    ("finalise_sanction", ["head", "legal_officer"], ["no_open_appeal"]),
    ("annul_sanction", ["head"], []),
    ("file_appeal", ["legal_officer", "head"], ["sanction_decided"]),
    ("decide_appeal", ["head", "legal_officer", "supervisor"], ["appeal_open"]),
    ("record_payment", ["legal_officer", "head"], ["sanction_decided"]),
    ("agree_instalments", ["legal_officer", "head"], ["balance_due"]),
    ("write_off", ["head"], ["balance_due"]),
    ("order_wages", ["inspector", "head"], []),
    ("record_wages", ["inspector", "head"], []),
)
MORE = """
[[sanction]]
key = "fine"
names = { en = "Fine", lo = "ປັບໃໝ" }
money = true
prefix = "SF"
status = "assumed"

[[sanction]]
key = "closure"
names = { en = "Closure", lo = "ປິດສະຖານທີ່" }
money = false
prefix = "SC"
max_days = 30
status = "assumed"

[[instance]]
key = "ministry"
names = { en = "Ministry", lo = "ກະຊວງ" }
status = "assumed"

[[instance]]
key = "bonded"
names = { en = "Secretary", lo = "ລັດຖະມົນຕີ" }
bond = 100
roles = ["legal_officer"]
status = "assumed"

[[instance]]
key = "court"
names = { en = "Court", lo = "ສານ" }
roles = ["auditor"]
status = "assumed"

[[decider]]
step = "decide_sanction"
roles = ["supervisor", "legal_officer"]
up_to = 1000000
status = "assumed"

[[decider]]
step = "decide_sanction"
roles = ["head"]
status = "assumed"

[[reduction]]
key = "prompt"
names = { en = "Paid at once", lo = "ຈ່າຍທັນທີ" }
to_percent = 50
starts = "decide_sanction"
within = 5
unit = "calendar"
status = "confirmed"

[[reduction]]
key = "said_to_be_prompt"
names = { en = "Paid soon", lo = "ຈ່າຍໄວ" }
to_percent = 60
starts = "decide_sanction"
within = 5
unit = "calendar"
status = "assumed"

[[interest]]
key = "late"
names = { en = "Late payment", lo = "ຈ່າຍຊ້າ" }
percent = 0.05
per = "day"
of = "fine"
cap_percent = 10
status = "confirmed"

[[interest]]
key = "guessed"
names = { en = "Guessed", lo = "ຄາດເດົາ" }
percent = 9
per = "month"
of = "fine"
status = "unknown"
"""


def _steps() -> str:
    rows = []
    for act, roles, blocks in STEPS:
        rows.append(
            f'[[transition]]\nact = "{act}"\nfrom = ["findings", "notice", "remedying"]\n'
            f"roles = {roles}\nblocks = {blocks}\n"
            f'names = {{ en = "{act}", lo = "{act}" }}\nstatus = "assumed"\n'
        )
    return "\n".join(rows)


OWN_STAGES = ("sanctioning", "decided", "objection", "collection")
OWN_CLOCKS = ("objection", "payment")


def _without_sanctions(text: str) -> str:
    """The procedure without its own phase of sanctions: the steps of these tests stand for it."""
    before, _mark, after = text.partition("# --- sanction, objection, collection")
    text = before + after[after.index("# --- clocks") :]
    kept = [
        block
        for block in re.split(r"(?m)^(?=\[\[)", text)
        if not re.match(rf'\[\[stage\]\]\nkey = "({"|".join(OWN_STAGES)})"', block)
        and not re.match(rf'\[\[clock\]\]\nkey = "({"|".join(OWN_CLOCKS)})"', block)
    ]
    return re.sub(rf', "({"|".join(OWN_STAGES)})"', "", "".join(kept))


@cache
def _folder(more: str) -> Path:
    folder = Path(mkdtemp(prefix="pack-")) / "laos"
    copytree(make._parts(), folder)
    procedure = folder / "procedure.toml"
    procedure.write_text(_without_sanctions(procedure.read_text()) + "\n" + _steps() + more)
    (folder / "fines.toml").write_text(TOML + MORE)
    return folder


def load(more: str = "") -> PackVersion:
    """With rules of fines; before any case is made. more: further rows of procedure.toml."""
    known = current_or_none("laos")
    if known is not None:
        return known
    make.make_places()
    for code in ("16", "1604", "1603", "1407", "1504"):
        make.make_office(code)
    kept_rows(("cases.sanctions", more), lambda: load_pack(_folder(more), by=SYSTEM))
    make.keep_cases_of(current("laos"))
    return current("laos")


def load_without_fines(tmp_path: Path) -> PackVersion:
    """The steps, and no fines.toml at all: as where no source gives an amount."""
    folder = tmp_path / "laos"
    copytree(_folder(""), folder)
    (folder / "fines.toml").unlink()
    make.make_places()
    make.make_office("1604")
    return load_pack(folder, by=SYSTEM)


def lawyer(district: str = "1604", **fields: Any) -> User:
    return make_user("legal_officer", [district], **fields)


def findings(case: Case) -> list[Finding]:
    return list(case.findings.order_by("number"))


def propose(case: Case, *, by: User | None = None, **fields: Any) -> Sanction:
    """For F1 and F2 by default, five days late each: 300,000 by the rules above."""
    given = {
        "kind": "fine",
        "findings": findings(case),
        "reasons": "Warned twice",
        "answers": late(5),
        "on": make.days_ago(12),
        "by": by or make.lead_of(case),
        **fields,
    }
    return do.propose_sanction(case, **given)


def late(days: int) -> Any:
    from cases.sanctioning import Answer, Answers

    return Answers({"F1": Answer(days=days), "F2": Answer(days=days)})


def decide(sanction: Sanction, *, by: User | None = None, **fields: Any) -> Sanction:
    given = {
        "imposes": True,
        "decision": "As proposed",
        "on": make.days_ago(10),
        "by": by or make.make_head(),
        **fields,
    }
    return do.decide_sanction(sanction, **given)


def make_decided(**fields: Any) -> Sanction:
    load()
    if fields:
        return decide(propose(make.make_confirmed()), **fields)
    return make_sanctioned().sanctions.get()


@make.kept_stage
def make_sanctioned(district: str = "1604") -> Case:
    return make.fresh(decide(propose(make.make_confirmed(district))).case)
