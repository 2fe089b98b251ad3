"""The registry's files for the repair desk."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Column, Importer, Twin, importers
from solar_cms.registry.duplicates.imported import doubts
from solar_cms.registry.intake import workforce
from solar_cms.registry.intake.groups import apply_groups, check_groups, undo_groups
from solar_cms.registry.intake.places import form_for, prepare_for
from solar_cms.registry.intake.workplaces import (
    apply_workplaces,
    check_workplaces,
    undo_workplaces,
)
from solar_cms.registry.roster.applying import apply_people, apply_roster, undo_rows
from solar_cms.registry.roster.checking import check_people, check_roster
from solar_cms.registry.roster.context import RosterForm, prepare

NAMES = ("full_name", "given_name", "full_name_latin", "given_name_latin")

PERSON = [
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
]  # fmt: skip

ROLE = Column(
    "role", _("Role"), ["ໜ້າທີ່", "ຕຳແໜ່ງ", "ໜ້າທີ່ໃນກຸ່ມ", "Role", "Position", "Function", "Role in group"]
)
DISTRICT = Column(
    "district",
    _("District"),
    ["ເມືອງ", "ລະຫັດເມືອງ", "ຊື່ເມືອງ", "District", "District code", "District name"],
)
VILLAGE = next(column for column in PERSON if column.name == "village")
HOUSEHOLD = Column(
    "household",
    _("Household"),
    ["ຄົວເຮືອນ", "ເລກທີເຮືອນ", "ເຮືອນເລກທີ", "ເລກຄົວເຮືອນ", "Household", "House number", "House no", "HH"],
)
BELONGING = [
    Column(
        "household_role",
        _("Role in the household"),
        [
            "ໜ້າທີ່ໃນຄົວເຮືອນ", "ຄວາມສຳພັນ", "ຄວາມສຳພັນກັບຫົວໜ້າຄົວເຮືອນ", "ສາຍພົວພັນ", "Role in the household",
            "Household role", "Relationship", "Relation to the head", "Relationship to the head",
        ],
        "ເມຍ",
    ),
    Column(
        "literacy", _("Literacy"),
        ["ການອ່ານຂຽນ", "ອ່ານຂຽນ", "ລະດັບການອ່ານຂຽນ", "Literacy", "Literate", "Reads and writes", "Reading and writing"],
    ),
]  # fmt: skip
PERSON_TWINS = {
    "card": Twin(("card",), certain=True),
    "who": Twin(NAMES, certain=True),
    "name": Twin(NAMES),
    "phone": Twin(NAMES),
}
NAMED_TWINS = {
    "name": Twin(("name_local", "name_latin"), certain=True),
    "who": Twin(("name_local", "name_latin"), certain=True),
}

importers.add(
    "group_roster",
    Importer(
        kind="group_roster",
        label=_("Roster of a producer group"),
        right="groups.keep",
        columns=[*PERSON, ROLE],
        prepare=prepare,
        check=check_roster,
        apply=apply_roster,
        undo=undo_rows,
        needs=[NAMES, ("sex",)],
        context_form=RosterForm,
        twins=PERSON_TWINS,
        record="person",
        doubts=doubts,
    ),
)
importers.add(
    "people",
    Importer(
        kind="people",
        label=_("People and households"),
        right="people.keep",
        columns=[*PERSON[:9], DISTRICT, *PERSON[9:], HOUSEHOLD, *BELONGING],
        prepare=prepare_for("people.keep"),
        check=check_people,
        apply=apply_people,
        undo=undo_rows,
        needs=[NAMES, ("sex",)],
        context_form=form_for("people.keep"),
        twins={**PERSON_TWINS, "head": Twin(("household_role",), certain=True)},
        record="person",
        doubts=doubts,
        offered={
            "name": _("Name"),
            "name_latin": _("Name in Latin letters"),
            "sex": _("Sex"),
            "birth": _("Date of birth"),
            "phone": _("Phone"),
            "village": _("Village"),
            "card": _("Identity card"),
            "household": _("Household"),
            "literacy": _("Literacy"),
        },
    ),
)
importers.add(
    "groups",
    Importer(
        kind="groups",
        label=_("List of producer groups"),
        right="groups.keep",
        columns=[
            Column(
                "name_local",
                _("Name"),
                ["ຊື່ກຸ່ມ", "ຊື່", "ກຸ່ມ", "Name", "Group", "Group name", "Name (Lao)"],
                "ກຸ່ມກາເຟ ໜອງຫຼວງ",
            ),
            Column(
                "name_latin",
                _("Latin name"),
                [
                    "ຊື່ (ອັງກິດ)",
                    "ຊື່ກຸ່ມ (ອັງກິດ)",
                    "Latin name",
                    "Name (Latin)",
                    "Name (English)",
                    "English name",
                ],
                "Nong Luang coffee group",
            ),
            Column("kind", _("Kind"), ["ປະເພດ", "ປະເພດກຸ່ມ", "Kind", "Type", "Group type"], "ກຸ່ມ"),
            DISTRICT,
            VILLAGE,
            Column(
                "crops",
                _("Crops"),
                ["ພືດ", "ຜະລິດຕະພັນ", "ປູກ", "Crop", "Crops", "Product", "Products"],
                "ກາເຟ",
            ),
            Column(
                "founded_on",
                _("Founded on"),
                [
                    "ວັນສ້າງຕັ້ງ",
                    "ສ້າງຕັ້ງ",
                    "ປີສ້າງຕັ້ງ",
                    "Founded",
                    "Founded on",
                    "Year founded",
                    "Date founded",
                ],
                "15.3.2021",
            ),
        ],
        prepare=prepare_for("groups.keep"),
        check=check_groups,
        apply=apply_groups,
        undo=undo_groups,
        needs=[("name_local", "name_latin")],
        context_form=form_for("groups.keep"),
        twins=NAMED_TWINS,
        record="group",
        offered={
            "name_latin": _("Latin name"),
            "kind": _("Kind"),
            "village": _("Village"),
            "crops": _("Crops"),
            "founded_on": _("Founded on"),
        },
    ),
)
importers.add(
    "workplaces",
    Importer(
        kind="workplaces",
        label=_("Workplaces and their employers"),
        right="employers.keep",
        columns=[
            Column("name_local", _("Workplace"),
                   ["ບ່ອນເຮັດວຽກ", "ຊື່ບ່ອນເຮັດວຽກ", "ສະຖານທີ່ເຮັດວຽກ", "Workplace", "Workplace name", "Site", "Name"],
                   "ໂຮງງານກາເຟ ປາກຊ່ອງ"),
            Column("name_latin", _("Latin name"),
                   ["ຊື່ (ອັງກິດ)", "Latin name", "Name (Latin)", "Name (English)", "English name"], "Paksong coffee mill"),
            Column("employer_local", _("Employer"),
                   ["ນາຍຈ້າງ", "ຜູ້ໃຊ້ແຮງງານ", "ວິສາຫະກິດ", "ຊື່ວິສາຫະກິດ", "ບໍລິສັດ", "Employer", "Enterprise", "Company"],
                   "ບໍລິສັດ ກາເຟ ຈຳກັດ"),
            Column("employer_latin", _("Employer in Latin letters"),
                   ["ຊື່ວິສາຫະກິດ (ອັງກິດ)", "Employer (Latin)", "Company (English)", "Enterprise (English)"]),
            Column("registration", _("Enterprise registration number"),
                   ["ເລກທະບຽນວິສາຫະກິດ", "ເລກທະບຽນ", "Registration number", "Enterprise registration number",
                    "Enterprise code"]),
            Column("representative", _("Represented by"), ["ຜູ້ຕາງໜ້າ", "ຜູ້ອຳນວຍການ", "Represented by", "Director", "Contact"]),
            next(column for column in PERSON if column.name == "phone"),
            Column("kind", _("Kind"), ["ປະເພດ", "Kind", "Type"], "ໂຮງງານ"),
            DISTRICT,
            VILLAGE,
            Column("workers_women", _("Women working here"), ["ແມ່ຍິງ", "ຍິງ", "ແຮງງານຍິງ", "Women", "Female", "Female workers"], "12"),
            Column("workers_men", _("Men working here"), ["ຊາຍ", "ແຮງງານຊາຍ", "Men", "Male", "Male workers"], "9"),
            Column("isic", _("Sector (ISIC rev. 4)"), ["ຂະແໜງການ", "ISIC", "Sector", "Sector code"], "C1079"),
            *workforce.COLUMNS,
        ],
        prepare=prepare_for("employers.keep"),
        check=check_workplaces,
        apply=apply_workplaces,
        undo=undo_workplaces,
        needs=[("name_local", "name_latin", "employer_local")],
        context_form=form_for("employers.keep"),
        twins=NAMED_TWINS,
        record="workplace",
        offered={
            "name_latin": _("Latin name"), "kind": _("Kind"), "village": _("Village"),
            "workers_women": _("Women working here"), "workers_men": _("Men working here"),
            "isic": _("Sector (ISIC rev. 4)"), "employer": _("Employer"), "workforce": _("Workforce"),
        },
    ),
)  # fmt: skip
