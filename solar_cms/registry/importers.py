"""The registry's files for the repair desk."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Column, Importer, importers
from solar_cms.registry.roster.applying import apply_rows, undo_rows
from solar_cms.registry.roster.checking import check_rows
from solar_cms.registry.roster.context import RosterForm, prepare

NAMES = ("full_name", "given_name", "full_name_latin", "given_name_latin")

COLUMNS = [
    Column(
        "full_name", _("Name"),
        ["ຊື່ ແລະ ນາມສະກຸນ", "ຊື່ ນາມສະກຸນ", "ຊື່ເຕັມ", "ຊື່ແລະນາມສະກຸນ (ລາວ)", "Name", "Full name",
         "Name (Lao)", "Name Lao", "Member", "Member name"],
        "ນາງ ບົວຄຳ ສີສະຫວັດ",
    ),
    Column("given_name", _("Given name"), ["ຊື່", "Given name", "First name", "Given name (Lao)"]),
    Column("family_name", _("Family name"), ["ນາມສະກຸນ", "Family name", "Surname", "Last name", "Family name (Lao)"]),
    Column(
        "full_name_latin", _("Name in Latin letters"),
        ["ຊື່ ແລະ ນາມສະກຸນ (ອັງກິດ)", "ຊື່ ອັງກິດ", "ຊື່ເປັນຕົວອັກສອນລາແຕັງ", "Name (Latin)", "Name in Latin letters",
         "Name (English)", "Name in English", "Name Latin", "Full name (Latin)", "Latin name"],
        "Bouakham Sisavath",
    ),
    Column("given_name_latin", _("Given name in Latin letters"),
           ["ຊື່ (ອັງກິດ)", "Given name (Latin)", "First name (English)", "Given name in Latin letters"]),
    Column("family_name_latin", _("Family name in Latin letters"),
           ["ນາມສະກຸນ (ອັງກິດ)", "Family name (Latin)", "Surname (English)", "Family name in Latin letters"]),
    Column("sex", _("Sex"), ["ເພດ", "Sex", "Gender", "M/F", "F/M"], "F"),
    Column("birth_date", _("Date of birth"),
           ["ວັນເດືອນປີເກີດ", "ວັນ ເດືອນ ປີ ເກີດ", "ວັນເກີດ", "Date of birth", "Birth date", "Born", "DOB", "Birthday"],
           "3.5.1979"),
    Column("birth_year", _("Year of birth"), ["ປີເກີດ", "Year of birth", "Birth year", "Year born"]),
    Column("village", _("Village"),
           ["ບ້ານ", "ລະຫັດບ້ານ", "ຊື່ບ້ານ", "ບ້ານຢູ່", "Village", "Village code", "Village name", "Ban"],
           "ບ້ານ ໜອງຫຼວງ"),
    Column("phone", _("Phone"),
           ["ໂທລະສັບ", "ເບີໂທ", "ເບີໂທລະສັບ", "ໂທ", "Phone", "Telephone", "Phone number", "Tel", "Mobile"],
           "020 5512 0418"),
    Column("card", _("Identity card"),
           ["ບັດປະຈຳຕົວ", "ເລກບັດປະຈຳຕົວ", "ເລກທີບັດປະຈຳຕົວ", "ID card", "ID card number", "ID number",
            "Identity card", "ID no", "ID"]),
    Column("role", _("Role"), ["ໜ້າທີ່", "ຕຳແໜ່ງ", "ໜ້າທີ່ໃນກຸ່ມ", "Role", "Position", "Function", "Role in group"]),
]  # fmt: skip

importers.add(
    "group_roster",
    Importer(
        kind="group_roster",
        label=_("Roster of a producer group"),
        right="groups.keep",
        columns=COLUMNS,
        prepare=prepare,
        check=check_rows,
        apply=apply_rows,
        undo=undo_rows,
        needs=[NAMES, ("sex",)],
        context_form=RosterForm,
    ),
)
