"""Enums of the registry. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


class IdKind(models.TextChoices):
    CARD = "card", _("Identity card")
    FAMILY_BOOK = "family_book", _("Family registration book")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Other document")


class GroupKind(models.TextChoices):
    PRODUCER_GROUP = "producer_group", _("Producer group")
    ASSOCIATION = "association", _("Association")
    COOPERATIVE = "cooperative", _("Cooperative")


class Crop(models.TextChoices):
    COFFEE = "coffee", _("Coffee")
    TEA = "tea", _("Tea")
    OTHER = "other", _("Other crop")


class GroupRole(models.TextChoices):
    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy leader")
    TREASURER = "treasurer", _("Treasurer")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


LEADERSHIP = {GroupRole.LEADER, GroupRole.DEPUTY, GroupRole.TREASURER, GroupRole.SECRETARY}


class WorkplaceKind(models.TextChoices):
    FACTORY = "factory", _("Factory or mill")
    FARM = "farm", _("Farm or plantation")
    CONSTRUCTION = "construction", _("Construction site")
    SHOP = "shop", _("Shop, hotel or restaurant")
    GROUP = "group", _("Producer group's site")
    HOUSEHOLD = "household", _("Household plot")
    OTHER = "other", _("Other workplace")


class ConsentMethod(models.TextChoices):
    SIGNATURE = "signature", _("Signature")
    THUMBPRINT = "thumbprint", _("Thumb print")
    WITNESSED = "witnessed", _("Spoken, before a witness")


class CorrectionState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Corrected")
    REFUSED = "refused", _("Refused")
