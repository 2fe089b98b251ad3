"""The line is cut during the visit form and again during the photo: nothing is lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import Site, Visitor
from tests.journeys.samples import photo
from tests.journeys.test_checklist import assigned_case, names_on

pytestmark = pytest.mark.browser

# Of the complaint that the case came from (test_case.bring_complaint).
SEALED = ("ຄຳຕຸ່ນ", "ສີປະເສີດ", "5512 7788", "55127788", "ບໍ່ມີຝາປ້ອງກັນ", "pulping machine")
QUEUED, OUTBOX = "main .callout[data-queued]", "#outbox .callout"
KEPT = """async () => {
  const found = [JSON.stringify({...localStorage, ...sessionStorage})];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) found.push(one.url, await (await cache.match(one)).text());
  }
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      found.push(JSON.stringify(rows));
    }
    base.close();
  }
  return found.join("\\n");
}"""
HASH = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("answers");
    asked.onsuccess = () => done(asked.result);
  });
  const rows = await new Promise((done) => {
    const asked = base.transaction("files").objectStore("files").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  base.close();
  const bytes = await crypto.subtle.digest("SHA-256", await rows[0].blob.arrayBuffer());
  return [...new Uint8Array(bytes)].map((n) => n.toString(16).padStart(2, "0")).join("");
}"""


def visits(site: Site, address: str) -> int:
    case = address.rstrip("/").rsplit("/", 1)[-1]
    return int(site.ask("SELECT count(*) FROM cases_visit WHERE case_id = %s", case)[0][0])


def only_of_the_line(inspector: Visitor) -> None:
    """Forget what the browser said of the line that was cut."""
    cut = ("ERR_INTERNET", "ERR_FAILED", "ERR_CONNECTION", "ERR_NETWORK")
    inspector.complaints = [
        one for one in inspector.complaints if not any(word in one for word in cut)
    ]


def written_without_a_line(inspector: Visitor, address: str) -> str:
    """The visit page, opened with a line and finished without one; returns the photo's hash."""
    inspector.open(f"{address}visit/")
    names = [name for name in names_on(inspector) if name != "q-machines"]
    inspector.write(**dict.fromkeys(names[:3], "yes"))
    inspector.page.context.set_offline(True)
    inspector.write(**dict.fromkeys(names[3:], "yes"))
    inspector.write(**{"q-machines": "no"})
    inspector.write(**{"q-machines-note": "Seen without a line"})
    inspector.write(women_interviewed=3, men_interviewed=1)
    box = inspector.page.locator("[data-files='machines']")
    box.locator("input[type=file]").set_input_files(photo("machine.png", (900, 600), noisy=True))
    box.locator("[data-file-told]", has_text="line").wait_for()
    sha256 = str(inspector.page.evaluate(HASH))
    inspector.page.click("main form .acts button.primary")
    assert "Kept on this phone" in inspector.sees(QUEUED).inner_text()
    inspector.fits()
    return sha256


def test_cut_during_the_form_and_again_during_the_photo(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    inspector, supervisor = visitor("phone"), visitor("desk")
    inspector.sign_in("somphone", "en")
    supervisor.sign_in("chanthala", "en")
    address = assigned_case(site, inspector, supervisor)
    sha256 = written_without_a_line(inspector, address)
    inspector.shot("kept")
    kept = inspector.page.evaluate(KEPT)
    assert "Seen without a line" in kept
    assert not [word for word in SEALED if word in kept]
    assert visits(site, address) == 0

    # The browser is closed and opened again; the line breaks in the middle of the photo.
    page = inspector.page.context.new_page()
    inspector.page.close()
    inspector.page = page
    pieces: list[str] = []

    def cut(route: Any) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) > 1:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/files/uploads/**", cut)
    page.context.set_offline(False)
    inspector.open("/")
    page.wait_for_event("requestfailed", lambda failed: failed.method == "PATCH")
    assert "not sent yet: 1" in inspector.sees(OUTBOX).inner_text()
    assert (visits(site, address), len(pieces)) == (0, 2)
    page.unroute("**/files/uploads/**")

    # It goes on where it broke; then the reply to the visit itself is lost.
    offsets: list[str] = []
    page.on(
        "request",
        lambda one: offsets.append(one.headers["upload-offset"]) if one.method == "PATCH" else None,
    )

    def lose_reply(route: Any) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/api/v1/sync/", lose_reply)
    page.click(f"{OUTBOX} button")
    page.wait_for_event("requestfailed", lambda failed: failed.url.endswith("/sync/"))
    assert offsets[0] == pieces[1] != "0"
    assert visits(site, address) == 1
    page.unroute("**/api/v1/sync/")
    inspector.open("/cases/")
    page.locator(OUTBOX, has_text="recorded").wait_for()
    inspector.shot("recorded")
    inspector.open("/")
    assert not page.locator(OUTBOX).count()
    assert visits(site, address) == 1
    files = site.ask(
        "SELECT f.sha256 FROM documents_attachment a JOIN documents_storedfile f ON f.id = a.file_id "
        "JOIN cases_finding g ON g.id::text = a.owner_id WHERE g.case_id = %s",
        address.rstrip("/").rsplit("/", 1)[-1],
    )
    assert files == [(sha256,)]
    assert not site.ask("SELECT 1 FROM questionnaires_answerdraft WHERE context LIKE %s",
                        f"%{address.rstrip('/').rsplit('/', 1)[-1]}%")  # fmt: skip
    assert not [word for word in SEALED if word in page.evaluate(KEPT)]
    only_of_the_line(inspector)


