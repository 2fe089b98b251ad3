"""What a list of people says besides: the role in the household, and whether somebody reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from solar_cms.registry.intake.named import read_choice
from solar_cms.registry.roster.reading import Read
from solar_cms.registry.states import HouseholdRole as H
from solar_cms.registry.states import Literacy as R

ROLES: dict[str, set[str]] = {
    str(H.HEAD): {"head", "head of the household", "household head", "self", "ຫົວໜ້າຄົວເຮືອນ", "ຫົວຫນ້າຄົວເຮືອນ",
                  "ຫົວໜ້າຄອບຄົວ", "ຫົວຫນ້າຄອບຄົວ", "ຫົວໜ້າ", "ເຈົ້າຂອງເຮືອນ"},
    str(H.SPOUSE): {"spouse", "wife", "husband", "husband or wife", "ຜົວ", "ເມຍ", "ພັນລະຍາ", "ສາມີ", "ຜົວ ຫຼື ເມຍ",
                    "ຜົວ-ເມຍ"},
    str(H.CHILD): {"child", "son", "daughter", "son or daughter", "ລູກ", "ລູກຊາຍ", "ລູກສາວ", "ລູກຊາຍ ຫຼື ລູກສາວ"},
    str(H.PARENT): {"parent", "father", "mother", "father or mother", "ພໍ່", "ແມ່", "ພໍ່ແມ່", "ພໍ່ ຫຼື ແມ່"},
    str(H.RELATIVE): {"relative", "other relative", "brother", "sister", "grandchild", "nephew", "niece", "ຍາດພີ່ນ້ອງ",
                      "ຍາດພີ່ນ້ອງອື່ນ", "ພີ່ນ້ອງ", "ຫຼານ", "ຫລານ", "ອ້າຍ", "ເອື້ອຍ", "ນ້ອງ", "ປູ່", "ຍ່າ", "ພໍ່ເຖົ້າ", "ແມ່ເຖົ້າ"},
    str(H.OTHER): {"other", "lives there too", "lodger", "worker", "ອື່ນໆ", "ອື່ນ", "ຢູ່ນຳກັນ"},
}  # fmt: skip
READS: dict[str, set[str]] = {
    str(R.FULL): {"full", "reads and writes", "literate", "yes", "y", "ອ່ານ ແລະ ຂຽນໄດ້", "ອ່ານອອກຂຽນໄດ້", "ອ່ານຂຽນໄດ້",
                  "ອ່ານ-ຂຽນໄດ້", "ຮູ້ໜັງສື", "ຮູ້ຫນັງສື", "ໄດ້"},
    str(R.READS): {"reads", "reads a little", "a little", "ອ່ານໄດ້", "ອ່ານໄດ້ໜ້ອຍໜຶ່ງ", "ອ່ານໄດ້ຫນ້ອຍຫນຶ່ງ", "ໜ້ອຍໜຶ່ງ"},
    str(R.NONE): {"none", "does not read", "illiterate", "no", "n", "ອ່ານບໍ່ໄດ້", "ບໍ່ຮູ້ໜັງສື", "ບໍ່ຮູ້ຫນັງສື", "ບໍ່ໄດ້"},
}  # fmt: skip


def read_belonging(cells: dict[str, str], read: Read) -> None:
    """Puts `literacy` and `house_role` into the values where the row says them."""
    message = _("This is not known. Write “reads and writes”, “reads a little” or “does not read”.")
    if literacy := read_choice(cells.get("literacy", ""), READS, "literacy", message, read):
        read.values["literacy"] = literacy
    message = _(
        "This role is not known. Write head, spouse, child, parent, relative or other; ຫົວໜ້າຄົວເຮືອນ, ເມຍ, ລູກ …"
    )
    role = read_choice(cells.get("household_role", ""), ROLES, "household_role", message, read)
    if role and cells.get("household", "").strip():
        read.values["house_role"] = role
    elif role:
        message = _("Without the number of the house its role is not kept.")
        read.problem("household.role_alone", message, "household_role", "warning")
