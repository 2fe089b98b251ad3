"""Two records that may be one person, and what was decided on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.registry.models.people import Person
from solar_cms.registry.states import UNDECIDED, PairState

if TYPE_CHECKING:
    from typing import Self


class DuplicatePairQuerySet(ScopedQuerySet):
    view_right = "people.keep"
    district_path = "first__district"  # or the second's, see visible_to

    def visible_to(self, user: User, right: str = "") -> Self:
        """Pairs of which the reader may keep at least one."""
        right = right or self.view_right
        if not user.scope.may(right):
            return self.none()
        reach = user.scope.reach(right)
        if reach.whole_country:
            return self
        districts = sorted(reach.districts)
        return self.filter(Q(first__district__in=districts) | Q(second__district__in=districts))

    def with_people(self) -> Self:
        return self.select_related(
            "first__district", "first__village", "first__household",
            "second__district", "second__village", "second__household", "decided_by",
        )  # fmt: skip

    def of(self, person: Person) -> Self:
        return self.filter(Q(first=person) | Q(second=person))


class DuplicatePair(Record):
    """Two people, the lesser id first. score: 0 to 1000.

    evidence: what speaks for and against: [{"kind", "how", "points"}] (scoring.py). A decision keeps its score:
    the pair is asked again only when changed facts make the two more alike than they were then.
    The pointers are no foreign keys of the database: pairs go with the people, by a trigger.
    """

    first = models.ForeignKey(
        Person, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("First")
    )
    second = models.ForeignKey(
        Person, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("Second")
    )
    score = models.PositiveSmallIntegerField(_("Likeness"))
    evidence: Any = models.JSONField(_("Evidence"), default=list, blank=True)
    state = models.CharField(
        _("State"), max_length=12, choices=PairState.choices, default=PairState.OPEN
    )
    found_at = models.DateTimeField(_("Found"), auto_now_add=True)
    again_on = models.DateField(_("Asked again on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("Possible duplicate")
        verbose_name_plural = _("Possible duplicates")
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="pair_once",
                violation_error_message=_("These two records are compared already."),
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="pair_in_order",
                violation_error_message=_("A record is not compared with itself."),
            ),
            models.CheckConstraint(
                condition=Q(score__lte=1000),
                name="pair_score",
                violation_error_message=_("Likeness is at most 1000."),
            ),
            models.CheckConstraint(
                condition=Q(state=PairState.OPEN, decided_at__isnull=True)
                | (~Q(state=PairState.OPEN) & Q(decided_at__isnull=False)),
                name="pair_decided_is_dated",
                violation_error_message=_("A decision has its day; what is open has none."),
            ),
            models.CheckConstraint(
                condition=Q(state=PairState.LATER, again_on__isnull=False)
                | (~Q(state=PairState.LATER) & Q(again_on__isnull=True)),
                name="pair_later_comes_back",
                violation_error_message=_("What is put off has a day on which it comes back."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-score", "-id"], name="pair_by_score"),
            models.Index(fields=["second"], name="pair_second"),
            models.Index(
                fields=["again_on"], name="pair_later", condition=Q(state=PairState.LATER)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    @property
    def is_decided(self) -> bool:
        return self.state not in UNDECIDED
