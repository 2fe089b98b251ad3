"""The styleguide: every component in its states, in the language of the reader."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.base.charts import LINES, ROWS, Chart, Series
from solar_cms.base.face import Act, Clock, Entry, File, Next, NotYet, Stage, Tag
from solar_cms.base.forms import DateField, Form, MoneyField, MonthField, PhoneField
from solar_cms.base.picking import Choice, PickField, choices_response
from solar_cms.base.policy import public
from solar_cms.base.templatetags.components import KINDS

DAY = dt.date(2026, 11, 18)

COLOURS = [
    ("ink", "#16201e", _("text, rules, work done"), "16.3 : 1"),
    ("soft", "#4e5956", _("second text"), "7.1 : 1"),
    ("act", "#0b5560", _("acts and links only"), "8.2 : 1"),
    ("red", "#a11f1b", _("late, wrong"), "7.5 : 1"),
    ("amber", "#774700", _("soon, on its wash"), "6.9 : 1"),
    ("green", "#2b6322", _("done, confirmed"), "7.0 : 1"),
    ("edge", "#7b7d76", _("edges of fields"), "4.1 : 1"),
    ("data", "#38477f", _("charts and maps"), "8.6 : 1"),
]


class SamplePick(PickField):
    """A picker of three villages that hold no data; its list is a part of this page."""

    rows = [
        Choice("1604012", "Ban Houaysa", "Paksong, Champasak · 1604012"),
        Choice("1604027", "Ban Houaysan", "Paksong, Champasak · 1604027"),
        Choice("1407003", "Ban Houaysa", "Laongam, Salavan · 1407003"),
    ]

    def found(self, words: str) -> list[Any]:
        return [row for row in self.rows if words.lower() in row.said.lower()]

    def exact(self, words: str, records: list[Any]) -> list[Any]:
        return [row for row in records if words in (row.name, row.said)]

    def record(self, key: str) -> Any:
        return None

    def choice(self, record: Any) -> Choice:
        return record


class PickForm(Form):
    place = SamplePick(
        label=_("Village"),
        required=False,
        help_text=_("Name in local or Latin letters, or the code"),
    )
    chosen = SamplePick(label=_("Chosen"), required=False)
    unclear = SamplePick(label=_("Several may be meant"), required=False)
    unknown = SamplePick(label=_("Not found"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer("styleguide_pick")  # type: ignore[attr-defined]


@public("shows the list of a picker, holds no data")
def styleguide_pick(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:60].lower()
    return choices_response(request, [c for c in SamplePick.rows if words in c.said.lower()])


# Base stands below the places: the styleguide names its own.
SAMPLE_PLACES = {
    "1601": ("Pakse", "ປາກເຊ"),
    "1602": ("Sanasomboon", "ຊະນະສົມບູນ"),
    "1603": ("Bachiangchaleunsook", "ບາຈຽງຈະເລີນສຸກ"),
    "1604": ("Paksong", "ປາກຊ່ອງ"),
    "1605": ("Pathoomphone", "ປະທຸມພອນ"),
    "1606": ("Phonthong", "ໂພນທອງ"),
    "1607": ("Champasack", "ຈຳປາສັກ"),
    "1608": ("Sukhuma", "ສຸຂຸມາ"),
    "1609": ("Moonlapamok", "ມູນລະປະໂມກ"),
    "1610": ("Khong", "ໂຂງ"),
}
SAMPLE_CODES = list(SAMPLE_PLACES)


class SampleFilter(django_forms.Form):
    q = django_forms.CharField(label=_("Search"), required=False)
    state = django_forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), ("waiting", _("Waiting")), ("under_way", _("Under way"))],
    )
    since = DateField(label=_("Since"), required=False)


class SampleForm(Form):
    fieldsets = [(_("Proof"), ["proof", "channel", "signed"])]

    served_on = DateField(label=_("Served on"), offers_today=True)
    month = MonthField(label=_("Month"), required=False)
    amount = MoneyField(label=_("Amount"), help_text=_("In kip, digits only or grouped: 108.000"))
    phone = PhoneField(label=_("Phone"), required=False)
    note = django_forms.CharField(
        label=_("Note"), required=False, widget=django_forms.Textarea({"rows": 2})
    )
    proof = django_forms.FileField(
        label=_("Signed copy or photo"), help_text=_("PDF or JPEG to 10 MB")
    )
    channel = django_forms.ChoiceField(
        label=_("How it was served"),
        widget=django_forms.RadioSelect,
        choices=[("hand", _("By hand")), ("post", _("By post"))],
    )
    signed = django_forms.BooleanField(label=_("The employer signed for it"), required=False)


@public("shows the components, holds no data")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    chosen = SampleFilter(request.GET or None)
    chosen.is_valid()
    wrong = SampleForm({"served_on": "28.10.2569", "amount": "4,5", "channel": "hand"})
    wrong.is_valid()
    pick = PickForm({
        "chosen": SamplePick.rows[0].said, "unclear": "Houay", "unknown": "Paris",
    })  # fmt: skip
    pick.is_valid()
    return render(
        request,
        "base/styleguide.html",
        {
            "colours": COLOURS,
            "washes": [
                ("paper", "#fdfcf9"), ("wash", "#f4f2eb"), ("act-wash", "#e5eff0"),
                ("red-wash", "#fbeae7"), ("amber-wash", "#fbf0d8"), ("rule", "#dbd8ce"),
            ],
            "kinds": list(KINDS),
            "form": SampleForm(initial={"amount": 108_000, "served_on": DAY}),
            "wrong": wrong,
            "pick": pick,
            "filter": chosen,
            **_samples(request),
            **_list_samples(request),
            **_drawn_samples(request),
        },
    )  # fmt: skip


def _samples(request: HttpRequest) -> dict[str, Any]:
    here = request.path
    days = [DAY - dt.timedelta(days=n) for n in (65, 58, 50, 37, 21)]
    labels = [
        gettext("Received"),
        gettext("Planned"),
        gettext("Visited"),
        gettext("Findings"),
        gettext("Notice served"),
    ]
    return {
        "day": DAY,
        "crumbs": [(gettext("Cases"), here), ("Paksong 1604", here)],
        "state": Tag("under_way", gettext("Being remedied")),
        "stages": [
            *[Stage(label, "done", when) for label, when in zip(labels, days, strict=True)],
            Stage(gettext("Being remedied"), "now", gettext("day 15 of 20")),
            Stage(gettext("Re-inspected")),
            Stage(gettext("Closed")),
        ],
        "next": Next(
            primary=Act(gettext("Check the evidence for F2"), here),
            others=[Act(gettext("Record a payment"), here), Act(gettext("Add a document"), here)],
            not_yet=[
                NotYet(gettext("Close the case"), [gettext("F2, F3 and F5 are open.")]),
                NotYet(
                    gettext("Extend the period"),
                    [gettext("Only the head of office may.")],
                    Act("Chanthala P.", here),
                ),
            ],
        ),
        "clocks": [
            Clock(gettext("Compliance period"), 15, 20, "waiting", gettext("5 days left")),
            Clock(gettext("Answer to the complainant"), 3, 3, "late", gettext("1 day late")),
            Clock(gettext("Limitation"), 2, 24, "assumed", "", gettext("source not confirmed")),
        ],
        "entries": [
            Entry(timezone.now(), gettext("Reminder sent: 5 working days left"), "", "soon"),
            Entry(
                dt.datetime(2026, 11, 16, 10, 40, tzinfo=dt.UTC),
                gettext("Evidence for F2 came in"),
                "",
                "under_way",
            ),
            Entry(DAY - dt.timedelta(days=9), gettext("F1 and F4 verified"), "Somphone V.", "done"),
        ],
        "files": [
            File("Payroll 8-9/2026.xlsx", here, 38_000, gettext("Evidence for F3")),
            File("LN-1604-2026-0088.pdf", here, 412_000, "", Act(gettext("Check"), here)),
        ],
    }


def _list_samples(request: HttpRequest) -> dict[str, Any]:
    here = request.path
    return {
        "page": SimpleNamespace(shown=13, total=158, next_url=here, previous_url=""),
        "tabs": [
            (gettext("Indicators"), here, True),
            (gettext("Activities"), here, False),
            (gettext("Risks"), here, False),
        ],
        "job": SimpleNamespace(pk="1", state="running", done=34, total=61, url=here, message=""),
        "job_done": SimpleNamespace(
            pk="2", state="done", done=61, total=61, url=here, message="", result_url=here
        ),
        "behind": Tag("soon", gettext("Behind")),
        "trend": [12, 19, 25, 31, 40, 57],
    }


def _drawn_samples(request: HttpRequest) -> dict[str, Any]:
    """Charts of each kind and a map: invented numbers at real places."""
    quarters = ["Q2 2025", "Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"]
    women, men = gettext("Women"), gettext("Men")
    words: dict[str, Any] = {"target_word": gettext("Target"), "heading": gettext("Quarter")}
    enrolled = (
        Series(women, [22, 30, 27, 33, 29, 30]),
        Series(men, [19, 25, 27, 24, 26, 26]),
    )
    numbers = dict(zip(SAMPLE_CODES, (9, 0, 41, 212, 27, 5, 12, 3, 2, 1), strict=True))
    names = [gettext("Somphone V."), gettext("Bounmy K."), gettext("Nobody yet")]
    return {
        "bars": Chart(
            gettext("Enrolled by quarter"), quarters, enrolled, targets=[40, 45, 50, 55, 60, 65],
            **words,
        ),
        "lines": Chart(
            gettext("Share of months paid"), quarters,
            (Series(women, [61, 64, 70, None, 72, 73]), Series(men, [60, 62, 66, 65, 67, 69])),
            kind=LINES, unit="%", targets=[None, None, None, None, None, 80], **words,
        ),
        "lying": Chart(
            gettext("Open cases by inspector"), names,
            (Series(gettext("in time"), [12, 9, 4]), Series(gettext("late"), [3, 0, 1])),
            kind=ROWS, heading=gettext("Inspector"),
        ),
        "nothing": Chart(gettext("Enrolled by quarter"), [], ()),
        "map": {
            "title": gettext("Enrolled by quarter"), "province": "16", "values": numbers,
            "names": {code: _sample_name(code) for code in SAMPLE_CODES},
            "urls": dict.fromkeys(SAMPLE_CODES, request.path),
            "heading": gettext("Enrolled"),
        },
        "empty_map": {
            "title": gettext("No number yet"), "province": "15", "values": {},
            "names": {"1501": "Lamarm", "1502": "Kaleum", "1503": "Dakcheung", "1504": "Thateng"},
        },
    }  # fmt: skip


def _sample_name(code: str) -> str:
    return SAMPLE_PLACES[code][0 if get_language() == "en" else 1]
