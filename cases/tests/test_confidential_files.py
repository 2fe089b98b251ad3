"""Interviews are read by the team of a case and by its supervisor, and by nobody else who sees the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import operations as do
from cases.models import Case
from cases.tests import factories as make
from solar_cms.documents.operations import add_file
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import store_folder as store_folder


@pytest.fixture
def interview(officer: Any, pack: Any) -> Any:
    case = make.make_assigned(lead=officer)
    return add_file(
        samples.PDF,
        name="interview.pdf",
        by=officer,
        owner_kind="cases.case",
        owner_id=case.pk,
        district_id=case.district_id,
        caption="Two pickers tell of the night shift",
        is_confidential=True,
    )


def sees(client: Client, user: Any, interview: Any) -> tuple[bool, bool]:
    """Does the page of the case name it, does it open?"""
    client.force_login(user)
    page = client.get(reverse("case", args=[interview.owner_id])).content.decode()
    answer = client.get(reverse("file", args=[interview.pk]))
    return "interview.pdf" in page, answer.status_code == 302


def test_another_inspector_of_the_district_does_not_see_it(client: Client, interview: Any) -> None:
    other = make.make_inspector(username="other.inspector")
    assert sees(client, other, interview) == (False, False)


def test_the_team_and_the_supervisor_do(client: Client, interview: Any, officer: Any) -> None:
    assert sees(client, officer, interview) == (True, True)
    assert sees(client, make.make_head(), interview) == (True, True)


def everywhere(interview: Any) -> list[str]:
    """Every address that could tell of the interview."""
    case = interview.owner_id
    return [
        reverse("case", args=[case]),
        reverse("history", args=["cases_case", case]),
        reverse("history", args=["documents_attachment", interview.pk]),
        reverse("file", args=[interview.pk]),
        reverse("file_custody", args=[interview.pk]),
        reverse("file_caption", args=[interview.pk]),
        reverse("api-case-detail", args=[case]),
        reverse("api-case-list"),
    ]


def tells(client: Client, address: str) -> bool:
    said = client.get(address, headers={"accept": "*/*"}).content.decode()
    return "interview.pdf" in said or "night shift" in said


def test_no_page_address_or_api_tells_another_inspector_of_it(
    client: Client, interview: Any, officer: Any
) -> None:
    client.force_login(make.make_inspector(username="other.inspector"))
    assert client.get(everywhere(interview)[0]).status_code == 200
    assert not [address for address in everywhere(interview) if tells(client, address)]
    client.force_login(officer)
    assert len([address for address in everywhere(interview) if tells(client, address)]) >= 2


def test_an_address_handed_on_by_the_team_does_not_open_it(
    client: Client, interview: Any, officer: Any
) -> None:
    client.force_login(officer)
    address = client.get(reverse("file", args=[interview.pk]))["Location"]
    assert client.get(address).status_code == 200
    client.force_login(make.make_inspector(username="other.inspector"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_who_leaves_the_team_no_longer_reads_it(
    client: Client, interview: Any, officer: Any
) -> None:
    case = Case.objects.get(pk=interview.owner_id)
    other = make.make_inspector(username="other.inspector")
    do.reassign_case(case, lead=other, reason="leave", by=make.make_head())
    assert sees(client, officer, interview) == (False, False)
    assert sees(client, other, interview) == (True, True)


def letter_of(case: Case) -> Any:
    notice = case.notices.get()
    assert notice.letter is not None
    return notice.letter


def opens(client: Client, user: Any, letter: Any) -> set[bool]:
    """Does the letter's page name its files, does each open?"""
    client.force_login(user)
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    files = [*letter.files().values(), *letter.copies().values()]
    assert len(files) == 4
    return {
        answer
        for one in files
        for answer in (
            reverse("file", args=[one.pk]) in page,
            client.get(reverse("file", args=[one.pk])).status_code == 302,
        )
    }


def test_a_letter_about_a_restricted_finding_has_the_readers_of_the_finding(
    client: Client, officer: Any, pack: Any
) -> None:
    case = make.make_served(lead=officer, no=("machines", "no_children"))
    letter = letter_of(case)
    assert opens(client, make.make_inspector(username="other.inspector"), letter) == {False}
    assert opens(client, officer, letter) == {True}
    assert opens(client, make.make_head(), letter) == {True}


def test_any_other_letter_is_read_by_who_reads_the_case(
    client: Client, officer: Any, pack: Any
) -> None:
    letter = letter_of(make.make_served(lead=officer))
    assert opens(client, make.make_inspector(username="other.inspector"), letter) == {True}
