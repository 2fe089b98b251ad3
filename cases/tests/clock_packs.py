"""The pack of Lao PDR with other clocks, and with steps of its own for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM
from solar_cms.law.models import PackVersion
from solar_cms.law.operations import load_pack

# Steps at every open stage after the visit: what is said, and one that the calendar may take.
STEPS = """
[[transition]]
key = "hearing"
act = "record"
from = ["visited", "findings", "notice", "remedying"]
roles = ["inspector", "supervisor"]
names = { en = "Hearing", lo = "ການໄຕ່ສວນ" }
status = "assumed"

[[transition]]
key = "hearing_put_off"
act = "record"
from = ["visited", "findings", "notice", "remedying"]
roles = ["inspector", "supervisor"]
names = { en = "Hearing put off", lo = "ເລື່ອນການໄຕ່ສວນ" }
status = "assumed"

[[transition]]
key = "hearing_resumed"
act = "record"
from = ["visited", "findings", "notice", "remedying"]
roles = ["inspector", "supervisor"]
names = { en = "Hearing goes on", lo = "ສືບຕໍ່ການໄຕ່ສວນ" }
status = "assumed"

[[transition]]
key = "charges"
act = "record"
automatic = true
from = ["visited", "findings", "notice", "remedying"]
roles = ["supervisor"]
names = { en = "Charges", lo = "ຂໍ້ກ່າວຫາ" }
status = "assumed"

[[transition]]
key = "breach_act"
act = "record"
from = ["remedying"]
roles = ["inspector"]
notice = "improvement_notice"
names = { en = "Act of breach", lo = "ບົດບັນທຶກການລະເມີດ" }
status = "assumed"

[[transition]]
key = "decision"
act = "record"
from = ["visited", "findings", "notice", "remedying"]
roles = ["head"]
blocks = ["not_lapsed"]
names = { en = "Decision", lo = "ການຕັດສິນ" }
status = "assumed"

[[transition]]
key = "opinion"
act = "record"
from = ["visited", "findings", "notice", "remedying"]
roles = ["head"]
names = { en = "Opinion", lo = "ຄຳເຫັນ" }
status = "assumed"
fields = [
  { key = "respondents", kind = "number", names = { en = "Respondents", lo = "ຜູ້ຖືກກ່າວຫາ" } },
  { key = "abroad", kind = "yes_no", names = { en = "Abroad", lo = "ຢູ່ຕ່າງປະເທດ" } },
]
"""


def clock(key: str, rest: str) -> str:
    """A [[clock]] with what every one has."""
    names = f'names = {{ en = "Clock {key}", lo = "ໂມງ {key}" }}'
    return f'[[clock]]\nkey = "{key}"\n{names}\nstatus = "assumed"\n{rest}\n'


@cache
def procedure_text() -> str:
    """procedure.toml of the pack, without its clocks, with the steps above."""
    text = (make.LAOS / "procedure.toml").read_text(encoding="utf-8")
    before, _head, rest = text.partition("[[clock]]")
    _clocks, head, notices = rest.partition("[[notice]]")
    return before + STEPS + head + notices


def write_pack(*clocks: str) -> Path:
    folder = Path(mkdtemp(prefix="pack-")) / "laos"
    copytree(make._parts(), folder)
    text = procedure_text() + "\n" + "\n".join(clocks)
    (folder / "procedure.toml").write_text(text, encoding="utf-8")
    return folder


def load_with(*clocks: str) -> PackVersion:
    """The pack with these clocks, current from now on."""
    make.load_laos()
    return load_pack(write_pack(*clocks), by=SYSTEM)
