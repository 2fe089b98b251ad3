"""The lines of a sum: kept as facts, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_money, say_number
from solar_cms.base.texts import text_in


@dataclass(frozen=True)
class Line:
    """One step of a sum. code: base, factor, cap, day_cap, case_cap, income_cap or same_act.

    facts: what the words are made of, ready for JSON. amount: minor units, negative when it takes away.
    """

    code: str
    facts: Mapping[str, Any]
    source: str
    status: str
    amount: int

    @property
    def what(self) -> str:
        return _WORDS[self.code](self.facts)

    @property
    def why(self) -> str:
        """The rule, with the value of the unit it counts in."""
        said = [text_in(self.facts.get("rule", {}))]
        if self.facts.get("unit"):
            said.append(
                _("%(unit)s = %(amount)s")
                % {
                    "unit": text_in(self.facts["unit"]),
                    "amount": say_money(self.facts["unit_amount"]),
                }
            )
        return " · ".join(part for part in said if part)

    @property
    def status_word(self) -> str:
        return str(SourceStatus(self.status).label) if self.status else ""

    def frozen(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "facts": dict(self.facts),
            "source": self.source,
            "status": self.status,
            "amount": self.amount,
        }


@dataclass(frozen=True)
class Offer:
    """What would be due under a reduction."""

    names: Mapping[str, str]
    amount: int
    source: str
    status: str

    @property
    def name(self) -> str:
        return text_in(self.names)


@dataclass(frozen=True)
class Calculation:
    """Lines and their sum; when anything is missing there is no total, only what is missing."""

    lines: tuple[Line, ...]
    cannot: tuple[Problem, ...] = ()
    offers: tuple[Offer, ...] = ()
    largest: int = 0  # the largest item, for deciders who are limited per act
    items: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        return None if self.cannot else sum(line.amount for line in self.lines)


def thawed(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Lines as they were kept with a sanction."""
    return [Line(**row) for row in rows]


def _head(facts: Mapping[str, Any]) -> str:
    return " ".join(part for part in (facts["mark"], text_in(facts.get("names", {}))) if part)


def say_percent(value: Any) -> str:
    return f"{say_number(_plain(value))}%"


def _plain(value: Any) -> Decimal:
    found = Decimal(str(value)).normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral() else found


def _base(facts: Mapping[str, Any]) -> str:
    parts = []
    if "percent" in facts:
        parts.append(
            _("%(percent)s of %(debt)s")
            % {"percent": say_percent(facts["percent"]), "debt": say_money(facts["debt"])}
        )
    elif facts.get("unit"):
        parts.append(f"{say_number(_plain(facts['count']))} {text_in(facts['unit'])}")
    else:
        parts.append(say_money(int(Decimal(facts["count"]))))
    if "workers" in facts:
        n = facts["workers"]
        parts.append(ngettext("%(n)s worker", "%(n)s workers", n) % {"n": say_number(n)})
    if "days" in facts:
        n = facts["days"]
        parts.append(ngettext("%(n)s day", "%(n)s days", n) % {"n": say_number(n)})
    return f"{_head(facts)}: {' × '.join(parts)}"


def _factor(facts: Mapping[str, Any]) -> str:
    percent = Decimal(facts["percent"])
    said = f"{'+' if percent > 0 else '−'}{say_percent(abs(percent))}"
    if "times" in facts:
        n = facts["times"]
        said += " · " + ngettext("%(n)s earlier sanction", "%(n)s earlier sanctions", n) % {"n": n}
    return f"{facts['mark']}: {said}"


def _cap(facts: Mapping[str, Any]) -> str:
    return f"{facts['mark']}: " + _("at most %(most)s") % {"most": say_money(facts["most"])}


def _day_cap(facts: Mapping[str, Any]) -> str:
    return _("At most %(most)s a day") % {"most": say_money(facts["most"])}


def _case_cap(facts: Mapping[str, Any]) -> str:
    return _("At most %(most)s in all") % {"most": say_money(facts["most"])}


def _income_cap(facts: Mapping[str, Any]) -> str:
    return _("At most %(percent)s of the income, %(most)s") % {
        "percent": say_percent(facts["percent"]),
        "most": say_money(facts["most"]),
    }


def _same_act(facts: Mapping[str, Any]) -> str:
    return _("%(mark)s: the same act as %(other)s, of which only the gravest counts") % {
        "mark": facts["mark"],
        "other": facts["other"],
    }


_WORDS = {
    "base": _base,
    "factor": _factor,
    "cap": _cap,
    "day_cap": _day_cap,
    "case_cap": _case_cap,
    "income_cap": _income_cap,
    "same_act": _same_act,
}
