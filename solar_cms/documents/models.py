"""Files by their hash, what they are attached to, letterheads, letters and their service."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office, User
from solar_cms.base.ids import new_id
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap, today
from solar_cms.base.texts import text_in
from solar_cms.documents.states import LetterState, ServiceMethod, ServiceOutcome
from solar_cms.places.models import District

LETTER = "documents.letter"  # owner_kind of the PDFs of a letter
LETTER_COPY = "documents.letter_copy"  # … and of its Word copies
JOB = "work.job"  # what a job made for whoever asked


class StoredFile(Record):
    """The bytes of a file, kept once however often they are added; found by their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(_("Size"))
    media_type = models.CharField(_("Kind"), max_length=100)
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Stored file")
        verbose_name_plural = _("Stored files")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="stored_file_hash",
                violation_error_message=_("The file's hash is not a SHA-256."),
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where it lies in the storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class Attachment(Record):
    """A file that belongs to a record. Who may read it is asked of the owner (file_policies).

    owner_kind: "cases.case"; owner_id: its id as text. language: of a letter's PDF, else "".
    is_confidential: an interview, say; read by the few whom the owner's policy names (ILO
    Convention 81, article 15 (c)). taken_at, latitude, longitude (degrees, WGS 84): what a photo
    said of itself, where whoever added it asked to keep that.
    """

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("File name"), max_length=160)
    caption = models.CharField(_("What it shows"), max_length=300, blank=True)
    language = models.CharField(_("Language"), max_length=8, blank=True)
    is_confidential = models.BooleanField(_("Confidential"), default=False)
    taken_at = models.DateTimeField(_("Photo taken"), null=True, blank=True)
    latitude = models.DecimalField(
        _("Latitude"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    owner_kind = models.CharField(max_length=60)
    owner_id = models.CharField(max_length=64)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("Added"), default=timezone.now)

    class Meta:
        verbose_name = _("Attachment")
        verbose_name_plural = _("Attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_id", "language"],
                condition=Q(owner_kind__in=[LETTER, LETTER_COPY]),
                name="letter_file_once",
                violation_error_message=_("The letter already has this file in this language."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="attachment_place",
                violation_error_message=_("A place has a latitude and a longitude."),
            ),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_id", "id"], name="attachment_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """ "15.180000, 106.240000", or ""."""
        return "" if self.latitude is None else f"{self.latitude}, {self.longitude}"


class Upload(models.Model):
    """A file on its way in pieces (uploads.py). Not audited: adding the file to a record is the act.

    sha256: of the whole, as announced; received: bytes that have come, without a gap.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("File on its way")
        verbose_name_plural = _("Files on their way")
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")),
                name="upload_not_longer",
                violation_error_message=_("More has come than was announced."),
            ),
        ]
        indexes = [
            models.Index(fields=["by", "sha256"], name="upload_own"),
            models.Index(fields=["begun_at"], name="upload_begun"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


class UploadPart(models.Model):
    """A piece of a file on its way, where it begins."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("Piece of a file")
        verbose_name_plural = _("Pieces of files")
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "offset"],
                name="upload_part_once",
                violation_error_message=_("This piece has come already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.offset}"


class Letterhead(Record, Dated):
    """What stands at the head and foot of an office's letters, by language.

    lines: {"lo": ["name of the ministry", "name of the office"], …} under the state's own lines,
    which the pack gives; address: {"lo": "…"}; place: {"lo": "ປາກຊ່ອງ"} before the date.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="letterheads")
    lines: Any = models.JSONField(_("Lines"), default=dict)
    address: Any = models.JSONField(_("Address"), default=dict, blank=True)
    place: Any = models.JSONField(_("Place of issue"), default=dict, blank=True)
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Letterhead")
        verbose_name_plural = _("Letterheads")
        constraints = [
            dates_in_order("letterhead_dates"),
            no_overlap(
                "letterhead_no_overlap",
                "office",
                message=_("This office already has a letterhead at that time."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.office)


class Letter(Record):
    """An official letter or notice: frozen data, a number, a PDF per language made after commit.

    data: what the template prints; with `head` (letterhead) frozen too, so that the same PDF can
    be made again. digest: SHA-256 of the data, printed in the foot. code: what the QR leads to.
    is_confidential: its files are read by the few whom the owner's policy names, as confidential ones.
    """

    kind = models.CharField(_("Kind"), max_length=60)
    titles: Any = models.JSONField(_("Title"), default=dict, blank=True)
    template = models.CharField(max_length=160)
    data: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("Languages"))
    number = models.CharField(_("Number"), max_length=60)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_kind = models.CharField(max_length=60)
    owner_id = models.CharField(max_length=64)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True)
    issued_on = models.DateField(_("Date"), default=today)
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField(max_length=24, unique=True)
    is_confidential = models.BooleanField(_("Confidential"), default=False)
    state = models.CharField(
        _("State"), max_length=12, choices=LetterState.choices, default=LetterState.PREPARING
    )
    error = models.TextField(blank=True)
    voided_on = models.DateField(_("Voided"), null=True, blank=True)
    void_reason = models.CharField(_("Reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Letter")
        verbose_name_plural = _("Letters")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="letter_number_once",
                violation_error_message=_("A letter of this kind already has this number."),
            ),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True) | ~Q(void_reason=""),
                name="letter_void_has_reason",
                violation_error_message=_("Say why the letter is voided."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner_kind", "owner_id", "id"], name="letter_owner"),
            models.Index(fields=["number"], name="letter_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def title(self) -> str:
        """What the letter is, in the reader's language."""
        return text_in(self.titles) or self.kind

    def files(self) -> dict[str, Attachment]:
        """Language → PDF, as far as they are made."""
        return self._files(LETTER)

    def copies(self) -> dict[str, Attachment]:
        """Language → Word copy, as far as they are made."""
        return self._files(LETTER_COPY)

    def _files(self, kind: str) -> dict[str, Attachment]:
        made = Attachment.objects.filter(owner_kind=kind, owner_id=str(self.pk))
        found = {a.language: a for a in made.select_related("file")}
        return {code: found[code] for code in self.languages if code in found}


class Service(Record):
    """An attempt to serve a letter: how, when, whom, by whom, what became of it, and the proof."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="services")
    method = models.CharField(_("How"), max_length=10, choices=ServiceMethod.choices)
    outcome = models.CharField(
        _("Outcome"), max_length=10, choices=ServiceOutcome.choices, default=ServiceOutcome.REACHED
    )
    served_on = models.DateField(_("On"))
    recipient = models.CharField(_("To whom"), max_length=160, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    proof = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Proof"),
    )
    served_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("By"),
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Service")
        verbose_name_plural = _("Services")
        constraints = [
            models.CheckConstraint(
                condition=Q(proof__isnull=False) | ~Q(note=""),
                name="service_proof_or_reason",
                violation_error_message=_("Attach the proof of service, or say why there is none."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ServiceOutcome.REACHED) | ~Q(recipient=""),
                name="service_reached_somebody",
                violation_error_message=_("Say who received it."),
            ),
        ]
        indexes = [models.Index(fields=["letter", "served_on"], name="service_of_letter")]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.served_on}"

    @property
    def has_reached(self) -> bool:
        return bool(self.outcome == ServiceOutcome.REACHED)
