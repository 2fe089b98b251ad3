"""The whole site for the journeys: its own database with the demo world, the real web server,
a real worker and beat, a real Chromium. Screenshots go to var/screenshots/.

Fixtures live as long as this package: Playwright keeps an event loop in its thread, in which Django
would refuse to ask the database.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg2
import pytest

from solar_cms.accounts.demo import PASSWORD
from tests.template import FILES, PEOPLE, fresh_database

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "var" / "screenshots"
HOME = ROOT / "var" / "test" / "journeys"
WIDTHS = {"phone": (360, 760), "desk": (1280, 900)}


@dataclass
class Site:
    """A running site. `manage(…)` runs manage.py against its database."""

    url: str
    environment: dict[str, str]
    home: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the site's database, as it stands."""
        with (
            closing(psycopg2.connect(self.environment["DATABASE_URL"])) as link,
            link.cursor() as cursor,
        ):
            cursor.execute(query, values)
            return cursor.fetchall()

    def start(self, name: str, *command: str | Path) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [str(part) for part in command], cwd=ROOT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def start_worker(self) -> None:
        self.start(
            "worker", sys.executable, "-m", "celery", "-A", "solar_cms.celery", "worker",
            "--concurrency", "1", "--loglevel", "warning", "--without-gossip", "--without-mingle",
        )  # fmt: skip

    def kill(self, name: str) -> None:
        """As a power cut would: the whole process group at once."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_until_up(url: str, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            with urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def running_site(name: str, redis: int, **environment: str) -> Iterator[Site]:
    """A site of its own, set up with the demo: database, Redis number, port, web server, worker."""
    port, home = _free_port(), HOME / name
    url, pack = f"http://127.0.0.1:{port}", environment.get("SOLAR_PACK")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    running = Site(
        url,
        {
            **os.environ,
            "DATABASE_URL": fresh_database(f"solar_journeys_{name}", demo=not pack),
            "REDIS_URL": re.sub(r"(db=|[^/]/)\d+$", rf"\g<1>{redis}", os.environ["REDIS_URL"]),
            "DJANGO_SETTINGS_MODULE": "solar_cms.settings.dev",
            "SOLAR_DEMO": "1",
            "SOLAR_SITE_URL": url,
            "SOLAR_FILES_ROOT": str(home / "files"),
            **environment,
        },
        home,
    )
    if pack:
        running.manage("set_up")
        running.manage("seed_demo", "--people", PEOPLE)
    else:
        shutil.copytree(FILES, home / "files")
    try:
        running.start(
            "web", Path(sys.executable).parent / "granian", "--interface", "wsgi", "--host",
            "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
            "--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning",
            "solar_cms.wsgi:application",
        )  # fmt: skip
        running.start_worker()
        _wait_until_up(url)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    # Another Redis number than the suite's own: its tests send tasks too.
    with running_site("laos", redis=5) as running:
        running.start(
            "beat", sys.executable, "-m", "celery", "-A", "solar_cms.celery", "beat",
            "--loglevel", "warning", "--pidfile", "", "--schedule", running.home / "beat",
        )  # fmt: skip
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser
        browser.close()


def start_chromium(playwright: Any) -> Any:
    return playwright.chromium.launch(
        executable_path=os.environ["SOLAR_CHROMIUM"],
        args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
              "--disable-background-networking", "--disable-component-update"],
    )  # fmt: skip


@pytest.fixture(scope="package")
def walked(site: Site, request: Any) -> Any:
    """Every page, looked at once for all tests that ask (walk.py)."""
    from tests.journeys.walk import go_everywhere

    return go_everywhere(site, full=request.config.getoption("--long"))


class Visitor:
    """One person at one screen. What the browser complains of fails the journey."""

    sent = 0  # forms, by anybody: what a page shows may be older than that

    def __init__(self, site: Site, page: Any, name: str) -> None:
        self.site, self.page, self.name = site, page, name
        self.complaints: list[str] = []
        self.as_of = 0  # what was sent when the page came
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._heard)
        page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    # --- going about -----------------------------------------------------------------------------
    def open(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(path if path.startswith("http") else self.site.url + path)
        assert answer.status == status, f"{answer.status} at {path}"
        self.as_of = Visitor.sent

    def sign_in(self, username: str, language: str = "en") -> None:
        self.open("/account/sign-in/")
        self.page.fill("input[name=username]", username)
        self.enter()
        self.speak(language)

    def enter(self) -> None:
        """On the sign-in page, with the name written: the password, and in."""
        self.page.fill("input[name=password]", PASSWORD)
        self._leave("main form button.primary")
        assert self.page.url == self.site.url + "/", self.said()

    def speak(self, language: str) -> None:
        if self.page.get_attribute("html", "lang") != language:
            self._leave(f"button[name=language][value={language}]")
        assert self.page.get_attribute("html", "lang") == language

    def _leave(self, selector: str) -> None:
        """Press or follow, and wait for the page it leads to. What is folded is unfolded first."""
        fold = self.page.locator(selector).first.locator("xpath=ancestor::details[not(@open)]")
        if fold.count():
            fold.locator("summary").first.click()
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def go(self, selector: str) -> None:
        """Follow a link of the main part, or press a button there, unfolding what it is folded into;
        what comes fits the screen."""
        fold = self.page.locator(f"main {selector}").first.locator(
            "xpath=ancestor::details[not(@open)]"
        )
        if fold.count():
            fold.last.locator("summary").click()
        self._leave(f"main {selector}")
        self.fits()

    def link(self, ending: str) -> str:
        """Where the first link of the main part whose address ends so leads to."""
        return str(self.page.locator(f"main a[href$='{ending}']").first.get_attribute("href"))

    # --- filling in ------------------------------------------------------------------------------
    def write(self, **fields: Any) -> None:
        """Fill in fields by name; True ticks, a dict is a file, a choice is named by its value."""
        for name, value in fields.items():
            found = self.page.locator(f"main form [name='{name}']")
            kind = found.first.evaluate("e => e.type || e.tagName.toLowerCase()")
            if isinstance(value, dict):
                found.set_input_files(value)
            elif kind in {"radio", "checkbox"}:
                boxes = (
                    found if value is True else found.and_(self.page.locator(f"[value='{value}']"))
                )
                boxes.first.check()
            elif kind == "select-one":
                found.select_option(value)
            else:
                found.fill(str(value))

    def send(self, button: str = "form .acts button.primary", *, refused: bool = False) -> None:
        """Send the form; with `refused` it must come back with what is to be put right."""
        before = self.page.url
        self.go(button)
        Visitor.sent += 1
        self.as_of = Visitor.sent
        answer = self.page.locator("main .problems")
        if refused:
            assert answer.count() == 1, f"{before} was taken: {self.said()}"
        else:
            assert not answer.count(), f"{before}: {answer.first.inner_text()}"

    # --- looking ---------------------------------------------------------------------------------
    def said(self, selector: str = "main") -> str:
        return str(self.page.locator(selector).first.inner_text())

    def sees(self, selector: str, seconds: float = 15) -> Any:
        """Wait until something is on the page."""
        found = self.page.locator(selector).first
        found.wait_for(timeout=seconds * 1000)
        return found

    def fetch(self, path: str, status: int = 200) -> bytes:
        """The bytes at an address, as this person gets them."""
        answer = self.page.context.request.get(path if "://" in path else self.site.url + path)
        assert answer.status == status, f"{answer.status} at {path}"
        return bytes(answer.body())

    def shot(self, label: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.name}-{label}.png", full_page=True)

    def fits(self) -> None:
        """Nothing sticks out sideways."""
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    def done(self) -> None:
        assert not self.complaints, self.complaints


Make = Callable[..., Visitor]


@contextmanager
def visitors(site: Site, chromium: Any, request: Any) -> Iterator[Make]:
    """make("phone", scripts=False) → a Visitor of the site with a browser context of its own.

    `worker`: with the service worker, which shows a page of ours where there is no connection."""
    open_ones: list[tuple[Any, Visitor]] = []

    def make(width: str = "desk", scripts: bool = True, worker: bool = False) -> Visitor:
        size = WIDTHS[width]
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts,
            accept_downloads=True, service_workers="allow" if worker else "block",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        name = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_")).strip("-")
        name = name if width in name else f"{name}-{width}"
        found = Visitor(site, context.new_page(), name)
        open_ones.append((context, found))
        return found

    yield make
    for context, _ in open_ones:
        context.close()
    for _, one in open_ones:
        one.done()


@pytest.fixture
def visitor(site: Site, chromium: Any, request: Any) -> Iterator[Make]:
    with visitors(site, chromium, request) as make:
        yield make
