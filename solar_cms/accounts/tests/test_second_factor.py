"""The second factor: set up, given, thrown away."""

from __future__ import annotations

import time
from binascii import unhexlify

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from solar_cms.accounts import operations
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused

PASSWORD = "correct horse battery"


def code_of(device: TOTPDevice, ahead: int = 0) -> str:
    totp = TOTP(unhexlify(device.key), device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + ahead * device.step
    return f"{totp.token():06d}"


def sign_in(user: User) -> Client:
    client = Client()
    client.post("/account/sign-in/", {"username": user.username, "password": PASSWORD})
    return client


def set_up(client: Client, user: User) -> list[str]:
    client.post("/account/second-factor/set-up/", {"password": PASSWORD})
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    answer = client.post("/account/second-factor/set-up/", {"code": code_of(device)})
    return list(answer.context["codes"])


@pytest.fixture
def officer(db) -> User:
    return make_user("head", ["1604"], needs_second_factor=True)


def test_a_role_that_needs_it_gets_nothing_before(officer: User):
    client = sign_in(officer)
    for address in ("/", "/account/", "/search/", "/account/users/"):
        assert client.get(address).headers["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").headers["Location"].endswith("/set-up/")
    assert client.get("/api/v1/districts/").status_code in (403, 404)
    codes = set_up(client, officer)
    assert len(codes) == len(set(codes)) == 10
    assert client.get("/account/").status_code == 200


def test_setting_up_needs_the_password(inspector: User):
    client = sign_in(inspector)
    client.post("/account/second-factor/set-up/", {"password": "not it"})
    assert not TOTPDevice.objects.exists()


def test_the_picture_is_inline_and_the_secret_is_not_in_an_address(inspector: User):
    client = sign_in(inspector)
    page = client.post("/account/second-factor/set-up/", {"password": PASSWORD})
    assert page.status_code == 200
    assert page.context["picture"].startswith("data:image/svg+xml")


def test_a_wrong_code_does_not_put_it_in_force(inspector: User):
    client = sign_in(inspector)
    client.post("/account/second-factor/set-up/", {"password": PASSWORD})
    client.post("/account/second-factor/set-up/", {"code": "000000"})
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert client.get("/account/").status_code == 200


def test_who_has_it_is_asked_at_each_sign_in(inspector: User):
    set_up(sign_in(inspector), inspector)
    client = sign_in(inspector)
    assert client.get("/").headers["Location"] == "/account/second-factor/"
    before = client.session.session_key
    device = TOTPDevice.objects.get(user=inspector)
    answer = client.post("/account/second-factor/", {"code": code_of(device, ahead=1)})
    assert answer.headers["Location"] == "/"
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200


def test_it_cannot_be_replaced_without_giving_it(inspector: User):
    set_up(sign_in(inspector), inspector)
    client = sign_in(inspector)
    answer = client.post("/account/second-factor/set-up/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/account/second-factor/"
    assert TOTPDevice.objects.filter(confirmed=False).count() == 0


def test_wrong_codes_make_one_wait(inspector: User):
    set_up(sign_in(inspector), inspector)
    client = sign_in(inspector)
    client.post("/account/second-factor/", {"code": "000000"})
    device = TOTPDevice.objects.get(user=inspector)
    answer = client.post("/account/second-factor/", {"code": code_of(device, ahead=1)})
    assert answer.status_code == 200
    assert answer.context["form"].errors.as_data()["code"][0].code == "second_factor.wait"


def test_a_recovery_code_opens_once(inspector: User):
    codes = set_up(sign_in(inspector), inspector)
    client = sign_in(inspector)
    assert client.post("/account/second-factor/", {"code": codes[3].upper()}).status_code == 302
    assert client.get("/account/").status_code == 200
    assert StaticToken.objects.count() == 9
    other = sign_in(inspector)
    assert other.post("/account/second-factor/", {"code": codes[3]}).status_code == 200


def test_new_codes_end_the_old_ones(inspector: User):
    client = sign_in(inspector)
    old = set_up(client, inspector)
    new = client.post("/account/second-factor/codes/", {"password": PASSWORD}).context["codes"]
    assert not set(old) & set(new)
    other = sign_in(inspector)
    assert other.post("/account/second-factor/", {"code": old[0]}).status_code == 200


def test_a_required_factor_is_not_removed_by_oneself(officer: User):
    client = sign_in(officer)
    set_up(client, officer)
    client.post("/account/second-factor/remove/", {"password": PASSWORD})
    assert TOTPDevice.objects.filter(user=officer).exists()


def test_one_of_choice_is(inspector: User):
    client = sign_in(inspector)
    set_up(client, inspector)
    client.post("/account/second-factor/remove/", {"password": "not it"})
    assert TOTPDevice.objects.filter(user=inspector).exists()
    client.post("/account/second-factor/remove/", {"password": PASSWORD})
    assert not TOTPDevice.objects.filter(user=inspector).exists()


def test_the_keeper_of_the_account_removes_it(inspector: User):
    set_up(sign_in(inspector), inspector)
    with pytest.raises(Refused):
        operations.remove_second_factor(inspector, by=make_user("head", ["1407"]))
    operations.remove_second_factor(inspector, by=make_user("head", ["1604"]))
    assert not TOTPDevice.objects.filter(user=inspector).exists()
    assert sign_in(inspector).get("/").status_code == 200
