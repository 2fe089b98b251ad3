"""Letting data go when their time is over: a dry run, a proof, nothing on an unknown period."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Complainant, Visit
from cases.tests.factories import make_case, make_complaint, make_visited
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act, Change
from solar_cms.base.hooks import retention_steps, scheduled
from solar_cms.base.ids import new_id
from solar_cms.base.models import today
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.law.models import Parameter
from solar_cms.law.reading import read_file
from solar_cms.questionnaires.models import Answer
from solar_cms.registry.models import Person, RetentionRun
from solar_cms.registry.pack_sections import check_privacy, load_privacy
from solar_cms.registry.retention.running import digest_of, over_before, run_retention
from solar_cms.registry.retention.steps import first_id_of
from solar_cms.registry.tests.factories import district_of, make_group, make_person

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[1]
# Rules of the table that no step carries out, and why.
WITHOUT_STEP = {
    "sensitive": "deleted in the act that withdraws the consent, and with the person",
    "insurance": "kept for life: whoever was a member is not emptied",
    "audit": "emptied together with the record it explains",
}


@pytest.fixture
def periods():
    path = settings.PACKS_DIR / "laos" / "privacy.toml"
    with act("test.arranged", by=SYSTEM):
        load_privacy(read_file(path), None)


def confirm(rule: str) -> None:
    with act("test.arranged", by=SYSTEM):
        Parameter.objects.filter(key=f"retention.{rule}").update(status="confirmed")


def old_person(years: int = 11) -> Person:
    """A person registered years ago, as the id tells."""
    day = today() - timedelta(days=366 * years)
    pk = type(new_id())(int=first_id_of(day).int + 7)
    return make_person(id=pk)


def made_old_batch() -> StagedRow:
    district_of("1604")
    with act("test.arranged", by=SYSTEM):
        batch = Batch.objects.create(
            kind="people", file_name="x.csv", sha256="0" * 64, district_id="1604", state="dropped",
            uploaded_at=timezone.now() - timedelta(days=100), uploaded_by=None,
        )  # fmt: skip
        return StagedRow.objects.create(batch=batch, number=1, cells=["ລັບ"])


def only(name: str, **fields) -> RetentionRun:
    (run,) = run_retention(dry=fields.pop("dry", False), only=[name], by=SYSTEM, **fields)
    return run


def test_every_rule_of_the_table_has_a_step_or_says_why_not():
    told = yaml.safe_load((ROOT / "docs" / "data-retention.yaml").read_text(encoding="utf-8"))
    steps = {step.rule for step in retention_steps}
    assert steps.isdisjoint(WITHOUT_STEP)
    assert steps | set(WITHOUT_STEP) == set(told["rules"])


def test_the_pack_gives_a_period_for_every_step(periods):
    path = settings.PACKS_DIR / "laos" / "privacy.toml"
    assert list(check_privacy(read_file(path), path)) == []
    for step in retention_steps:
        assert over_before(Parameter.objects.get(key=f"retention.{step.rule}"), date(2026, 3, 1))


def test_without_a_known_period_nothing_is_counted():
    old_person()
    run = only("registry.people")
    assert (run.counted, run.done, run.carried_out, run.status) == (0, 0, False, "unknown")


def test_records_go_only_when_the_period_is_confirmed(periods):
    person = old_person()
    run = only("registry.people")
    assert (run.counted, run.done, run.carried_out) == (1, 0, False)
    confirm("person")
    assert only("registry.people", dry=True).done == 0
    person.refresh_from_db()
    assert person.erased_on is None
    run = only("registry.people")
    assert (run.counted, run.done, run.rows) == (1, 1, [str(person.pk)])
    person.refresh_from_db()
    assert person.erased_on
    assert only("registry.people").counted == 0


def test_people_who_are_still_met_and_new_ones_are_kept(periods):
    confirm("person")
    make_group(members=[old_person()])
    make_person()
    assert only("registry.people").counted == 0


def test_accounts_that_are_open_or_closed_of_late_are_kept(periods):
    confirm("account")
    open_one = make_user("inspector", ["1604"], username="open.one")
    late = make_user("inspector", ["1604"], username="late.one")
    closed(late, today() - timedelta(days=400))
    run = only("accounts.users")
    assert run.counted == 0
    assert {open_one.username, late.username} <= set(
        User.objects.values_list("username", flat=True)
    )


def closed(user: User, last: date) -> None:
    with act("test.arranged", by=SYSTEM):
        user.postings.update(valid_from=date(2010, 1, 1), valid_to=last)
        User.objects.filter(pk=user.pk).update(is_active=False)


def test_a_closed_account_leaves_a_number_with_its_acts(periods):
    left = make_user("head", ["1604"], username="gone.away")
    with act("test.named", by=SYSTEM):
        User.objects.filter(pk=left.pk).update(name_local="ສົມພອນ", phone="+8562055500001")
    with act("test.worked", by=left):
        pass
    with act("test.renamed", by=SYSTEM):
        User.objects.filter(pk=left.pk).update(name_local="ສົມພອນ ວົງສາ")
    closed(left, today() - timedelta(days=366 * 5 + 10))
    assert only("accounts.users").done == 0  # the period is only assumed
    confirm("account")
    assert only("accounts.users").done == 1
    left.refresh_from_db()
    assert (left.name_local, left.phone, left.is_active) == ("⌫", None, False)
    assert left.username.startswith("u")
    assert Act.objects.get(name="test.worked").actor_name == left.username
    for change in Change.objects.filter(table="accounts_user", row=str(left.pk)):
        assert "ສົມພອນ" not in str([change.before, change.after])
    assert only("accounts.users").counted == 0


def test_working_data_go_on_an_assumed_period_and_leave_a_proof(periods):
    batch = made_old_batch().batch
    run = only("imports.rows")
    assert (run.counted, run.done, run.status) == (1, 1, "assumed")
    assert run.digest == hashlib.sha256(str(batch.pk).encode()).hexdigest() == digest_of([batch.pk])
    assert not StagedRow.objects.exists()


def test_complainants_and_words_of_closed_cases_go_from_the_audit_too(periods):
    for rule in ("case", "complainant"):
        confirm(rule)
    complaint = make_complaint(complainant={"name": "ຊື່ລັບ", "phone": "", "address": ""})
    case = make_case(complaint=complaint, source="complaint", summary="ລັບສຸດ")
    with act("test.arranged", by=SYSTEM):
        Case.objects.filter(pk=case.pk).update(
            opened_on=date(2010, 1, 1), closed_on=date(2011, 1, 1), closure_code="remedied"
        )
    assert only("cases.complainants").done == Complainant.objects.count() + 1
    assert only("cases.cases").done == 1
    case.refresh_from_db()
    assert case.summary == "⌫"
    told = str(list(Change.objects.values_list("before", "after")))
    assert "ລັບສຸດ" not in told
    assert "ຊື່ລັບ" not in told
    assert only("cases.cases").counted == 0


def test_what_was_written_on_a_checklist_goes_with_its_case_and_what_was_ticked_stays(periods):
    confirm("case")
    case = make_visited()
    ticked = Answer.objects.filter(value="no").count()
    assert Answer.objects.filter(note="seen").count() == ticked > 0
    with act("test.arranged", by=SYSTEM):
        Visit.objects.filter(case=case).update(papers_seen="ບັນຊີລັບ")
        Case.objects.filter(pk=case.pk).update(
            opened_on=date(2010, 1, 1), closed_on=date(2011, 1, 1), closure_code="remedied"
        )
    assert only("cases.cases").done == 1
    assert not Answer.objects.filter(note="seen").exists()
    assert Answer.objects.filter(value="no").count() == ticked
    assert Visit.objects.get(case=case).papers_seen == "⌫"
    assert "ບັນຊີລັບ" not in str(list(Change.objects.values_list("before", "after")))


def test_the_night_is_done_once_and_the_command_counts_first(periods):
    made_old_batch()
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert "imports.rows: 1 over 90 days (assumed), 0 let go, not carried out" in out.getvalue()
    assert StagedRow.objects.exists()
    due = timezone.now() - timedelta(minutes=1)
    scheduled["registry.retention"].run(due)
    assert not StagedRow.objects.exists()
    runs = RetentionRun.objects.count()
    scheduled["registry.retention"].run(due)
    assert RetentionRun.objects.count() == runs


def test_the_auditor_reads_the_proof_and_clerks_do_not(client, periods):
    made_old_batch()
    run = only("imports.rows")
    client.force_login(make_user("enrolment_officer", ["1604"]))
    assert client.get(reverse("retention")).status_code == 403
    client.force_login(make_user("auditor", ["1604"]))
    assert "90" in client.get(reverse("retention")).content.decode()
    page = client.get(reverse("retention_run", args=[run.pk])).content.decode()
    assert run.digest in page
    assert run.rows[0] in page


def test_a_wrong_period_in_a_pack_is_told_by_its_line(tmp_path):
    path = tmp_path / "privacy.toml"
    path.write_text(
        '[[parameter]]\nkey = "retention.person"\nnames = { en = "x", lo = "x" }\n'
        'value = { weeks = 3 }\nstatus = "assumed"\nvalid_from = 2022-01-01\n'
    )
    (problem,) = check_privacy(read_file(path), path)
    assert problem.field.startswith("privacy.toml:")
