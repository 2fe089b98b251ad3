"""An office changes its checklist in Lao, tries it out and publishes it; the next visit is asked the
new question, and what an earlier visit answered stays readable."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Site, Visitor
from tests.journeys.test_checklist import assigned_case

pytestmark = pytest.mark.browser

FORM = "general_osh"
NEW = "ມີປ້າຍເຕືອນຢູ່ເຄື່ອງຈັກ"


def answered_visit(site: Site) -> str:
    """A visit of the demo with answers, in Paksong."""
    [(visit,)] = site.ask(
        "SELECT v.id::text FROM cases_visit v JOIN questionnaires_response r ON r.id = v.response_id "
        "JOIN questionnaires_formversion f ON f.id = r.form_version_id "
        "JOIN questionnaires_form o ON o.id = f.form_id "
        "WHERE o.key = %s AND v.district_id = '1604' ORDER BY v.id LIMIT 1",
        FORM,
    )
    return str(visit)


def test_form_editor(site: Site, visitor: Callable[..., Visitor]) -> None:
    [(form,)] = site.ask("SELECT id::text FROM questionnaires_form WHERE key = %s", FORM)
    visit = answered_visit(site)
    head = visitor("desk")
    head.sign_in("head", "lo")
    head.open(f"/cases/visits/{visit}/")
    before = head.said("main")
    head.open("/questionnaires/")
    head.fits()
    head.shot("forms")
    head.open(f"/questionnaires/{form}/")
    head.go(".page-act .button.primary")  # the draft that the demo's office has begun
    draft = head.page.url
    head.shot("draft")

    head.go("a[href*='/questions/new/']")
    head.page.click("details.fold:has([name=relevant]) > summary")
    head.write(text_lo=NEW, text_en="Machines have warning signs", relevant="${nobody} = 'yes'")
    head.send(refused=True)  # nobody asks that
    head.write(relevant="${machines} = 'yes'")
    head.send()
    assert NEW in head.said("#draft")
    with head.page.expect_response(draft.split("#")[0] + "*"):
        head.page.click("button[name=up][value='machines_have_warning_signs']")
    head.page.locator("#q-machines_have_warning_signs-up").wait_for()

    head.open(f"{draft.split('#')[0]}preview/")
    phone = head.page.frame_locator("iframe[lang=lo]")
    phone.locator("input[type=radio]").first.wait_for()
    shown = phone.get_by_text(NEW).first
    assert not shown.is_visible()  # not before the machines are answered
    phone.locator("[name='q-machines'][value=yes]").check()
    shown.wait_for(state="visible")
    head.shot("preview")
    phone.locator("main form .acts button.primary").click()
    phone.locator(".problems").wait_for()  # the others are not answered

    head.open(f"{draft.split('#')[0]}publish/")
    assert NEW in head.said("main")
    head.shot("publish")
    head.send()
    assert head.page.locator("main tbody tr").count() >= 2  # versions
    head.open(f"/cases/visits/{visit}/")
    assert head.said("main") == before

    inspector, supervisor = visitor("phone"), visitor("desk")
    inspector.sign_in("somphone", "lo")
    supervisor.sign_in("chanthala", "lo")
    address = assigned_case(site, inspector, supervisor)
    inspector.open(f"{address}visit/")
    inspector.fits()
    inspector.write(**{"q-machines": "yes"})
    inspector.page.get_by_text(NEW).first.wait_for(state="visible")
    inspector.shot("asked")
