"""Invented names and sentences of the demo's cases, in Lao as an inspector would write them."""

# (kind, source), how often
KINDS = [
    (("inspection", "plan"), 8),
    (("complaint", "complaint"), 5),
    (("advisory_visit", "request"), 5),
    (("campaign", "campaign"), 2),
    (("follow_up", "follow_up"), 2),
    (("accident", "accident"), 1),
]

FIRMS = [
    ("ໂຮງປຸງແຕ່ງກາເຟ ຫ້ວຍທອງ", "Houaythong Coffee Processing", "factory"),
    ("ສວນກາເຟ ດອກໄມ້", "Dokmai Coffee Farm", "farm"),
    ("ສາງກາເຟ ສີພັນດອນ", "Siphandon Coffee Warehouse", "shop"),
    ("ສວນຊາ ພູສະຫວັນ", "Phousavanh Tea Garden", "farm"),
    ("ໂຮງສີກາເຟ ວັງເງົາ", "Vangngao Coffee Mill", "factory"),
    ("ເຮືອນພັກ ກະຕູ", "Katou Guesthouse", "shop"),
    ("ສວນເບ້ຍໄມ້ ບໍລະເວນ", "Boloven Seedling Nursery", "farm"),
    ("ຂົນສົ່ງ ຫ້ວຍກອງ", "Houay Kong Transport", "other"),
    ("ສົ່ງອອກກາເຟ ແສງດາວ", "Sengdao Coffee Export", "factory"),
    ("ຮ້ານຝຸ່ນ ທອງເສດ", "Thongset Fertiliser Store", "shop"),
    ("ສວນກາເຟ ໂພນສະອາດ", "Phonsaath Coffee Farm", "farm"),
    ("ລານຕາກກາເຟ ຫຼັກ 40", "Lak 40 Drying Yard", "group"),
    ("ໂຮງຄົ່ວກາເຟ ພູອ້ອຍ", "Phou Oy Roastery", "factory"),
    ("ໂຮງຊາ ທ່າແຕງໃໝ່", "Thateng Mai Tea Works", "factory"),
    ("ສວນກາເຟ ນ້ຳຕັ່ງ", "Nam Tang Arabica Farm", "farm"),
    ("ກໍ່ສ້າງ ແກ້ວມະນີ", "Keomany Construction", "construction"),
]

FACTS = {
    "first_aid": "ບໍ່ມີຕູ້ຢາປະຖົມພະຍາບານຢູ່ໂຮງປຽກ",
    "machine_guards": "ສາຍພານເຄື່ອງປອກກາເຟບໍ່ມີຝາປ້ອງກັນ",
    "protective_equipment": "ຜູ້ພົ່ນຢາບໍ່ມີຜ້າປິດປາກ ແລະ ຖົງມື",
    "health_check": "ບໍ່ໄດ້ກວດສຸຂະພາບໃນປີນີ້",
    "risk_assessment": "ບໍ່ມີບົດປະເມີນຄວາມສ່ຽງ",
    "safety_training": "ຄົນງານໃໝ່ບໍ່ໄດ້ຮັບການຝຶກອົບຮົມ",
    "minimum_wage": "ຄ່າແຮງງານເດືອນກ່ອນຕ່ຳກວ່າຂັ້ນຕ່ຳ",
    "weekly_rest": "ໃນລະດູເກັບກາເຟ ເຮັດວຽກເຈັດວັນຕໍ່ອາທິດ",
    "hours": "ເຮັດວຽກສິບຊົ່ວໂມງຕໍ່ວັນ",
    "not_enrolled": "ຄົນງານປະຈຳຍັງບໍ່ໄດ້ຂຶ້ນທະບຽນປະກັນສັງຄົມ",
}

REMEDIES = {
    "": "ໄດ້ແກ້ໄຂຕາມໜັງສືແຈ້ງແລ້ວ, ມີຮູບຖ່າຍ",
    "first_aid": "ຊື້ຕູ້ຢາແລ້ວ ແລະ ມອບໃຫ້ຜູ້ຮັບຜິດຊອບ",
    "machine_guards": "ໃສ່ຝາປ້ອງກັນສາຍພານແລ້ວ",
    "protective_equipment": "ແຈກຜ້າປິດປາກ ແລະ ຖົງມືແລ້ວ",
    "minimum_wage": "ຈ່າຍສ່ວນທີ່ຂາດແລ້ວ, ມີໃບເຊັນຮັບ",
}

MATTERS = [
    "ຄວາມປອດໄພຂອງເຄື່ອງຈັກ, ອຸປະກອນປ້ອງກັນ, ຕູ້ຢາ",
    "ຄ່າແຮງງານ, ຊົ່ວໂມງເຮັດວຽກ, ສັນຍາແຮງງານ",
    "ເງື່ອນໄຂການຈ້າງງານ ແລະ ສຸຂະພາບແຮງງານ",
]

# What was reported, and by whom ("" anonymous).
COMPLAINTS = [
    ("ເຄື່ອງປອກກາເຟບໍ່ມີຝາປ້ອງກັນ, ມີຄົນບາດເຈັບທີ່ມື", "ນາງ ບົວ ລາດ"),
    ("ບໍ່ໄດ້ຮັບຄ່າແຮງງານສອງເດືອນ", "ທ້າວ ຄຳ ປະດິດ"),
    ("ພົ່ນຢາໂດຍບໍ່ມີອຸປະກອນປ້ອງກັນ", ""),
    ("ເຮັດວຽກທຸກວັນ ບໍ່ມີວັນພັກ", "ນາງ ສີ ພອນ"),
    ("ບໍ່ມີຫ້ອງນ້ຳ ແລະ ນ້ຳດື່ມໃຫ້ຜູ້ເກັບກາເຟ", ""),
]
