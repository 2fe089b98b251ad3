"""People and households, their documents and consents."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Organisation
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.forms import say_phone
from solar_cms.base.models import (
    Dated,
    DatedQuerySet,
    Record,
    SourceStatus,
    dates_in_order,
    no_overlap,
    today,
)
from solar_cms.base.texts import text_in
from solar_cms.documents.models import Attachment
from solar_cms.places.models import District, Village
from solar_cms.registry.name_search import people_named
from solar_cms.registry.states import ConsentMethod, IdKind, Literacy, Sex


class Household(Record):
    """People who share one kitchen; the head is one of them."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Village")
    )
    house_number = models.CharField(_("House number"), max_length=40, blank=True)

    class HouseholdQuerySet(ScopedQuerySet):
        view_right = "people.view"

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("Household")
        verbose_name_plural = _("Households")
        indexes = [models.Index(fields=["district", "id"], name="household_district")]

    def __str__(self) -> str:
        return self.house_number or str(self.pk)[:8]


class PersonQuerySet(ScopedQuerySet):
    view_right = "people.view"

    def named(self, words: str) -> PersonQuerySet:
        """People whose names are like the words in either script, best by `-rank` (name_search.py)."""
        return people_named(self, words)  # type: ignore[return-value]


class KnownOnce(models.Manager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """People without the records that were merged into another."""

    def get_queryset(self) -> PersonQuerySet:
        return super().get_queryset().filter(merged_into__isnull=True)  # type: ignore[no-any-return]


class Person(Record):
    """A person, known once in the country.

    The given name is required, a family name is not (laos.md section 4); the birth date may be
    just a year; the district is where the person lives now, the village may be unknown.
    """

    given_name = models.CharField(
        _("Given name"), max_length=80, blank=True, db_collation="lo-x-icu"
    )
    family_name = models.CharField(
        _("Family name"), max_length=80, blank=True, db_collation="lo-x-icu"
    )
    given_name_latin = models.CharField(_("Given name in Latin letters"), max_length=80, blank=True)
    family_name_latin = models.CharField(
        _("Family name in Latin letters"), max_length=80, blank=True
    )
    aliases = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("Other names")
    )
    sex = models.CharField(_("Sex"), max_length=1, choices=Sex.choices)
    birth_date = models.DateField(_("Date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Year of birth"), null=True, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    literacy = models.CharField(
        _("Reading and writing"),
        max_length=10,
        choices=Literacy.choices,
        blank=True,
        default="",
        db_default="",
    )
    # Codes of lists/languages.csv of the pack.
    languages = ArrayField(
        models.CharField(max_length=60),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("Languages"),
    )
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Village")
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    died_on = models.DateField(_("Died on"), null=True, blank=True)
    import_batch = models.UUIDField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # Another record of the same person: this one is kept as it was and found no more.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("Records merged into it"),
        db_index=False,
    )
    # Names, documents and the like were taken out on this day; sex, year and district stay.
    erased_on = models.DateField(_("Emptied on"), null=True, blank=True, editable=False)
    # What lists sort by: the name in the local script, else in Latin letters.
    sort_name = models.GeneratedField(
        expression=Func(
            F("given_name"),
            F("family_name"),
            F("given_name_latin"),
            F("family_name_latin"),
            function="solar_sort_name",
            output_field=models.CharField(max_length=330),
        ),
        output_field=models.CharField(max_length=330, db_collation="lo-x-icu"),
        db_persist=True,
    )
    search_key = models.GeneratedField(
        expression=Func(
            F("given_name"),
            F("family_name"),
            F("given_name_latin"),
            F("family_name_latin"),
            function="solar_search_key",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    # Each word of the names and other names, folded: what people are found by.
    name_words = models.GeneratedField(
        expression=Func(
            Func(
                F("given_name"),
                F("family_name"),
                F("given_name_latin"),
                F("family_name_latin"),
                Func(F("aliases"), function="solar_joined", output_field=models.TextField()),
                function="solar_search_key",
            ),
            Value(" "),
            function="string_to_array",
            output_field=ArrayField(models.TextField()),
        ),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = KnownOnce()
    everyone = PersonQuerySet.as_manager()  # merged records too

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("People")
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="person_merged_into_another",
                violation_error_message=_("A record cannot be merged into itself."),
            ),
            models.CheckConstraint(
                condition=~Q(given_name="") | ~Q(given_name_latin="") | Q(erased_on__isnull=False),
                name="person_named",
                violation_error_message=_(
                    "A person needs a given name, in Lao or in Latin letters."
                ),
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
                name="person_birth_year",
                violation_error_message=_("The year of birth must be between 1900 and this year."),
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True)
                | Q(birth_year__isnull=True)
                | Q(birth_date__year=F("birth_year")),
                name="person_birth_agree",
                violation_error_message=_("The date of birth and the year of birth differ."),
            ),
        ]
        indexes = [
            GinIndex(fields=["name_words"], name="person_words"),
            GinIndex(
                Func(
                    F("aliases"),
                    function="solar_alias_keys",
                    output_field=ArrayField(models.TextField()),
                ),
                condition=~Q(aliases=[]),
                name="person_alias_keys",
            ),
            models.Index(fields=["district", "sort_name", "id"], name="person_district"),
            models.Index(fields=["sort_name", "id"], name="person_sort"),
            models.Index(fields=["phone"], name="person_phone", condition=~Q(phone="")),
            models.Index(fields=["village", "birth_year"], name="person_village"),
            models.Index(
                fields=["import_batch"],
                name="person_batch",
                condition=Q(import_batch__isnull=False),
            ),
            models.Index(
                fields=["merged_into"],
                name="person_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def latin_name(self) -> str:
        return f"{self.given_name_latin} {self.family_name_latin}".strip()

    @property
    def name(self) -> str:
        """The name in the reader's script, else in the other."""
        if self.erased_on:
            return gettext("emptied record")
        if get_language() == "en":
            return self.latin_name or self.local_name
        return self.local_name or self.latin_name

    @property
    def other_name(self) -> str:
        """The name in the other script, when there is one."""
        names = (self.local_name, self.latin_name)
        return next((n for n in names if n and n != self.name), "")

    @property
    def said_phone(self) -> str:
        """The phone as it is dialled here."""
        return say_phone(self.phone) if self.phone else ""

    @property
    def age(self) -> int | None:
        """Completed years, or the difference of years where only the year is known."""
        day = today()
        if self.birth_date:
            had = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
            return day.year - self.birth_date.year - (0 if had else 1)
        return day.year - self.birth_year if self.birth_year else None


class IdDocument(Record):
    """An identity document; unique in the country. No number yet: pending."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="id_documents")
    kind = models.CharField(_("Kind"), max_length=20, choices=IdKind.choices)
    number = models.CharField(_("Number"), max_length=40, blank=True)
    is_pending = models.BooleanField(_("Pending"), default=False)

    class Meta:
        verbose_name = _("Identity document")
        verbose_name_plural = _("Identity documents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=~Q(number=""),
                name="id_document_once",
                violation_error_message=_("This document is already registered for a person."),
            ),
            models.CheckConstraint(
                condition=Q(is_pending=True, number="") | (Q(is_pending=False) & ~Q(number="")),
                name="id_document_number_or_pending",
                violation_error_message=_(
                    "Give the number of the document, or mark it as pending."
                ),
            ),
        ]
        indexes = [
            # A number is found however it is divided: "12-0034567" and "120034567".
            models.Index(
                Func(F("number"), Value("-./ "), Value(""), function="translate"),
                name="id_document_digits",
                condition=~Q(number=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class ConsentText(Record, Dated):
    """What a person agrees to, word for word, by language and version."""

    purpose = models.CharField(_("Purpose"), max_length=40)
    titles = models.JSONField(_("Title"), default=dict)
    texts = models.JSONField(_("Text"))
    source = models.CharField(_("Source"), max_length=300, blank=True)
    status = models.CharField(
        _("Status"), max_length=20, choices=SourceStatus.choices, default=SourceStatus.UNKNOWN
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Consent text")
        verbose_name_plural = _("Consent texts")
        constraints = [
            dates_in_order("consent_text_dates"),
            no_overlap(
                "consent_text_no_overlap",
                "purpose",
                message=_("Another text for this purpose is valid at that time."),
            ),
        ]

    def __str__(self) -> str:
        return text_in(self.titles) or self.purpose

    @property
    def words(self) -> str:
        """The text in the reader's language."""
        return text_in(self.texts)


class Consent(Record):
    """A person's consent: to which words, in which language, how given, until withdrawn.
    Law on Electronic Data Protection No. 25/NA (2017): consent of the information owner."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    language = models.CharField(_("Language read"), max_length=8)
    method = models.CharField(_("Given by"), max_length=20, choices=ConsentMethod.choices)
    witness = models.CharField(_("Witness"), max_length=160, blank=True)
    photo = models.ForeignKey(
        Attachment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Photo of the signed or printed form"),
    )
    given_on = models.DateField(_("Given on"))
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Consent")
        verbose_name_plural = _("Consents")
        constraints = [
            dates_in_order("consent_dates", "given_on", "withdrawn_on"),
            models.CheckConstraint(
                condition=~Q(method=ConsentMethod.WITNESSED) | ~Q(witness=""),
                name="consent_spoken_before_witness",
                violation_error_message=_("A spoken consent needs the name of its witness."),
            ),
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_once",
                violation_error_message=_("This person has already consented to this text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.given_on}"
