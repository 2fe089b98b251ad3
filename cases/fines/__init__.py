"""What a fine is computed from and how: pure, no database. The amounts are data of the pack.

`parse(definition)` reads fines.toml into `FineRules`; `calculate(rules, facts, on=day)` gives the
lines of the sum, or says what is missing. `check_fines` is what the pack's check asks.
"""

from cases.fines.calculating import calculate
from cases.fines.facts import Breach, FineFacts
from cases.fines.lines import Calculation, Line, thawed
from cases.fines.rules import FineRules, parse

__all__ = [
    "Breach",
    "Calculation",
    "FineFacts",
    "FineRules",
    "Line",
    "calculate",
    "parse",
    "thawed",
]
