"""What offices keep in the administration: staff, offices, calendar, letterheads, the pack."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from solar_cms.accounts import operations
from solar_cms.accounts.models import Office, User
from solar_cms.accounts.tests.factories import make_office, make_places, make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Letterhead
from solar_cms.law.models import PackVersion
from solar_cms.work.calendar import is_working_day
from solar_cms.work.models import Holiday
from tests.panel.test_records import body

# --- staff ---------------------------------------------------------------------------------------


@pytest.fixture
def officer(head: User) -> User:
    return make_user("inspector", ["1604"])


def address(user: User, part: str = "change") -> str:
    return f"/admin/accounts/user/{user.pk}/{part}/"


def lock_out(user: User) -> None:
    AccessAttempt.objects.create(
        username=user.username, failures_since_start=settings.AXES_FAILURE_LIMIT,
        attempt_time=timezone.now(),
    )  # fmt: skip


def test_a_lockout_is_ended_by_who_keeps_the_account(desk: Client, officer: User):
    lock_out(officer)
    assert "Locked" in body(desk.get("/admin/accounts/user/"))
    assert desk.post(address(officer, "unlock")).status_code == 302
    assert not AccessAttempt.objects.filter(username=officer.username).exists()
    assert Act.objects.filter(name="user.unlocked", subject_id=str(officer.pk)).exists()
    # Nobody is locked out any more: there is nothing to end.
    assert "End the lockout" not in body(desk.get(address(officer)))


def test_a_head_does_not_unlock_somebody_with_a_wider_office(desk: Client, head: User):
    wide = make_user("head", ["1604", "1407"], username="wide")
    lock_out(wide)
    page = body(desk.post(address(wide, "unlock")))
    assert "kept by somebody with a wider office" in page
    assert AccessAttempt.objects.filter(username="wide").exists()


DETAILS = {"name_local": "ສົມ", "name_latin": "Som", "phone": "", "language": "lo"}


def test_details_are_changed_by_who_keeps_the_account(desk: Client, officer: User):
    sent = {**DETAILS, "email": "som@example.org", "version": officer.version}
    assert desk.post(address(officer), sent).status_code == 302
    officer.refresh_from_db()
    assert officer.email == "som@example.org"


def test_nobody_takes_over_a_wider_account_by_its_mail_address(desk: Client, head: User):
    wide = make_user("head", ["1604", "1407"], username="wide")
    sent = {**DETAILS, "email": "mine@example.org", "version": wide.version}
    assert desk.post(address(wide), sent).status_code == 403
    with pytest.raises(Refused):
        operations.change_details(wide, **{**DETAILS, "email": "mine@example.org"}, by=head)
    wide.refresh_from_db()
    assert wide.email is None


def test_the_acts_on_a_leaver_are_offered(desk: Client, officer: User):
    page = body(desk.get(address(officer)))
    for name in ("hand-over", "leave", "password", "close", "posting"):
        assert f"/account/users/{officer.pk}/{name}/" in page


def test_another_provinces_staff_is_not_found(desk: Client, other_head: User):
    assert desk.get(address(other_head)).status_code == 404
    posting = other_head.postings.get()
    assert desk.get(f"/admin/accounts/posting/{posting.pk}/change/").status_code == 404
    assert other_head.username not in body(desk.get("/admin/accounts/posting/"))


# --- offices -------------------------------------------------------------------------------------

OFFICE = {
    "code": "SSO-1604", "kind": "district", "province": "16", "district": "1604",
    "names_lo": "ຫ້ອງການໃໝ່", "names_en": "New office", "phone": "", "valid_from": "1.1.2026",
}  # fmt: skip


def test_an_office_is_added_within_ones_province(desk: Client):
    assert desk.post("/admin/accounts/office/add/", OFFICE).status_code == 302
    office = Office.objects.get(code="SSO-1604")
    assert office.names == {"lo": "ຫ້ອງການໃໝ່", "en": "New office"}
    assert office.valid_from == date(2026, 1, 1)
    page = body(desk.post("/admin/accounts/office/add/", OFFICE))
    assert "An office with this code is known already" in page


def test_no_office_is_added_elsewhere(desk: Client, other_head: User, head: User):
    sent = {**OFFICE, "province": "14", "district": "1407", "code": "X-1407"}
    assert desk.post("/admin/accounts/office/add/", sent).status_code == 200
    with pytest.raises(Refused) as refused:
        operations.add_office(
            code="X-14", kind="provincial", names={"lo": "x"}, district=None,
            province=other_head.postings.get().office.province, valid_from=date(2026, 1, 1), by=head,
        )  # fmt: skip
    assert [p.code for p in refused.value.problems] == ["office.outside"]
    assert not Office.objects.filter(code__startswith="X-").exists()


def test_of_an_office_of_the_pack_only_the_telephone_is_kept_here(desk: Client):
    office = make_office("1604")
    with act("test.arranged", by=SYSTEM):
        Office.objects.update(pack_code="laos")
    office.refresh_from_db()
    page = body(desk.get(f"/admin/accounts/office/{office.pk}/change/"))
    assert 'name="phone"' in page
    assert 'name="names_lo"' not in page
    sent = {"phone": "020 5512 0418", "names_lo": "ຊື່ອື່ນ", "version": office.version}
    desk.post(f"/admin/accounts/office/{office.pk}/change/", sent)
    office.refresh_from_db()
    assert office.phone == "+8562055120418"
    assert office.names["lo"] == "ຫ້ອງການ 1604"


def test_a_pack_leaves_the_telephone_alone(db: Any):
    make_places()
    office = make_office("1604", phone="+8562055120418")
    row = {
        "code": "1604", "kind": "district", "names": {"en": "By the pack"}, "province": "16",
        "district": "1604", "valid_from": date(2000, 1, 1),
    }  # fmt: skip
    operations.upsert_offices({"offices": [row]}, by=SYSTEM, pack_code="laos")
    office.refresh_from_db()
    assert (office.names, office.phone, office.pack_code) == (
        {"en": "By the pack"}, "+8562055120418", "laos",
    )  # fmt: skip


# --- calendar and letterheads --------------------------------------------------------------------

DAY = {
    "day": "12.6.2026",
    "names_lo": "ບຸນແຂວງ",
    "names_en": "Feast",
    "source": "",
    "province": "16",
}


def test_a_province_has_days_of_its_own(desk: Client, other_head: User):
    assert is_working_day(date(2026, 6, 12), province="16")
    assert desk.post("/admin/work/holiday/add/", DAY).status_code == 302
    assert not is_working_day(date(2026, 6, 12), province="16")
    assert is_working_day(date(2026, 6, 12), province="14")
    desk.force_login(other_head)
    day = Holiday.objects.get()
    assert desk.get(f"/admin/work/holiday/{day.pk}/change/").status_code == 404
    assert "Feast" not in body(desk.get("/admin/work/holiday/"))


def test_the_countrys_days_are_not_a_provinces_to_keep(desk: Client):
    sent = {**DAY, "province": ""}
    assert desk.post("/admin/work/holiday/add/", sent).status_code == 200
    assert desk.post("/admin/work/holiday/add/", {**DAY, "province": "14"}).status_code == 200
    assert not Holiday.objects.exists()


def test_a_day_of_the_pack_is_not_changed_and_a_day_twice_is_refused(desk: Client):
    desk.post("/admin/work/holiday/add/", DAY)
    page = body(desk.post("/admin/work/holiday/add/", DAY))
    assert "This day is already in the calendar" in page
    day = Holiday.objects.get()
    with act("test.arranged", by=SYSTEM):
        Holiday.objects.update(pack_code="laos")
    assert desk.post(f"/admin/work/holiday/{day.pk}/change/", DAY).status_code == 403
    assert desk.post(f"/admin/work/holiday/{day.pk}/remove/").status_code == 302
    assert Holiday.objects.count() == 1


def test_a_day_entered_by_mistake_is_taken_out(desk: Client):
    desk.post("/admin/work/holiday/add/", DAY)
    answer = desk.post(f"/admin/work/holiday/{Holiday.objects.get().pk}/remove/")
    assert answer.headers["Location"] == "/admin/work/holiday/"
    assert not Holiday.objects.exists()
    assert is_working_day(date(2026, 6, 12), province="16")


def letterhead(office: Office, day: str) -> dict[str, str]:
    return {
        "office": str(office.pk), "valid_from": day, "lines_lo": "ກະຊວງ\nຫ້ອງການ", "lines_en": "Ministry",
        "address_lo": "", "address_en": "", "place_lo": "ປາກຊ່ອງ", "place_en": "",
    }  # fmt: skip


def test_a_new_letterhead_ends_the_one_before(desk: Client):
    office = make_office("1604")
    address = "/admin/documents/letterhead/add/"
    assert desk.post(address, letterhead(office, "1.1.2026")).status_code == 302
    assert desk.post(address, letterhead(office, "1.7.2026")).status_code == 302
    old, new = Letterhead.objects.order_by("valid_from")
    assert (old.valid_to, new.valid_to) == (date(2026, 6, 30), None)
    assert new.lines == {"lo": ["ກະຊວງ", "ຫ້ອງການ"], "en": ["Ministry"]}
    page = body(desk.post(address, letterhead(office, "1.3.2026")))
    assert "choose a later day" in page
    assert Letterhead.objects.count() == 2


def test_no_letterhead_for_another_provinces_office(desk: Client, other_head: User):
    sent = letterhead(make_office("1407"), "1.1.2026")
    assert desk.post("/admin/documents/letterhead/add/", sent).status_code == 200
    assert not Letterhead.objects.exists()


# --- the pack ------------------------------------------------------------------------------------


def zipped(change: dict[str, str], drop: tuple[str, ...] = ()) -> SimpleUploadedFile:
    """The installation's pack with some texts put in others' place."""
    folder, packed = Path(settings.PACKS_DIR) / settings.SOLAR_PACK, io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or name in drop:
                continue
            text = path.read_bytes()
            for old, new in change.items():
                text = text.replace(old.encode(), new.encode())
            archive.writestr(f"laos/{name}", text)
    return SimpleUploadedFile("laos.zip", packed.getvalue(), "application/zip")


@pytest.fixture
def administrator(client: Client, db: Any) -> Client:
    from django.core.management import call_command

    call_command("load_reference", verbosity=0)
    client.force_login(make_user("administrator", [], whole_country=True))
    return client


PACKS = "/law/packs/new/"


def test_a_pack_with_faults_is_refused_with_file_and_line(administrator: Client):
    wrong = zipped({'kind = "legal_officer"': 'kind = "wizard"'})
    page = body(administrator.post(PACKS, {"file": wrong}))
    assert "roles.toml:" in page
    assert not PackVersion.objects.exists()


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (lambda: SimpleUploadedFile("x.zip", b"no zip"), "not a readable ZIP file"),
        (lambda: zipped({'code = "laos"': 'code = "vietnam"'}), "This is the pack of"),
        (lambda: zipped({}, drop=("procedure.toml",)), "procedure.toml: The pack in use has this"),
        (lambda: outside(), "a place outside of its folder"),
    ],
)
def test_what_is_no_pack_of_this_country_is_refused(administrator: Client, upload, words: str):
    page = body(administrator.post(PACKS, {"file": upload()}))
    assert words in page
    assert not PackVersion.objects.exists()


def outside() -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../pack.toml", "code = 'laos'")
    return SimpleUploadedFile("x.zip", packed.getvalue())


def test_a_sound_pack_is_loaded_as_the_next_version(administrator: Client):
    shown = administrator.post(PACKS, {"file": zipped({})})
    assert shown.status_code == 302
    assert not PackVersion.objects.exists()
    assert administrator.get(shown["Location"]).status_code == 200
    assert administrator.post(shown["Location"]).status_code == 302
    version = PackVersion.objects.get()
    assert (version.code, version.number) == ("laos", 1)
    assert version.loaded_by is not None
    assert Office.objects.filter(pack_code="laos").exists()


def test_a_head_does_not_load_packs(desk: Client):
    assert desk.get(PACKS).status_code == 403
    assert desk.post(PACKS, {"file": SimpleUploadedFile("x.zip", b"")}).status_code == 403
