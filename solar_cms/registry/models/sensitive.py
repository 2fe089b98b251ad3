"""Facts about a person that are kept only while a consent of their own is in force."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import Record
from solar_cms.registry.models.people import Consent, Person
from solar_cms.registry.states import SensitiveKind


class SensitiveFact(Record):
    """Ethnic group, disability or health (Law No. 25/NA of 2017: specific data). It goes when the
    consent is withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sensitive_facts")
    kind = models.CharField(_("Kind"), max_length=20, choices=SensitiveKind.choices)
    codes = ArrayField(models.CharField(max_length=60), verbose_name=_("What is so"))
    note = models.CharField(_("In their own words"), max_length=300, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Sensitive fact")
        verbose_name_plural = _("Sensitive facts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="sensitive_fact_once",
                violation_error_message=_("This is recorded already; change it instead."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
