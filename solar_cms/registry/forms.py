"""What the registry asks. Forms validate, the verbs save."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base import reading
from solar_cms.base.forms import DateField, Form, PhoneField, ReadsText
from solar_cms.base.models import today
from solar_cms.base.romanising import romanised
from solar_cms.base.said import say_day
from solar_cms.places.fields import PlaceField
from solar_cms.places.models import District
from solar_cms.registry.duplicates.deciding import PUT_OFF_DAYS
from solar_cms.registry.lookalikes import lookalikes
from solar_cms.registry.models import ConsentText, Person
from solar_cms.registry.states import ConsentMethod, IdKind, Literacy, Sex, ThaiLetters
from solar_cms.registry.terms import choices


class YearField(ReadsText, forms.Field):
    """A year of four digits, CE or Buddhist era. Gives an int."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return reading.read_year(str(value))[0]
        except reading.Unreadable as error:
            raise ValidationError(error.message, code=error.code) from None

    def note_on(self, text: Any) -> str:
        try:
            return reading.read_year(text)[1] if text and isinstance(text, str) else ""
        except reading.Unreadable:
            return ""


class PlacedForm(Form):
    """A form with a district in which one holds a right, and one of its villages.

    `at`: the record's own place, which may be kept where the right does not reach. cleaned_data has
    the district as record and the village as record or None.
    """

    district = PlaceField(label=_("District"), level="district")
    village = PlaceField(
        label=_("Village"),
        within="district",
        required=False,
        help_text=_("Name in local or Latin letters, or code of the village"),
    )

    def __init__(self, *args: Any, user: User, right: str, at: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        fields: dict[str, Any] = self.fields
        fields["district"].reaching(user, right, also=getattr(at, "district_id", ""))
        fields["village"].reaching(user, right, also=getattr(at, "village_id", "") or "")
        self.initial.setdefault("district", user.scope.district)


class LatinInput(forms.TextInput):
    """Offers a Latin spelling of the Lao name beside it (static/registry/romanised.js)."""

    template_name = "registry/latin_input.html"


class PersonForm(PlacedForm):
    """Facts of a new person: cleaned_data are the arguments of operations.create_person.

    take() of a refusal for somebody alike adds the box that says it was looked at, with the people
    who are alike beside it.
    """

    fieldsets = [
        (
            _("Names"),
            ["given_name", "family_name", "given_name_latin", "family_name_latin", "aliases"],
        ),
        (_("Sex and birth"), ["sex", "birth_date", "birth_year", "died_on"]),
        (_("Where the person lives"), ["district", "village", "phone"]),
        (_("Reading and languages"), ["literacy", "languages"]),
        (_("Identity card"), ["card", "card_pending"]),
    ]

    another_person = forms.BooleanField(
        label=_("I have looked: this is another person"), required=False
    )
    letters = forms.ChoiceField(
        label=_("Thai letters in the name"),
        choices=ThaiLetters.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    given_name_latin = forms.CharField(
        label=_("Given name in Latin letters"), max_length=80, required=False, widget=LatinInput
    )
    family_name_latin = forms.CharField(
        label=_("Family name in Latin letters"), max_length=80, required=False, widget=LatinInput
    )
    aliases = forms.CharField(
        label=_("Other names"),
        max_length=400,
        required=False,
        help_text=_("What else the person is called; several names divided by commas"),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = DateField(label=_("Date of birth"), required=False, not_future=True)
    birth_year = YearField(
        label=_("Year of birth"), required=False, help_text=_("Where the day is not known")
    )
    phone = PhoneField(label=_("Phone"), required=False)
    literacy = forms.ChoiceField(
        label=_("Reading and writing"),
        choices=[("", _("not known")), *Literacy.choices],
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    card = forms.CharField(label=_("Number of the identity card"), max_length=40, required=False)
    card_pending = forms.BooleanField(label=_("Applied for, no number yet"), required=False)

    def __init__(self, *args: Any, right: str = "people.keep", **kwargs: Any) -> None:
        super().__init__(*args, right=right, **kwargs)
        languages: Any = self.fields["languages"]
        languages.choices = choices("languages", keep=self.initial.get("languages") or ())
        self.alike: list[Any] = []
        for name in ("another_person", "letters"):
            if not (self.is_bound and self.data.get(self.add_prefix(name))):
                del self.fields[name]
        self._propose_latin()

    def _propose_latin(self) -> None:
        """A Latin spelling under a name that has none yet; whoever knows the person decides."""
        known: Any = (
            {n: self.data.get(self.add_prefix(n)) for n in self.fields}
            if self.is_bound
            else self.initial
        )
        for name in ("given_name", "family_name"):
            if known.get(name) and not known.get(f"{name}_latin"):
                spelling = romanised(known[name])
                words = _("Perhaps %(spelling)s") % {"spelling": spelling}
                self.fields[f"{name}_latin"].help_text = words

    def clean_aliases(self) -> list[str]:
        names = self.cleaned_data["aliases"].replace("،", ",").split(",")
        found = [name.strip() for name in names if name.strip()]
        if any(len(name) > 120 for name in found):
            raise ValidationError(_("A name has at most 120 letters."), code="alias.long")
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if district := data.get("district"):
            data["district"] = district.pk
        if data.get("card") and data.get("card_pending"):
            problem = _("Give the number, or say that it is applied for; not both.")
            self.add_error("card_pending", ValidationError(problem, code="card.both"))
        return data

    def take(self, problems: Iterable[Any]) -> None:
        problems = list(problems)
        if any(problem.code == "person.maybe_known" for problem in problems):
            self._show_alike()
        if any(problem.code == "person.thai_letters" for problem in problems):
            self.fields = {"letters": copy.deepcopy(self.base_fields["letters"]), **self.fields}
        super().take(problems)

    def _show_alike(self) -> None:
        facts, village = self.cleaned_data, self.cleaned_data.get("village")
        born = facts.get("birth_date")
        names = ("given_name", "family_name", "given_name_latin", "family_name_latin")
        self.alike = lookalikes(
            by=self.user,
            **{name: facts.get(name, "") for name in names},
            aliases=facts.get("aliases", []),
            sex=facts.get("sex", ""),
            district=facts.get("district", ""),
            birth_date=born,
            birth_year=born.year if born else facts.get("birth_year"),
            village=village.pk if village else None,
            phone=facts.get("phone", ""),
            card=facts.get("card", ""),
        )
        field = copy.deepcopy(self.base_fields["another_person"])
        field.help_text = self._alike_words()
        # Above the other fields: it is what the answer is about.
        self.fields = {"another_person": field, **self.fields}

    def _alike_words(self) -> str:
        """The people who are alike, linked where the reader may open them."""
        rows = []
        for one in self.alike:
            name: Any = one.name
            if one.visible:
                name = format_html(
                    '<a href="{}" target="_blank">{}</a>',
                    reverse("person", args=[one.person.pk]),
                    name,
                )
            year = one.person.birth_year if one.visible else None
            facts = [str(year) if year else "", one.where]
            rows.append((name, " · ".join(f for f in facts if f), ", ".join(map(str, one.alike))))
        return format_html(
            '<ul class="rows">{}</ul>',
            format_html_join("", "<li>{} · {} <span>({})</span></li>", rows),
        )


class CorrectPersonForm(PersonForm):
    """Facts of a known person: cleaned_data are the changes of operations.correct_person."""

    died_on = DateField(label=_("Died on"), required=False, not_future=True)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, at=person, **kwargs)
        for name in ("another_person", "card", "card_pending"):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if code := data.get("district"):
            data["district"] = District.objects.get(pk=code)
        return data

    @staticmethod
    def facts_of(person: Person) -> dict[str, Any]:
        """What the form starts with."""
        names = (
            "given_name", "family_name", "given_name_latin", "family_name_latin", "sex", "birth_date",
            "phone", "literacy", "languages", "died_on",
        )  # fmt: skip
        return {
            **{name: getattr(person, name) for name in names},
            "birth_year": None if person.birth_date else person.birth_year,
            "aliases": ", ".join(person.aliases),
            "district": person.district_id,
            "village": person.village,
        }


class DocumentForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=IdKind.choices)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    is_pending = forms.BooleanField(label=_("Applied for, no number yet"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("number")) == bool(data.get("is_pending")):
            problem = _("Give the number of the document, or say that it is applied for.")
            self.add_error("number", ValidationError(problem, code="document.number"))
        return data


class ConsentForm(Form):
    text = forms.ModelChoiceField(label=_("Text"), queryset=ConsentText.objects.none())
    language = forms.ChoiceField(label=_("Language read"), widget=forms.RadioSelect)
    method = forms.ChoiceField(
        label=_("Given by"), choices=ConsentMethod.choices, widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label=_("Witness"), max_length=160, required=False, help_text=_("For a spoken consent")
    )
    photo = forms.FileField(
        label=_("Photo of the signed or printed form"),
        required=False,
        help_text=_("A thumb print needs it"),
    )
    given_on = DateField(label=_("Given on"), not_future=True)

    def __init__(self, *args: Any, texts: list[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["text"]
        field.queryset = ConsentText.objects.filter(pk__in=[text.pk for text in texts])
        field.choices = [(text.pk, said) for text, said in zip(texts, _titles(texts), strict=True)]
        names = dict(settings.LANGUAGES)
        languages: Any = self.fields["language"]
        codes = [code for code in names if any(code in text.texts for text in texts)]
        languages.choices = [(code, names[code]) for code in codes]
        self.initial.setdefault("given_on", today())
        if texts:
            self.initial.setdefault("text", texts[0].pk)


def _titles(texts: list[ConsentText]) -> list[str]:
    """Titles of consent texts, with the day from which they are valid where there are several."""
    if len(texts) == 1:
        return [str(texts[0])]
    return [f"{text} ({say_day(text.valid_from)})" for text in texts]


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("How you know: who was asked, what was seen"),
    )


class LaterForm(ReasonForm):
    again_on = DateField(label=_("Asked again on"))
    field_order = ["again_on", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("again_on", today() + timedelta(days=PUT_OFF_DAYS))


class DayForm(Form):
    """Asks for one day."""

    on = DateField(label=_("On"), not_future=True)

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())
        if label:
            self.fields["on"].label = label
