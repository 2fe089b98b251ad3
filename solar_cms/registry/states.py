"""Enums of the registry. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


class IdKind(models.TextChoices):
    CARD = "card", _("Identity card")
    FAMILY_BOOK = "family_book", _("Family registration book")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Other document")


class ThaiLetters(models.TextChoices):
    """What becomes of Thai letters in a Lao name."""

    MEND = "mend", _("Write it with the Lao letters")
    KEEP = "keep", _("Leave it: it is a Thai name")


class PairState(models.TextChoices):
    """Two records that may be one person."""

    OPEN = "open", pgettext_lazy("pair", "To decide")
    LATER = "later", pgettext_lazy("pair", "Later")
    DIFFERENT = "different", pgettext_lazy("pair", "Not the same")
    SAME = "same", pgettext_lazy("pair", "The same person")


UNDECIDED = (PairState.OPEN, PairState.LATER)


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


class Literacy(models.TextChoices):
    FULL = "full", _("Reads and writes")
    READS = "reads", _("Reads a little")
    NONE = "none", _("Does not read")


class SensitiveKind(models.TextChoices):
    """Facts that are asked for and kept only with a consent of their own."""

    ETHNICITY = "ethnicity", _("Ethnic group")
    DISABILITY = "disability", _("Disability")
    HEALTH = "health", _("Health")


# Kind → list of the pack (packs/<country>/lists/) that its codes come from.
SENSITIVE_LISTS = {
    SensitiveKind.ETHNICITY: "ethnic_groups",
    SensitiveKind.DISABILITY: "disability",
    SensitiveKind.HEALTH: "health",
}


class HouseholdRole(models.TextChoices):
    HEAD = "head", _("Head of the household")
    SPOUSE = "spouse", _("Husband or wife")
    CHILD = "child", _("Son or daughter")
    PARENT = "parent", _("Father or mother")
    RELATIVE = "relative", _("Other relative")
    OTHER = "other", _("Lives there too")


class WorkerType(models.TextChoices):
    PERMANENT = "permanent", _("Permanent workers")
    TEMPORARY = "temporary", _("Temporary workers")
    SEASONAL = "seasonal", _("Seasonal pickers")
    APPRENTICE = "apprentice", _("Apprentices")
    FAMILY = "family", _("Family members helping")
    UNDER_18 = "under_18", _("Young workers under 18")


class SupplyKind(models.TextChoices):
    GOODS = "goods", _("Sells to")
    WORK = "work", _("Works under contract for")
    LABOUR = "labour", _("Sends workers to")


class SavingsKind(models.TextChoices):
    OWN = "own", _("The group's own fund")
    VILLAGE_GROUP = "village_group", _("Village savings group")
    VILLAGE_FUND = "village_fund", _("Village development fund")


class RoundOutcome(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    PARTLY = "partly", _("Agreed in part")
    FAILED = "failed", _("No agreement")


class Unit(models.TextChoices):
    """What a price is for."""

    KG_CHERRY = "kg_cherry", _("kilogram of cherries")
    KG_PARCHMENT = "kg_parchment", _("kilogram of parchment coffee")
    KG_GREEN = "kg_green", _("kilogram of green coffee")
    KG_LEAF = "kg_leaf", _("kilogram of fresh leaf")
    KG = "kg", _("kilogram")
    DAY = "day", _("day of work")


class TermList(models.TextChoices):
    """The coded lists of a pack: names of the files in its folder lists/."""

    ISIC = "isic", _("Sectors (ISIC rev. 4)")
    ETHNIC_GROUPS = "ethnic_groups", _("Ethnic groups")
    LANGUAGES = "languages", _("Languages")
    DISABILITY = "disability", _("Disabilities")
    HEALTH = "health", _("Matters of health")
    HAZARDS = "hazards", _("Hazards")
    FOUNDING_STEPS = "founding_steps", _("Founding steps")


class CorrectionState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Corrected")
    REFUSED = "refused", _("Refused")
