"""Passwords: changed, forced, reset by mail, given anew."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from solar_cms.accounts import operations
from solar_cms.accounts.models import User
from solar_cms.accounts.tasks import send_password_reset
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import OutboxMessage
from solar_cms.base.problems import Refused

PASSWORD = "correct horse battery"
NEW = "three green coffee trees"


@pytest.fixture
def reachable(inspector: User) -> User:
    with act("test.arranged", by=SYSTEM):
        inspector.email = "som@solar.example"
        inspector.save()
    return inspector


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW):
    return client.post(
        "/account/password/", {"old_password": old, "new_password": new, "again": again}
    )


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("not it", NEW, NEW, "old_password"),
        (PASSWORD, NEW, NEW + "x", "again"),
        (PASSWORD, "short", "short", "new_password"),
        (PASSWORD, "1234567890123", "1234567890123", "new_password"),
        (PASSWORD, PASSWORD, PASSWORD, "new_password"),
    ],
)
def test_a_bad_change_is_refused_at_its_field(client, inspector, old, new, again, field):
    client.force_login(inspector)
    answer = change(client, old, new, again)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    inspector.refresh_from_db()
    assert inspector.check_password(PASSWORD)


def test_a_change_ends_the_other_sessions(client: Client, inspector: User):
    other = Client()
    other.force_login(inspector)
    client.force_login(inspector)
    assert change(client).status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_a_given_password_must_be_changed_before_anything_else(client: Client, inspector: User):
    head = make_user("head", ["1604"])
    given = operations.reset_password(inspector, by=head)
    client.post("/account/sign-in/", {"username": inspector.username, "password": given})
    assert client.get("/").headers["Location"] == "/account/password/"
    assert client.get("/account/details/").headers["Location"] == "/account/password/"
    assert change(client, old=given).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_answer_is_the_same_for_an_unknown_address(client: Client, reachable: User):
    known = client.post("/account/forgotten/", {"email": reachable.email})
    unknown = client.post("/account/forgotten/", {"email": "who@solar.example"})
    assert known.status_code == unknown.status_code == 200
    token = re.compile(r'csrfmiddlewaretoken" value="\w+"')
    pages = [token.sub("", answer.content.decode()) for answer in (known, unknown)]
    assert pages[0].replace("som@", "") == pages[1].replace("who@", "")
    assert mail.outbox == []  # a worker sends it
    assert OutboxMessage.objects.filter(task="accounts.send_password_reset").count() == 1


def test_asking_twice_sends_one_mail(client: Client, reachable: User):
    for _n in range(3):
        client.post("/account/forgotten/", {"email": reachable.email})
    assert OutboxMessage.objects.filter(task="accounts.send_password_reset").count() == 1


def link_in_mail(user: User) -> str:
    send_password_reset(user_id=str(user.pk))
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_the_link_sets_a_password_once(client: Client, reachable: User):
    link = link_in_mail(reachable)
    form = client.get(link, follow=True)
    inner = form.redirect_chain[-1][0]
    assert inner.endswith("/set-password/")  # the token is out of the address
    weak = client.post(inner, {"new_password": "short", "again": "short"})
    assert weak.status_code == 200
    assert client.post(inner, {"new_password": NEW, "again": NEW}).status_code == 302
    reachable.refresh_from_db()
    assert reachable.check_password(NEW)
    again = Client().get(link, follow=True)
    assert not again.context["validlink"]


def test_no_mail_goes_to_a_closed_account(reachable: User):
    with act("test.arranged", by=SYSTEM):
        User.objects.filter(pk=reachable.pk).update(is_active=False)
    send_password_reset(user_id=str(reachable.pk))
    assert mail.outbox == []


def test_a_head_gives_no_password_to_a_wider_account(inspector: User):
    head = make_user("head", ["1604"])
    for other in (
        make_user("administrator", ["1604"]),
        make_user("head", ["1604", "1603"], username="head.wider"),
        make_user("inspector", ["1604", "1407"], username="two.districts"),
        make_user("inspector", ["1407"]),
        head,
    ):
        with pytest.raises(Refused):
            operations.reset_password(other, by=head)
    assert operations.reset_password(inspector, by=head)


def test_signing_out_everywhere_keeps_this_session(client: Client, inspector: User):
    other = Client()
    other.force_login(inspector)
    client.force_login(inspector)
    client.post("/account/sessions/end/")
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
