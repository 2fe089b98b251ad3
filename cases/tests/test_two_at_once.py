"""Two people act on one case at once: the second is told what was done, by whom and when."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from cases import operations as do
from cases.models import Assignment, Case
from cases.tests import factories as make
from solar_cms.audit.models import Act
from solar_cms.audit.news import news_since

pytestmark = pytest.mark.django_db


def closing(case: Case, version: int) -> dict[str, object]:
    return {"code": "referred", "closed_on": make.days_ago(0), "note": "x", "version": version}


def test_the_page_names_each_act_since_and_what_it_changed(client, head, officer) -> None:
    case = make.make_case()
    read = make.fresh(case).version
    do.order_inspection(case, matters="Safety", by=head)
    do.assign_case(case, lead=officer, by=head)
    client.force_login(head)
    page = client.post(f"/cases/{case.pk}/close/", closing(case, read)).content.decode()
    assert "Somebody else changed this record after you opened it" in page
    assert f"Inspection ordered · {head.name}" in page
    assert f"Case assigned · {head.name}" in page
    assert "→ Ordered" in page
    assert make.fresh(case).is_open


def test_the_page_is_told_in_the_readers_language(client, head) -> None:
    case = make.make_case()
    read = make.fresh(case).version
    do.order_inspection(case, matters="Safety", by=head)
    with translation.override("lo"):
        (line,) = news_since(make.fresh(case), read, head)
    assert "Inspection ordered" not in line
    assert "→" in line


def test_sent_again_with_the_news_it_goes_through(client, head) -> None:
    case = make.make_case()
    read = make.fresh(case).version
    do.order_inspection(case, matters="Safety", by=head)
    client.force_login(head)
    path = f"/cases/{case.pk}/close/"
    client.post(path, closing(case, read))
    client.post(path, closing(case, make.fresh(case).version))
    assert not make.fresh(case).is_open


def test_a_reader_of_the_newest_version_has_no_news(head) -> None:
    case = make.make_ordered()
    assert news_since(case, case.version, head) == []


def test_what_a_restricted_finding_says_is_not_told(head) -> None:
    case = make.make_visited(no=())
    read = case.version
    do.add_finding(
        case, violation="child_labour", fact="A girl of eleven at the press", by=make.lead_of(case),
        severity="serious", workers_affected=1,
    )  # fmt: skip
    told = " ".join(news_since(make.fresh(case), read, make.make_inspector()))
    assert told
    assert "eleven" not in told


def test_only_the_newest_acts_are_told_and_the_others_counted(head, officer) -> None:
    case = make.make_assigned(lead=officer)
    read, other = case.version, make.make_inspector(username="inspector.two")
    for n in range(7):
        do.reassign_case(case, lead=(other, officer)[n % 2], reason="Leave", by=head)
    with translation.override("en"):
        lines = news_since(make.fresh(case), read, head)
    assert len(lines) == 6
    assert lines[0] == "2 earlier acts"


def test_the_api_says_the_same(client, head) -> None:
    case = make.make_case()
    read = make.fresh(case).version
    do.order_inspection(case, matters="Safety", by=head)
    client.force_login(head)
    answer = client.post(
        f"/api/v1/cases/{case.pk}/order_wages/", "{}", content_type="application/json",
        headers={"If-Match": f'"{read}"'},
    )  # fmt: skip
    assert answer.status_code == 412
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "stale"
    assert f"Inspection ordered · {head.name}" in problem["message"]


@pytest.mark.django_db(transaction=True)
def test_both_had_read_the_same_version_and_sent_at_the_same_moment() -> None:
    """The second waits for the first and is then told of it, also where the procedure would let it
    through: nobody's team is written over."""
    make.load_laos()
    head = make.make_head()
    first, second = (make.make_inspector(username=f"inspector.{n}") for n in "ab")
    case = make.make_assigned(lead=make.make_inspector())
    read, start, answers = case.version, threading.Barrier(2), {}

    def send(lead) -> None:
        try:
            browser = Client()
            browser.force_login(head)
            start.wait(timeout=60)
            data = {"lead": str(lead.pk), "reason": "Leave", "version": read}
            data["on"] = make.days_ago(0)
            answers[lead.pk] = browser.post(f"/cases/{case.pk}/reassign/", data)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(lead,)) for lead in (first, second)]
    with transaction.atomic():  # both are on their way before either may write
        Case.objects.select_for_update().get(pk=case.pk)
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    (late,) = [answer for answer in answers.values() if answer.status_code == 200]
    assert f"Case reassigned · {head.name}" in late.content.decode()
    assert Act.objects.filter(name="case.reassigned").count() == 1
    assert Assignment.objects.filter(case=case, ended_on__isnull=True).count() == 1
