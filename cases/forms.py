"""Forms of cases: one per act. They read and check what is written; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.facts import Facts
from cases.models import Finding, Notice
from cases.procedure import Rules
from cases.states import Channel, DayUnit, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.base.forms import DateField, Form, PhoneField
from solar_cms.base.models import today
from solar_cms.documents.forms import ACCEPT
from solar_cms.documents.states import ServiceMethod, ServiceOutcome
from solar_cms.places.fields import PlaceField
from solar_cms.places.models import District

Choices = list[tuple[str, Any]]


def choices_of(named: Any) -> Choices:
    return [("", _("Choose")), *((one.key, one.name) for one in named)]


def long_text(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 4}), **kwargs)


def file_field(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT}),
        help_text=_("Photo, PDF or another paper, at most 20 MB."),
    )


def day_field(label: Any) -> DateField:
    return DateField(label=label, not_future=True, initial=today)


def inspectors_of(district: District) -> list[User]:
    """Active people who may visit in a district today. Few: inspectors are dozens, not thousands."""
    users = (
        User.objects.filter(is_active=True, postings__role__kind__in=["inspector", "supervisor"])
        .distinct()
        .order_by("name_local")
    )
    found = []
    for user in users.filter(postings__districts=district) | users.filter(
        postings__whole_country=True
    ):
        if user.scope.may_in("cases.visit", district.pk):
            found.append(user)
    return found


SEALED = ("name", "phone", "address", "may_be_contacted")


class ComplaintForm(Form):
    district = PlaceField(level="district", label=_("District"))
    workplace_said = forms.CharField(
        label=_("Workplace"),
        max_length=200,
        help_text=_("As the complainant names it; the village too when it is known."),
    )
    received_on = day_field(_("Received on"))
    channel = forms.ChoiceField(label=_("How it came"), choices=Channel.choices)
    facts = long_text(_("What happened"), help_text=_("What, since when, how many people."))
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    may_be_contacted = forms.BooleanField(label=_("May be contacted"), required=False, initial=True)

    fieldsets = [
        (
            _("Who complained (leave empty: anonymous)"),
            list(SEALED),
        )
    ]

    def __init__(self, *args: Any, user: User, workplace: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district: Any = self.fields["district"]
        district.reaching(user, "complaints.record")
        district.initial = user.scope.district
        for name in SEALED:  # never kept in the browser (static/js/keep.js)
            self.fields[name].widget.attrs["data-sealed"] = ""
        if workplace is not None:
            del self.fields["workplace_said"], self.fields["district"]

    def complainant(self) -> dict[str, Any]:
        """What is sealed; taken out of the cleaned data."""
        return {name: self.cleaned_data.pop(name) for name in SEALED}


class OpenForm(Form):
    kind = forms.ChoiceField(label=_("Kind of case"))
    source = forms.ChoiceField(label=_("Where it comes from"))
    opened_on = day_field(_("Opened on"))
    summary = long_text(_("What it is about"), required=False)
    is_back_entered = forms.BooleanField(
        label=_("An old case, entered from paper"),
        required=False,
        help_text=_("Its original dates are kept; no deadline or reminder starts."),
    )
    paper_number = forms.CharField(
        label=_("Number on paper"),
        max_length=60,
        required=False,
        help_text=_("Of an old case: the number it has in the paper file."),
    )

    def __init__(self, *args: Any, rules: Rules, complaint: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        source: Any = self.fields["source"]
        kind.choices = choices_of(rules.types.values())
        source.choices = choices_of(rules.sources.values())
        if complaint is not None:
            kind.initial = source.initial = "complaint"
            self.fields["summary"].initial = complaint.facts


class _LeadForm(Form):
    lead = forms.ChoiceField(label=_("Inspector"))

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in inspectors_of(facts.case.district)}
        lead: Any = self.fields["lead"]
        lead.choices = [("", _("Choose")), *((pk, user.name) for pk, user in self.people.items())]

    def clean_lead(self) -> User:
        return self.people[self.cleaned_data["lead"]]


class AssignForm(_LeadForm):
    members = forms.MultipleChoiceField(
        label=_("Others on the team"), required=False, widget=forms.CheckboxSelectMultiple
    )
    assigned_on = day_field(_("Assigned on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["members"]
        members.choices = [(pk, user.name) for pk, user in self.people.items()]

    def clean_members(self) -> list[User]:
        return [self.people[pk] for pk in self.cleaned_data["members"]]


class ReassignForm(_LeadForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    on = day_field(_("From"))


class ReassignManyForm(Form):
    """For several cases at once: people who may visit in every district of them."""

    lead = forms.ChoiceField(label=_("Inspector"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
    on = day_field(_("From"))

    def __init__(self, data: Any, files: Any = None, *, user: User, record: list[Any]) -> None:
        super().__init__(data)
        districts = list({case.district_id: case.district for case in record}.values())
        everywhere = [{one.pk: one for one in inspectors_of(place)} for place in districts]
        common = set.intersection(*(set(found) for found in everywhere)) if everywhere else set()
        self.people = {str(pk): one for pk, one in (everywhere or [{}])[0].items() if pk in common}
        lead: Any = self.fields["lead"]
        lead.choices = [("", _("Choose")), *((pk, one.name) for pk, one in self.people.items())]

    def clean_lead(self) -> User:
        return self.people[self.cleaned_data["lead"]]


class VisitForm(Form):
    visited_on = day_field(_("Day of the visit"))
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=VisitOutcome.choices, widget=forms.RadioSelect, initial="done"
    )
    women_interviewed = forms.IntegerField(
        label=_("Women interviewed"), min_value=0, max_value=9999, initial=0
    )
    men_interviewed = forms.IntegerField(
        label=_("Men interviewed"), min_value=0, max_value=9999, initial=0
    )
    papers_seen = long_text(_("Papers seen"), required=False)
    remarks = long_text(
        _("Notes"), required=False, help_text=_("Needed when the visit could not be made.")
    )
    again = forms.BooleanField(
        label=_("Answer the checklist again"),
        required=False,
        help_text=_("Then this visit is compared with the one before, section by section."),
    )

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["again"]


class FindingForm(Form):
    violation = forms.ChoiceField(label=_("Violation"))
    fact = long_text(_("Fact"), help_text=_("What was seen, where, since when."))
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    workers_affected = forms.IntegerField(label=_("Workers affected"), min_value=0, required=False)

    def __init__(
        self, *args: Any, rules: Rules, finding: Finding | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        violation: Any = self.fields["violation"]
        severity: Any = self.fields["severity"]
        violation.choices = choices_of(rules.violations.values())
        severity.choices = [
            ("", _("As in the catalogue")),
            *((s.key, s.name) for s in rules.severities.values()),
        ]
        if finding is not None:
            del self.fields["violation"]
            severity.choices = severity.choices[1:]
            severity.initial, severity.required = finding.severity, True
            self.fields["fact"].initial = finding.fact
            self.fields["workers_affected"].initial = finding.workers_affected
            self.fields["confirmed_on"] = day_field(_("Confirmed on"))


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.TextInput({"data-sealed": ""})
    )


class NoticeForm(Form):
    length = forms.IntegerField(
        label=_("Compliance period"),
        min_value=1,
        max_value=730,
        help_text=_(
            "In days from service. No source gives it: you set it, and the notice says so."
        ),
    )
    unit = forms.ChoiceField(
        label=_("Days"), choices=DayUnit.choices, widget=forms.RadioSelect, initial=DayUnit.WORKING
    )
    issued_on = day_field(_("Date of the notice"))


class ServeForm(Form):
    served_on = day_field(_("Served on"))
    method = forms.ChoiceField(
        label=_("How"), choices=ServiceMethod.choices, widget=forms.RadioSelect, initial="hand"
    )
    received_by = forms.CharField(
        label=_("Received by"), max_length=160, help_text=_("Name and position.")
    )
    proof = file_field(_("Proof of service"))
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Needed when there is no file: where the signed copy is kept."),
    )


class AttemptForm(Form):
    """An attempt to serve a notice that nobody has acknowledged."""

    OUTCOMES = [
        (one, one.label)
        for one in (
            ServiceOutcome.SENT,
            ServiceOutcome.ABSENT,
            ServiceOutcome.REFUSED,
            ServiceOutcome.RETURNED,
        )
    ]

    tried_on = day_field(_("Tried on"))
    method = forms.ChoiceField(
        label=_("How"), choices=ServiceMethod.choices, widget=forms.RadioSelect, initial="hand"
    )
    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    met = forms.CharField(
        label=_("Who was met"), max_length=160, required=False, help_text=_("Name and position.")
    )
    proof = file_field(_("Proof of the attempt"))
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Needed when there is no file: what was seen, who was a witness."),
    )


class UnreadableForm(Form):
    on = day_field(_("Found on"))
    proof = file_field(_("Letter or photo that shows it"))
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Needed when there is no file: who says so, and what cannot be read."),
    )


class ReissueForm(Form):
    """Why a notice is written anew, and perhaps for another period."""

    reason = forms.CharField(
        label=_("What is wrong with it"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
    issued_on = day_field(_("Date of the new notice"))
    length = forms.IntegerField(
        label=_("Another period"), min_value=1, max_value=730, required=False,
        help_text=_("Leave empty to keep the period of the first"),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Days"), choices=[("", _("as before")), *DayUnit.choices], required=False
    )

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if notice.length is None:  # the officer sets no period in notices of this kind
            del self.fields["length"], self.fields["unit"]


class ProofForm(Form):
    description = long_text(_("What was done"))
    submitted_by = forms.CharField(label=_("Handed in by"), max_length=160)
    submitted_on = day_field(_("Handed in on"))
    file = file_field(_("Photo or paper"))


class CheckForm(Form):
    decision = forms.ChoiceField(
        label=_("Is the finding remedied?"),
        choices=[("accept", _("Yes, verified")), ("refuse", _("No, not enough"))],
        widget=forms.RadioSelect,
    )
    decided_on = day_field(_("Checked on"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed when the evidence is refused: what is still missing."),
    )


class CloseForm(Form):
    code = forms.ChoiceField(label=_("Reason for closing"), widget=forms.RadioSelect)
    closed_on = day_field(_("Closed on"))
    note = long_text(_("Note"), required=False)

    def __init__(self, *args: Any, facts: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code: Any = self.fields["code"]
        code.choices = [(c.key, c.name) for c in facts.rules.closures_for(facts.case.kind)]
