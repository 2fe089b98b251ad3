"""Signing in and out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act

PASSWORD = "correct horse battery"


def send(client: Client, name: str, given: str = PASSWORD, **more: str):
    return client.post("/account/sign-in/", {"username": name, "password": given, **more})


def said(answer, name: str) -> str:
    """The page without what differs by itself: the name typed and the form's token."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(
        name, ""
    )


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.fixture
def reachable(inspector: User) -> User:
    with act("test.arranged", by=SYSTEM):
        inspector.phone, inspector.email = "+8562055120418", "som@solar.example"
        inspector.save()
    return inspector


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, inspector: User):
    wrong = send(client, inspector.username, "not it")
    unknown = send(client, "nobody.at.all", "not it")
    assert wrong.status_code == unknown.status_code == 200
    assert said(wrong, inspector.username) == said(unknown, "nobody.at.all")
    assert not is_in(client)


def test_a_closed_account_does_not_open(client: Client, inspector: User):
    with act("test.arranged", by=SYSTEM):
        User.objects.filter(pk=inspector.pk).update(is_active=False)
    send(client, inspector.username)
    assert not is_in(client)


def test_a_demo_account_opens_in_demo_mode_only(client: Client, inspector: User, settings):
    with act("test.arranged", by=SYSTEM):
        User.objects.filter(pk=inspector.pk).update(is_demo=True)
    settings.SOLAR_DEMO = False
    send(client, inspector.username)
    assert not is_in(client)
    settings.SOLAR_DEMO = True
    send(client, inspector.username)
    assert is_in(client)


@pytest.mark.parametrize(
    "typed",
    [
        "inspector.1604",
        " Inspector.1604 ",
        "020 5512 0418",
        "+856 20 5512 0418",
        "SOM@solar.example",
    ],
)
def test_user_name_phone_and_mail_open_the_account(client: Client, reachable: User, typed: str):
    assert send(client, typed).headers["Location"] == "/"
    assert is_in(client)


def test_the_session_key_changes_and_the_act_is_on_record(client: Client, inspector: User):
    client.get("/account/sign-in/")
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key
    send(client, inspector.username)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    done = Act.objects.get(name="user.signed_in")
    assert (done.actor_id, done.subject_id) == (inspector.pk, str(inspector.pk))
    assert done.changes.filter(table="accounts_user", operation="u").exists()


def test_the_way_back_leads_to_pages_of_ours_only(client: Client, inspector: User):
    away = send(client, inspector.username, next="https://elsewhere.example/")
    assert away.headers["Location"] == "/"
    client.post("/account/sign-out/")
    assert send(client, inspector.username, next="/account/").headers["Location"] == "/account/"


def test_an_old_hash_is_renewed_inside_an_act(client: Client, inspector: User, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    with act("test.arranged", by=SYSTEM):
        old = make_password(PASSWORD, hasher="md5")
        User.objects.filter(pk=inspector.pk).update(password=old)
    send(client, inspector.username)
    assert is_in(client)
    inspector.refresh_from_db()
    assert inspector.password.startswith("pbkdf2_sha256$")
    assert Act.objects.filter(name="user.password_hash_renewed", actor_id=inspector.pk).exists()


def test_a_shared_device_is_signed_out_after_fifteen_idle_minutes(client: Client, inspector: User):
    send(client, inspector.username, shared_device="on")
    assert client.cookies["sessionid"]["max-age"] == ""  # ends with the browser
    assert is_in(client)
    session = client.session
    idle = settings.SHARED_DEVICE_IDLE + timedelta(seconds=1)
    session["last_seen"] = (timezone.now() - idle).timestamp()
    session.save()
    assert client.get("/account/").headers["Location"].startswith("/account/sign-in/")
    assert not is_in(client)


def test_an_own_device_stays_signed_in(client: Client, inspector: User):
    send(client, inspector.username)
    assert int(client.cookies["sessionid"]["max-age"]) > 3600


def test_signing_out_needs_a_post(client: Client, inspector: User):
    client.force_login(inspector)
    assert client.get("/account/sign-out/").status_code == 405
    assert is_in(client)
    client.post("/account/sign-out/")
    assert not is_in(client)
    assert Act.objects.filter(name="user.signed_out", actor_id=inspector.pk).exists()


def test_a_forged_request_is_refused(inspector: User):
    client = Client(enforce_csrf_checks=True)
    assert send(client, inspector.username).status_code == 403


def test_reading_pages_writes_nothing(client: Client, inspector: User):
    client.force_login(inspector)
    before = Act.objects.count()
    for address in ("/", "/account/", "/search/?q=x"):
        assert client.get(address).status_code == 200
    assert Act.objects.count() == before


def test_unknown_names_cost_as_much_work_as_known_ones(
    client: Client, inspector: User, monkeypatch
):
    """Counted in hashes made, because a clock would make the test flicker."""
    made = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *a: made.append(1) or plain(self, *a)
    )
    send(client, inspector.username, "not it")
    known = len(made)
    send(client, "nobody.at.all", "not it")
    assert known == len(made) - known == 1


def test_two_people_cannot_share_a_phone_or_mail(reachable: User):
    from solar_cms.base.problems import Refused

    other = make_user("trainer", ["1604"])
    with pytest.raises(Refused), act("test.arranged", by=SYSTEM):
        User.objects.filter(pk=other.pk).update(phone=reachable.phone)
