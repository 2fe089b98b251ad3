"""The demo's people who sign in, with the offices and roles of the pack. All share one password, known to everybody:
accounts marked as demo can sign in in demo mode only (see backends.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from solar_cms.accounts.models import Office, Organisation, Posting, Role, User
from solar_cms.accounts.operations.leave import arrange_substitution
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.places.models import District

PASSWORD = "solar-demo-2026"  # noqa: S105 - published on purpose
SINCE = date(2021, 12, 1)
FIELD = ["1604", "1407", "1504"]
LEAVE = (
    ("head", "chanthala"),
    ("enrol", "enrol.laongam"),
)  # who is on leave next month, and who stands in


@dataclass(frozen=True)
class Player:
    """One of the cast: where = office code, or "" for the partner's organisation."""

    username: str
    local: str
    latin: str
    role: str
    where: str
    districts: list[str] = field(default_factory=list)
    whole_country: bool = False


def cast() -> list[Player]:
    province = {
        code: list(
            District.objects.filter(province=code).order_by("code").values_list("code", flat=True)
        )
        for code in ("14", "15", "16")
    }
    return [
        Player("somphone", "ສົມພອນ ວົງສາ", "Somphone Vongsa", "inspector", "1604", ["1604"]),
        Player("bounmy", "ບຸນມີ ແກ້ວມະນີ", "Bounmy Keomany", "inspector", "1604", ["1604"]),
        Player("chanthala", "ຈັນທະລາ ສີສຸລາດ", "Chanthala Sisoulath", "supervisor", "16", province["16"]),
        Player("legal", "ວິໄລວັນ ພົມມະຈັນ", "Vilayvanh Phommachanh", "legal_officer", "16", province["16"]),
        Player("head", "ຄຳພອນ ອິນທະວົງ", "Khamphone Inthavong", "head", "16", province["16"]),
        Player("head.salavan", "ສຸກສະຫວັນ ໄຊຍະເສນ", "Souksavanh Xayasene", "head", "14", province["14"]),
        Player("head.sekong", "ບົວຄຳ ລັດຕະນະ", "Bouakham Lattana", "head", "15", province["15"]),
        Player("inspector.laongam", "ຄຳຫຼ້າ ທຳມະວົງ", "Khamla Thammavong", "inspector", "1407", ["1407"]),
        Player("inspector.thateng", "ສີພອນ ຈັນທະວົງ", "Siphone Chanthavong", "inspector", "1504", ["1504"]),
        Player("enrol", "ມະນີວັນ ສຸວັນນະ", "Manivanh Souvanna", "enrolment_officer", "SSO-1604", ["1604"]),
        Player("enrol.laongam", "ດວງໃຈ ພິລາວັນ", "Duangchay Philavanh", "enrolment_officer", "SSO-1407", ["1407"]),
        Player("enrol.thateng", "ແສງເດືອນ ບຸນຍະວົງ", "Sengdeuane Bounyavong", "enrolment_officer", "SSO-1504", ["1504"]),
        Player("trainer", "ທິບພະພອນ ສີປະເສີດ", "Thipphaphone Sipaseuth", "trainer", "16", FIELD),
        Player("monitor", "ອານຸສອນ ແກ້ວບຸນພັນ", "Anousone Keobounphanh", "monitoring_officer", "MOLSW", whole_country=True),
        Player("partner", "ນາງນ້ອຍ ພັນທະວົງ", "Nangnoy Phanthavong", "partner", ""),
        Player("auditor", "ສຸລິຍາ ວໍລະຈິດ", "Souliya Volachit", "auditor", "MOLSW", whole_country=True),
        Player("admin", "ໄພວັນ ດາລາວົງ", "Phayvanh Dalavong", "administrator", "MOLSW", whole_country=True),
    ]  # fmt: skip


def seed(world: DemoWorld) -> None:
    """Fills world.store["users"] {user name: User} and ["offices"] {code: Office}."""
    roles = {role.key: role for role in Role.objects.all()}
    offices = {office.code: office for office in Office.objects.all()}
    users: dict[str, User] = {}
    with act("demo.seeded", by=SYSTEM):
        partner = Organisation.objects.create(
            names={
                "en": "Association to Support the Development of Peasant Societies (ASDSP)",
                "lo": "ສະມາຄົມສະໜັບສະໜູນການພັດທະນາສັງຄົມຊາວກະສິກອນ (ASDSP)",
            },
            kind="cso",
            valid_from=SINCE,
        )
        known = make_password(PASSWORD)
        for number, player in enumerate(cast()):
            user = User.objects.create(
                username=player.username, name_local=player.local, name_latin=player.latin,
                email=f"{player.username}@solar.example", phone=f"+85620555{number:05d}",
                password=known, is_demo=True,
            )  # fmt: skip
            posting = Posting.objects.create(
                user=user, role=roles[player.role], office=offices.get(player.where),
                organisation=None if player.where else partner,
                whole_country=player.whole_country, valid_from=SINCE,
            )  # fmt: skip
            posting.districts.set(District.objects.filter(code__in=player.districts))
            users[player.username] = user
    first = world.today + timedelta(days=30)
    for absent, substitute in LEAVE:
        arrange_substitution(
            users[absent], users[substitute], first=first, last=first + timedelta(days=6),
            reason="ພັກປະຈຳປີ (annual leave)", by=users[absent],
        )  # fmt: skip
    world.store["users"] = users
    world.store["offices"] = offices
    world.store["organisations"] = [partner]


demo_seeders.add("accounts", DemoSeeder(10, seed))
