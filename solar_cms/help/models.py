"""Help texts by page and office, and how far somebody is on the first tour."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office, User
from solar_cms.base.models import Record
from solar_cms.base.texts import text_in

LONGEST = 2000  # characters of one text in one language


class HelpTextQuerySet(models.QuerySet["HelpText"]):
    def visible_to(self, user: User) -> Self:
        """The country's texts, and those of the reader's own office."""
        own = Q(office__isnull=True)
        if user.scope.office:
            own |= Q(office=user.scope.office[0])
        return self.filter(own)


class HelpText(Record):
    """What stands under "Help" on one page, by language.

    Without an office it holds in the whole country: `shipped` comes with the product and is renewed
    with it; `texts`, where somebody wrote them, stand in its place. An office's row adds to it.
    """

    page = models.CharField(_("Page"), max_length=80)
    titles = models.JSONField(default=dict, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True)
    texts = models.JSONField(_("Texts"), default=dict, blank=True)
    shipped = models.JSONField(default=dict, blank=True)

    objects = HelpTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("Help text")
        verbose_name_plural = _("Help texts")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "office"],
                nulls_distinct=False,
                name="help_once_per_page_and_office",
                violation_error_message=_("This office has a help text for this page already."),
            )
        ]

    def __str__(self) -> str:
        return text_in(self.titles) or self.page

    @property
    def said(self) -> str:
        """The text in the reader's language; somebody's own before the product's."""
        return text_in(self.texts) or text_in(self.shipped)

    @property
    def is_changed(self) -> bool:
        return any(self.texts.values())


class TourState(Record):
    """Where somebody is on the tour of their role. No row: they have not begun."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="tour_state")
    step = models.PositiveSmallIntegerField(default=0)
    is_over = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user} {self.step}"
