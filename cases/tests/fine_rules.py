"""A fines.toml for tests: each method once, in words of nobody's law."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

from cases.fines import Breach, FineFacts, FineRules, parse

DAY = date(2026, 6, 1)
TOML = """
[fines]
same_act = "gravest"

[[unit]]
key = "wage"
names = { en = "daily wage", lo = "ຄ່າແຮງຕໍ່ວັນ" }
status = "confirmed"

[[unit_value]]
unit = "wage"
valid_from = 2025-01-01
valid_to = 2025-12-31
amount = 100000
source = "Notice 1"
status = "confirmed"

[[unit_value]]
unit = "wage"
valid_from = 2026-01-01
amount = 120000
source = "Notice 2"
status = "secondary"

[[size]]
key = "micro"
names = { en = "Micro", lo = "ຈຸລະພາກ" }
from = 1
to = 10
status = "confirmed"

[[size]]
key = "other"
names = { en = "Other", lo = "ອື່ນໆ" }
from = 11
status = "confirmed"

[[fine]]
key = "wages"
names = { en = "Article 10", lo = "ມາດຕາ 10" }
violations = ["minimum_wage"]
method = "range"
unit = "wage"
low = 10
high = 30
per_worker = true
source = "Law, article 10"
status = "confirmed"

[[fine]]
key = "daily"
names = { en = "Article 11", lo = "ມາດຕາ 11" }
violations = ["first_aid", "machine_guards"]
method = "per_day"
amount = 40000
source = "Law, article 11"
status = "confirmed"

[[fine]]
key = "debt"
names = { en = "Article 12", lo = "ມາດຕາ 12" }
violations = ["not_enrolled"]
method = "bands"
by = "days"
status = "confirmed"

[[band]]
fine = "debt"
from = 0
to = 10
percent = 5

[[band]]
fine = "debt"
from = 11
to = 30
percent = 15

[[band]]
fine = "debt"
from = 31
percent = 20

[[fine]]
key = "table"
names = { en = "Table", lo = "ຕາຕະລາງ" }
severities = ["medium", "serious"]
method = "matrix"
unit = "wage"
status = "confirmed"

[[band]]
fine = "table"
size = "micro"
severity = "medium"
from = 1
to = 5
amount = 0.5

[[band]]
fine = "table"
size = "micro"
severity = "medium"
from = 6
amount = 1

[[band]]
fine = "table"
size = "other"
severity = "medium"
from = 1
amount = 2

[[band]]
fine = "table"
size = "micro"
severity = "serious"
from = 1
amount = 3

[[band]]
fine = "table"
size = "other"
severity = "serious"
from = 1
amount = 9

[[fine]]
key = "unsure"
names = { en = "Article 13", lo = "ມາດຕາ 13" }
violations = ["obstruction"]
method = "fixed"
status = "unknown"

[[cap]]
key = "item"
of = "item"
names = { en = "Article 14", lo = "ມາດຕາ 14" }
fines = ["wages"]
amount = 20000000
status = "confirmed"

[[cap]]
key = "day"
of = "day"
names = { en = "Article 15", lo = "ມາດຕາ 15" }
amount = 60000
status = "confirmed"

[[cap]]
key = "case"
of = "case"
names = { en = "Article 16", lo = "ມາດຕາ 16" }
amount = 300
unit = "wage"
status = "confirmed"

[[factor]]
key = "repeat"
names = { en = "Repeated", lo = "ເຮັດຊ້ຳ" }
when = "repeat"
years = 2
percent = 50
each = true
violations = ["first_aid", "minimum_wage"]
status = "confirmed"

[[factor]]
key = "death"
names = { en = "Somebody died", lo = "ມີຜູ້ເສຍຊີວິດ" }
when = "asked"
percent = 100
fines = ["table"]
status = "assumed"

[[reduction]]
key = "early"
names = { en = "Cured before the appeal", lo = "ແກ້ໄຂກ່ອນອຸທອນ" }
to_percent = 30
status = "confirmed"
"""


def data() -> dict[str, Any]:
    return tomllib.loads(TOML)


def rules(**tables: Any) -> FineRules:
    """The rules, with whole tables put in the place of theirs."""
    return parse({**data(), **tables})


def breach(key: str = "F1", violation: str = "first_aid", **fields: Any) -> Breach:
    given = {"severity": "minor", "on": DAY, "names": {"en": violation}, **fields}
    if "chosen" in given:
        given["chosen"] = Decimal(given["chosen"])
    return Breach(key, violation, **given)


def facts(*breaches: Breach, **fields: Any) -> FineFacts:
    return FineFacts(breaches, **fields)
