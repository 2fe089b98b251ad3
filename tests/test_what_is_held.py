"""The file a person may ask for: everything that points at them, in words, in both languages."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from enrollment.tests.factories import make_contribution, make_membership
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.hooks import person_parts
from solar_cms.documents import store
from solar_cms.documents.models import Attachment
from solar_cms.registry.merging.relations import relation_of, relations_to, relations_to_person
from solar_cms.registry.privacy.held import everything_about
from solar_cms.registry.tests.factories import make_consent, make_group, make_person
from solar_cms.work.models import Job
from solar_cms.work.outbox import run_now
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db

# Rows of other things that only name a row of the person: told with those things, not with the person.
NOT_PARTS = {
    "registry.SensitiveFact.consent",  # points at the person itself
    "enrollment.Application.promoter",
    "enrollment.Membership.promoter",
    "enrollment.Contribution.promoter",
    "enrollment.Membership.application",
    "trainings.Session_trainers.trainer",
}


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def test_only_holders_of_the_right_may_take_it_out(client, officer):
    there = make_person(district="1407")
    assert client.get(reverse("held", args=[there.pk])).status_code == 404
    client.force_login(make_user("trainer", ["1604"], username="another"))
    assert client.post(reverse("held", args=[make_person().pk])).status_code == 403
    assert not Job.objects.exists()


def test_every_part_of_a_record_of_a_person_is_told_or_named_here():
    forgotten = []
    for relation in relations_to_person():
        label = relation.model._meta.label
        told = set(person_parts.get(label) or ())
        if label == "registry.Person" or relation.fixed:
            continue
        forgotten += [
            one.key for one in relations_to(relation.model) if one.key not in told | NOT_PARTS
        ]
    assert forgotten == [], "register them in person_parts, or name them in NOT_PARTS"
    for _label, keys in person_parts.items():
        for key in keys:
            relation_of(key)


def test_the_file_tells_everything_that_points_at_the_person(client, officer):
    person = make_person("ບຸນມີ", card="12-9", phone="+8562055120410")
    make_group("ກຸ່ມ ພູເພັກ", members=[person])
    make_contribution(make_membership(person, member_number="T77"), date(2026, 3, 9))
    make_session([person])
    make_consent(person)
    make_person("ຄົນອື່ນ", phone="+8562055120499")
    answer = client.post(reverse("held", args=[person.pk]))
    run_now()
    job = Job.objects.get()
    assert job.state == "done", job.error
    assert answer.url == reverse("job", args=[job.pk])
    files = {one.name.rsplit("-", 1)[-1]: one.file for one in Attachment.objects.all()}
    assert set(files) == {"lo.pdf", "lo.json", "en.pdf", "en.json"}
    assert store.read(files["lo.pdf"]).startswith(b"%PDF")
    text = store.read(files["lo.json"]).decode()
    for said in ("ບຸນມີ", "12-9", "+8562055120410", "ພູເພັກ", "T77", "9/3/2026"):
        assert said in text, said
    assert "ຄົນອື່ນ" not in text
    kinds = {one["kind"] for one in json.loads(text)["sections"]}
    assert {"enrollment.Contribution", "trainings.Attendance", "registry.Consent"} <= kinds
    acts = Act.objects.filter(subject_id=str(person.pk)).values_list("name", flat=True)
    assert {"person.held_asked", "person.held_given"} <= set(acts)


def test_a_person_of_whom_little_is_known_has_a_file_too():
    person = make_person()
    sections = everything_about(person)["sections"]
    assert [one["kind"] for one in sections] == ["registry.Person", "audit.Act"]
