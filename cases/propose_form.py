"""The form of a proposed sanction: what it asks is made from the rules of the case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.facts import Facts
from cases.fines import FineRules
from cases.fines.finding import say_value
from cases.fines.rules import Factor, Fine
from cases.forms import day_field, long_text
from cases.models import Finding, Respondent
from cases.sanctioning import Answer, Answers, kinds_of, rules_of
from solar_cms.base.forms import Form, MoneyField
from solar_cms.base.models import today

YES_NO = [("", gettext_lazy("not said")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def number_field(label: Any, **fields: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=10**7, **fields)


class ProposeForm(Form):
    """Kind, findings with what the rule of each asks, the respondent, reasons; amount by hand."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of sanction"), widget=forms.RadioSelect)
    findings = forms.MultipleChoiceField(
        label=gettext_lazy("For these findings"), widget=forms.CheckboxSelectMultiple
    )
    reasons = long_text(gettext_lazy("Reasons"))
    on = day_field(gettext_lazy("Proposed on"))
    # What was shown to whoever proposes: another sum is shown before it is saved.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts, self.rules = facts, rules_of(facts)
        self.about = [f for f in facts.confirmed if not f.is_restricted or f.violation]
        self.of_finding: dict[str, dict[str, str]] = {}
        kinds: Any = self.fields["kind"]
        kinds.choices = [(k.key, k.name) for k in kinds_of(self.rules).values()]
        findings: Any = self.fields["findings"]
        findings.choices = [(f.mark, self._name(f)) for f in self.about]
        findings.initial = [f.mark for f in self.about]
        self.fieldsets = []
        for finding in self.about:
            self._ask_of(finding)
        self._ask_of_respondent()
        self._ask_by_hand()

    def _name(self, finding: Finding) -> str:
        violation = self.facts.rules.violations.get(finding.violation)
        name = violation.name if violation and not finding.is_restricted else ""
        return f"{finding.mark} {name}".strip()

    def _ask_of(self, finding: Finding) -> None:
        """What the rules that may fit this finding need to know of it."""
        fines = _possible(self.rules, finding)
        wanted: dict[str, forms.Field] = {}
        if any(_is_range(fine) for fine in fines):
            wanted["chosen"] = forms.DecimalField(
                label=_("Chosen amount"), required=False, min_value=0, help_text=_ranges(fines),
                widget=forms.TextInput({"inputmode": "decimal", "class": "short"}),
            )  # fmt: skip
        if any(fine.per_day or fine.by == "days" for fine in fines):
            wanted["days"] = number_field(_("Days"))
        if any(_of_debt(fine) for fine in fines):
            wanted["debt"] = MoneyField(label=_("Sum owed"), required=False)
        factors = [f for f in self.rules.factors if _is_asked(f, finding, fines)]
        if factors:
            wanted["asked"] = forms.MultipleChoiceField(
                label=_("What applies"),
                required=False,
                choices=[(f.key, f.name) for f in factors],
                widget=forms.CheckboxSelectMultiple,
            )
        if self.rules.ways.same_act == "gravest" and len(self.about) > 1 and fines:
            others = [(f.mark, f.mark) for f in self.about if f.pk != finding.pk]
            wanted["same_act"] = forms.ChoiceField(
                label=_("The same act as"), required=False, choices=[("", _("none")), *others]
            )
        if wanted:
            names = {name: f"{finding.mark}_{name}" for name in wanted}
            self.of_finding[finding.mark] = names
            self.fields.update({names[name]: field for name, field in wanted.items()})
            self.fieldsets = [*self.fieldsets, (self._name(finding), list(names.values()))]

    def _ask_of_respondent(self) -> None:
        rules = self.rules
        wanted: dict[str, forms.Field] = {}
        several = self.facts.respondents
        if len(several) > 1:
            wanted["respondent"] = forms.ChoiceField(
                label=_("Against"),
                choices=[(str(one.pk), one.name) for one in several],
                initial=str(several[0].pk),
                widget=forms.RadioSelect,
            )
        if rules.sizes and not all(s.first is not None for s in rules.sizes.values()):
            sizes = [("", _("Choose")), *((s.key, s.name) for s in rules.sizes.values())]
            wanted["size"] = forms.ChoiceField(
                label=_("Size of the employer"), required=False, choices=sizes
            )
        if any(f.when == "organisation" for f in rules.factors) or any(
            d.doubled_for_organisations for d in rules.deciders
        ):
            wanted["is_organisation"] = forms.ChoiceField(
                label=_("Is the respondent an organisation?"),
                required=False,
                choices=YES_NO,
                widget=forms.RadioSelect,
            )
        if rules.sizes or any(fine.by == "staff" for fine in rules.fines):
            wanted["staff"] = number_field(
                _("Workers of the employer"), initial=self.facts.case.workplace.workers
            )
        if any(cap.of == "income" for cap in rules.caps):
            wanted["income"] = MoneyField(label=_("Yearly income"), required=False)
        if wanted:
            self.fields.update(wanted)
            self.fieldsets = [*self.fieldsets, (_("Respondent"), list(wanted))]

    def _ask_by_hand(self) -> None:
        self.fields["amount"] = MoneyField(
            label=_("Amount, if no rule gives it"), required=False, min_value=1
        )
        self.fields["basis"] = long_text(_("Legal basis of this amount"), required=False)
        names = ["amount", "basis"]
        if any(not kind.is_money for kind in kinds_of(self.rules).values()):
            self.fields["days"] = number_field(_("Length in days"))
            names.append("days")
        self.fieldsets = [*self.fieldsets, (_("Otherwise than the rules say"), names)]

    def chosen_findings(self) -> list[Finding]:
        marks = set(self.cleaned_data["findings"])
        return [f for f in self.about if f.mark in marks]

    def answers(self) -> Answers:
        data = self.cleaned_data
        acts = self._same_acts()
        found = {}
        for mark, names in self.of_finding.items():
            said = {name: data.get(field) for name, field in names.items()}
            found[mark] = Answer(
                chosen=said.get("chosen"),
                days=said.get("days"),
                debt=said.get("debt"),
                same_act=acts.get(mark, ""),
                asked=frozenset(said.get("asked") or ()),
            )
        said_so = {"yes": True, "no": False}.get(data.get("is_organisation") or "")
        return Answers(
            found, data.get("size") or "", said_so, data.get("staff"), data.get("income")
        )

    def _respondent(self) -> Respondent | None:
        chosen = self.cleaned_data.get("respondent")
        return next((one for one in self.facts.respondents if str(one.pk) == chosen), None)

    def _same_acts(self) -> dict[str, str]:
        """Mark -> the word for its group of findings that are one act."""
        groups: dict[str, set[str]] = {}
        for mark, names in self.of_finding.items():
            other = self.cleaned_data.get(names.get("same_act", "")) or ""
            if other:
                joined = groups.get(mark, {mark}) | groups.get(other, {other})
                groups.update(dict.fromkeys(joined, joined))
        return {mark: min(group) for mark, group in groups.items()}

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "findings": self.chosen_findings(),
            "reasons": data["reasons"],
            "on": data["on"],
            "answers": self.answers(),
            "respondent": self._respondent(),
            "amount": data.get("amount"),
            "basis": data.get("basis") or "",
            "days": data.get("days"),
        }


