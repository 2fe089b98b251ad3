"""The files of cases for the repair desk."""

from django.utils.translation import gettext_lazy as _

from cases.back_entering import apply_cases, undo_cases
from cases.back_entry import check_cases
from solar_cms.base.hooks import Column, Importer, Twin, importers
from solar_cms.registry.intake.places import form_for, prepare_for

importers.add(
    "cases",
    Importer(
        kind="cases",
        label=_("Old cases from paper"),
        right="cases.open",
        columns=[
            Column("paper_number", _("Number on paper"),
                   ["ເລກທີ", "ເລກທີເອກະສານ", "ເລກທີໃນເຈ້ຍ", "Paper number", "Number", "Case number", "File number", "No"],
                   "17/2022"),
            Column("workplace", _("Workplace"),
                   ["ບ່ອນເຮັດວຽກ", "ຊື່ບ່ອນເຮັດວຽກ", "ສະຖານທີ່ເຮັດວຽກ", "Workplace", "Workplace name", "Site"],
                   "ໂຮງງານກາເຟ ປາກຊ່ອງ"),
            Column("district", _("District"),
                   ["ເມືອງ", "ລະຫັດເມືອງ", "ຊື່ເມືອງ", "District", "District code", "District name"], "1604"),
            Column("kind", _("Kind"), ["ປະເພດ", "ປະເພດກໍລະນີ", "Kind", "Type", "Kind of case"], "ການກວດກາ"),
            Column("source", _("Source"), ["ທີ່ມາ", "ແຫຼ່ງທີ່ມາ", "Source", "Where it comes from"],
                   "ແຜນການປະຈຳປີ"),
            Column("opened_on", _("Opened on"),
                   ["ວັນທີເປີດ", "ວັນເປີດ", "ວັນທີເປີດກໍລະນີ", "Opened on", "Opened", "Date opened"], "3.5.2022"),
            Column("visited_on", _("Day of the visit"),
                   ["ວັນທີລົງກວດກາ", "ວັນລົງກວດກາ", "ວັນກວດກາ", "Visited on", "Visit date", "Date of the visit"],
                   "17.5.2022"),
            Column("closed_on", _("Closed on"),
                   ["ວັນທີປິດ", "ວັນປິດ", "ວັນທີປິດກໍລະນີ", "Closed on", "Closed", "Date closed"], "30.6.2022"),
            Column("code", _("Reason for closing"),
                   ["ຜົນ", "ເຫດຜົນການປິດ", "ຜົນການກວດກາ", "Result", "Reason for closing", "Closure code", "Outcome"],
                   "ແກ້ໄຂແລ້ວ, ກວດຄືນແລ້ວ"),
            Column("note", _("Note"), ["ໝາຍເຫດ", "Note", "Remarks"]),
            Column("officer", _("Inspector"),
                   ["ເຈົ້າໜ້າທີ່", "ຜູ້ກວດກາ", "ເຈົ້າໜ້າທີ່ກວດກາ", "Inspector", "Officer"]),
            Column("summary", _("What it is about"), ["ເນື້ອໃນ", "ເລື່ອງ", "Summary", "Subject", "What it is about"]),
        ],
        prepare=prepare_for("cases.open"),
        check=check_cases,
        apply=apply_cases,
        undo=undo_cases,
        needs=[("workplace",), ("kind",), ("source",), ("opened_on",)],
        context_form=form_for("cases.open"),
        twins={
            "paper": Twin(("paper_number",), certain=True),
            "what": Twin(("workplace",), certain=True),
        },
        record="case",
    ),
)  # fmt: skip
