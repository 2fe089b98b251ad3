"""Interviews are read by the team of a case and by its supervisor, and by nobody else who sees the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

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
