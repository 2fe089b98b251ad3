"""Service is recorded with its day, its recipient and its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import acts_on
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Letter, Service
from solar_cms.documents.operations import add_file, serve_letter, void_letter
from solar_cms.documents.tests.conftest import OWNER
from solar_cms.documents.tests.letters import issue
from solar_cms.documents.tests.samples import jpeg
from solar_cms.work.outbox import run_now


@pytest.fixture
def letter(inspector: User) -> Letter:
    made = issue(inspector, issued_on=today() - timedelta(days=3))
    run_now()
    return Letter.objects.get(pk=made.pk)


def serve(letter: Letter, by: User, **fields: Any) -> Service:
    return serve_letter(
        letter,
        **{
            "method": "hand",
            "served_on": today(),
            "recipient": "Khamla, manager",
            "note": "signed on our copy",
            "by": by,
            **fields,
        },
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"served_on": today() + timedelta(days=1)}, "service.future"),
        ({"served_on": today() - timedelta(days=4)}, "service.before_letter"),
        ({"recipient": " "}, "service.recipient"),
        ({"note": " "}, "service.proof_missing"),
    ],
)
def test_service_that_does_not_hold_is_refused(
    letter: Letter, inspector: User, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        serve(letter, inspector, **fields)
    assert [p.code for p in refused.value.problems] == [code]
    assert not Service.objects.exists()


def test_a_letter_still_being_prepared_cannot_be_served(inspector: User) -> None:
    with pytest.raises(Refused) as refused:
        serve(issue(inspector), inspector)
    assert [p.code for p in refused.value.problems] == ["letter.not_ready"]


def test_a_voided_letter_cannot_be_served(letter: Letter, inspector: User) -> None:
    void_letter(letter, reason="Wrong employer", by=inspector)
    with pytest.raises(Refused) as refused:
        serve(letter, inspector)
    assert [p.code for p in refused.value.problems] == ["letter.voided"]


def test_service_is_kept_with_its_proof(client: Any, letter: Letter, inspector: User) -> None:
    proof = add_file(
        jpeg(),
        name="signed.jpg",
        by=inspector,
        owner_kind=OWNER,
        owner_id="7",
        district_id="1604",
    )
    service = serve(letter, inspector, proof=proof, note="")
    assert (service.served_by, service.proof) == (inspector, proof)
    assert acts_on(letter)[0].name == "letter.served"
    client.force_login(inspector)
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    assert "Khamla, manager" in page
    assert reverse("file", args=[proof.pk]) in page


def test_without_proof_the_note_says_why(letter: Letter, inspector: User) -> None:
    assert serve(letter, inspector, note="refused to sign; two witnesses").proof is None


def test_attempts_in_vain_stand_beside_the_one_that_reached(
    client: Any, letter: Letter, inspector: User
) -> None:
    serve(letter, inspector, outcome="absent", recipient="", note="gate locked")
    serve(letter, inspector, method="post", outcome="returned", recipient="", note="receipt 17")
    serve(letter, inspector)
    assert [s.has_reached for s in letter.services.order_by("id")] == [False, False, True]
    names = [a.name for a in acts_on(letter)]
    assert names[:3] == ["letter.served", "letter.service_tried", "letter.service_tried"]
    client.force_login(inspector)
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    for words in ("Nobody there", "Came back", "Reached", "gate locked"):
        assert words in page


def test_an_attempt_in_vain_has_its_proof_or_a_word_too(letter: Letter, inspector: User) -> None:
    with pytest.raises(Refused) as refused:
        serve(letter, inspector, outcome="refused", recipient="", note="")
    assert [p.code for p in refused.value.problems] == ["service.proof_missing"]


def test_the_database_wants_somebody_whom_it_reached(letter: Letter, inspector: User) -> None:
    service = serve(letter, inspector)
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        Service.objects.filter(pk=service.pk).update(recipient="")
    assert [p.code for p in refused.value.problems] == ["service_reached_somebody"]