def test_a_file_of_any_form_goes_on_where_it_broke(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    inspector = visitor("desk")
    inspector.sign_in("somphone", "en")
    [(case,)] = site.ask(
        "SELECT c.id::text FROM cases_case c JOIN cases_assignment a ON a.case_id = c.id "
        "JOIN accounts_user u ON u.id = a.user_id WHERE u.username = 'somphone' "
        "AND c.closed_on IS NULL ORDER BY c.id LIMIT 1"
    )
    inspector.open(f"/files/add/cases.case/{case}/")
    paper = photo("yard.png", (300, 200), noisy=True)
    inspector.write(file=paper, caption="The yard without a line")
    offsets: list[str] = []

    def cut(route: Any) -> None:
        if route.request.method == "PATCH":
            offsets.append(route.request.headers["upload-offset"])
            if len(offsets) == 2:
                route.abort("connectionreset")
                return
        route.continue_()

    inspector.page.route("**/files/uploads/**", cut)
    inspector.page.click("main form .acts button.primary")
    inspector.page.locator("[data-drop-told]", has_text="No line").wait_for()
    inspector.shot("goes-on")
    with inspector.page.expect_navigation():
        inspector.page.evaluate("window.dispatchEvent(new Event('online'))")
    assert offsets[1] == offsets[2] != "0"  # nothing of the first piece was sent again
    files = site.ask(
        "SELECT f.size FROM documents_attachment a JOIN documents_storedfile f ON f.id = a.file_id "
        "WHERE a.owner_id = %s AND a.caption = 'The yard without a line'", case,
    )  # fmt: skip
    assert files == [(len(paper["buffer"]),)]
    only_of_the_line(inspector)


def test_changed_meanwhile_signing_out_and_another_person(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    inspector, supervisor = visitor("phone"), visitor("desk")
    inspector.sign_in("somphone", "lo")
    supervisor.sign_in("chanthala", "en")
    address = assigned_case(site, inspector, supervisor)
    inspector.speak("en")
    written_without_a_line(inspector, address)
    page = inspector.page
    page.click("form[action$='/sign-out/'] button")
    assert "throws away" in inspector.sees("#outbox .callout.refused").inner_text()
    page.click("#outbox button >> nth=0")

    # Somebody else uses the phone: nothing is shown, nothing sent.
    inspector.page.goto("about:blank")  # nothing of the old page is under way any more
    page.context.clear_cookies()
    page.context.set_offline(False)
    inspector.sign_in("bounmy", "en")
    page.wait_for_load_state("networkidle")
    assert not page.locator(OUTBOX).count()
    assert visits(site, address) == 0

    # The supervisor changes the case; what comes later is kept beside it.
    supervisor.open(f"{address}reassign/")
    [(somphone,)] = site.ask("SELECT id::text FROM accounts_user WHERE username = 'somphone'")
    [(bounmy,)] = site.ask("SELECT id::text FROM accounts_user WHERE username = 'bounmy'")
    fields = {"lead": bounmy, "reason": "Leave"}
    known = supervisor.page.locator("main form [name]").evaluate_all("all => all.map(e => e.name)")
    supervisor.write(**{name: value for name, value in fields.items() if name in known})
    supervisor.send()
    assert somphone != bounmy
    inspector.page.goto("about:blank")
    page.context.clear_cookies()
    inspector.sign_in("somphone", "en")
    page.locator(OUTBOX, has_text="Both sides are kept").wait_for()
    page.click(f"{OUTBOX} a")
    page.wait_for_url("**/sync/*/")
    assert "Seen without a line" in inspector.said()
    inspector.fits()
    inspector.shot("both-sides")
    inspector.write(reason="The colleague goes")
    inspector.send("form .acts button:has-text('Set aside')")
    assert visits(site, address) == 0
    only_of_the_line(inspector)
