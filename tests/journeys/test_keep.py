"""What was typed outlives a bad line: kept on the device, offered again, carried out once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from solar_cms.accounts.demo import PASSWORD
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

FORM = "/cases/complaints/new/"
SECRET, PHONE = "ນາງ ລັບ ບໍ່ໃຫ້ຮູ້", "020 5512 9911"
KEPT = "JSON.stringify({...localStorage, ...sessionStorage})"
OFFER, OFFLINE = "main form [data-kept=offer]", "main form [data-kept=offline]"


def type_complaint(page: Visitor, facts: str) -> None:
    page.open(FORM)
    page.write(workplace_said="ໂຮງສີກາເຟ", channel="phone", facts=facts, name=SECRET, phone=PHONE)
    until = time.monotonic() + 20
    while facts not in page.page.evaluate(KEPT):  # it is kept when the fingers rest
        assert time.monotonic() < until, "nothing is kept"
        page.page.wait_for_timeout(50)


def made(site: Site, facts: str) -> int:
    return int(site.ask("SELECT count(*) FROM cases_complaint WHERE facts = %s", facts)[0][0])


def put_back(page: Visitor, facts: str) -> None:
    page.sees(OFFER)
    page.page.click(f"{OFFER} [data-put-back]")
    assert page.page.input_value("[name=facts]") == facts
    assert page.page.input_value("[name=name]") == ""  # sealed: never kept
    assert not page.page.locator(OFFER).count()


def test_without_a_connection(site: Site, visitor: Callable[..., Visitor]) -> None:
    facts = f"ເຄື່ອງຈັກ ບໍ່ມີຝາປ້ອງກັນ {uuid4()}"
    inspector = visitor("phone")
    inspector.sign_in("somphone", "lo")
    type_complaint(inspector, facts)
    kept = inspector.page.evaluate(KEPT)
    assert SECRET not in kept
    assert PHONE not in kept
    inspector.page.context.set_offline(True)
    inspector.page.click("main form .acts button.primary")
    assert inspector.sees(OFFLINE).is_visible()
    assert inspector.page.input_value("[name=facts]") == facts
    inspector.shot("offline")
    inspector.page.context.set_offline(False)

    inspector.open("/cases/")
    inspector.open(FORM)
    inspector.shot("offer")
    inspector.fits()
    put_back(inspector, facts)
    inspector.send()
    assert made(site, facts) == 1
    inspector.open(FORM)
    assert not inspector.page.locator(OFFER).count()
    assert facts not in inspector.page.evaluate(KEPT)


@pytest.mark.parametrize("arrives", [False, True])
def test_an_answer_that_is_lost(site: Site, visitor: Callable[..., Visitor], arrives: bool) -> None:
    """The browser cannot know whether the form arrived; sent again, it makes one record all the same."""
    facts = f"ບໍ່ມີວັນພັກ {uuid4()}"
    inspector = visitor("desk")
    inspector.sign_in("somphone", "en")
    type_complaint(inspector, facts)
    inspector.page.fill("[name=name]", "")
    inspector.page.fill("[name=phone]", "")

    def cut(route: Any) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        if arrives:
            route.fetch(max_redirects=0)
            inspector.page.context.clear_cookies(name="sent")  # it came with the answer
        route.abort("connectionreset")

    inspector.page.route(f"**{FORM}", cut)
    inspector.page.click("main form .acts button.primary")
    inspector.page.wait_for_url("chrome-error://**")
    inspector.page.unroute(f"**{FORM}")
    inspector.complaints.clear()  # of the line that was cut
    assert made(site, facts) == int(arrives)

    inspector.open(FORM)
    put_back(inspector, facts)
    inspector.send()
    assert "/cases/complaints/" in inspector.page.url
    assert made(site, facts) == 1


def test_thrown_away(site: Site, visitor: Callable[..., Visitor]) -> None:
    inspector = visitor("phone")
    inspector.sign_in("somphone", "en")
    type_complaint(inspector, "not to be kept")
    inspector.open(FORM)
    inspector.page.click(f"{OFFER} [data-throw-away]")
    inspector.open(FORM)
    assert not inspector.page.locator(OFFER).count()


def test_signing_out_wipes_it_and_nobody_else_is_offered_it(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    one = visitor("desk")
    one.sign_in("somphone", "en")
    type_complaint(one, "of somphone")
    with one.page.expect_navigation():
        one.page.click("form[action$='/sign-out/'] button")
    assert "of somphone" not in one.page.evaluate(KEPT)

    one.sign_in("somphone", "en")
    type_complaint(one, "of somphone again")
    one.page.context.clear_cookies()  # the session ended by itself
    one.sign_in("bounmy", "en")
    one.open(FORM)
    assert not one.page.locator(OFFER).count()
    assert "of somphone" not in one.page.evaluate(KEPT)


def test_on_a_shared_device_it_stays_in_the_tab(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    inspector = visitor("phone")
    inspector.open("/account/sign-in/")
    inspector.page.fill("input[name=username]", "somphone")
    inspector.page.check("input[name=shared_device]")
    inspector.enter()
    type_complaint(inspector, "in this tab")
    assert "in this tab" not in inspector.page.evaluate("JSON.stringify({...localStorage})")
    other = inspector.page.context.new_page()
    other.goto(site.url + FORM)
    assert not other.locator(OFFER).count()
    assert PASSWORD not in inspector.page.evaluate(KEPT)


def test_a_page_of_our_own_where_there_is_no_connection(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    inspector = visitor("phone", worker=True)
    inspector.sign_in("somphone", "lo")
    inspector.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    inspector.open("/cases/")
    assert inspector.page.evaluate("caches.keys().then(all => all.length)") == 1
    inspector.page.context.set_offline(True)
    inspector.open("/registry/people/", status=503)
    said = inspector.said()
    assert "No connection" in said
    assert "ບໍ່ມີການເຊື່ອມຕໍ່" in said
    inspector.fits()
    inspector.shot("no-connection")
    inspector.page.context.set_offline(False)
    inspector.complaints.clear()  # of the line that was cut
    inspector.go("a.button.primary")
    assert inspector.page.url.endswith("/registry/people/")