def _possible(rules: FineRules, finding: Finding) -> list[Fine]:
    """The rules that may hold for a finding, whatever the size of the employer turns out to be."""
    day = finding.confirmed_on or today()
    found = {
        fine.key: fine
        for size in ["", *rules.sizes]
        for fine in rules.fines_for(finding.violation, finding.severity, size, day)
    }
    return list(found.values())


def _is_range(fine: Fine) -> bool:
    values = [fine.value, *(band.value for band in fine.bands)]
    return any(value is not None and value.is_range for value in values)


def _ranges(fines: list[Fine]) -> str:
    """The ends between which may be chosen, as the rules give them."""
    said = []
    for fine in fines:
        for value in (fine.value, *(band.value for band in fine.bands)):
            if value is not None and value.is_range:
                low, high = say_value(fine, value, value.low), say_value(fine, value, value.high)
                said.append(_("%(low)s to %(high)s") % {"low": low, "high": high})
    return "; ".join(dict.fromkeys(said))


def _of_debt(fine: Fine) -> bool:
    values = [fine.value, *(band.value for band in fine.bands)]
    return fine.by == "debt" or any(value is not None and value.is_percent for value in values)


def _is_asked(factor: Factor, finding: Finding, fines: list[Fine]) -> bool:
    return (
        factor.when == "asked"
        and bool(fines)
        and (not factor.fines or any(fine.key in factor.fines for fine in fines))
        and (not factor.violations or finding.violation in factor.violations)
        and (not factor.severities or finding.severity in factor.severities)
    )
