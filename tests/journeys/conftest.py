"""The whole site for the journeys: its own database with the demo world, the real web server,
a real worker and beat, a real Chromium. Screenshots go to var/screenshots/.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg2
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "var" / "screenshots"
PEOPLE = "240"
PASSWORD = "solar-demo-2026"
WIDTHS = {"phone": (360, 760), "desk": (1280, 900)}


@dataclass
class Site:
    """A running site. `manage(…)` runs manage.py against its database."""

    url: str
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, *command: str | Path) -> None:
        log = (ROOT / "var" / "test" / f"journeys-{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip

    def start_worker(self) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "solar_cms.celery"]
        self.start("worker", *celery, "worker", "--concurrency", "1", "--loglevel", "warning")

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


def _connect(name: str) -> Any:
    database = settings.DATABASES["default"]
    connection = psycopg2.connect(
        dbname=name, user=database["USER"], host=database["HOST"], port=database["PORT"] or None
    )
    connection.autocommit = True
    return connection


def _fresh_database() -> str:
    """An empty database beside the suite's own; returns its address."""
    with _connect("postgres") as server, server.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS journeys WITH (FORCE)")
        cursor.execute(
            "CREATE DATABASE journeys TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' "
            "LC_CTYPE 'C.UTF-8'"
        )
    database = settings.DATABASES["default"]
    host = database["HOST"]
    if host.startswith("/"):
        return f"postgres:///journeys?host={host}&user={database['USER']}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{password}@{host}:{database['PORT']}/journeys"


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


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    redis = settings.REDIS_URL
    environment = {
        **os.environ,
        "DATABASE_URL": _fresh_database(),
        "REDIS_URL": redis.replace("db=0", "db=5") if "db=0" in redis else redis,
        "DJANGO_SETTINGS_MODULE": "solar_cms.settings.dev",
        "SOLAR_SECRET_KEY": secrets.token_urlsafe(60),
        "SOLAR_DEMO": "1",
        "SOLAR_SITE_URL": url,
        "SOLAR_FILES_ROOT": str(ROOT / "var" / "test" / "journeys-files"),
    }
    running = Site(url, environment)
    running.manage("set_up")
    running.manage("seed_demo", "--people", PEOPLE)
    try:
        running.start(
            "web", Path(sys.executable).parent / "granian", "--interface", "wsgi", "--host",
            "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
            "--workers-kill-timeout", "5", "--log-level", "warning",
            "solar_cms.wsgi:application",
        )  # fmt: skip
        running.start_worker()
        celery = [sys.executable, "-m", "celery", "-A", "solar_cms.celery"]
        running.start(
            "beat", *celery, "beat", "--loglevel", "warning", "--pidfile", "",
            "--schedule", ROOT / "var" / "test" / "journeys-beat",
        )  # fmt: skip
        _wait_until_up(url)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = os.environ.get("SOLAR_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update"],
        )  # fmt: skip
        yield browser
        browser.close()


class Visitor:
    """One person at one screen. What the browser complains of fails the journey."""

    def __init__(self, site: Site, page: Any, name: str) -> None:
        self.site, self.page, self.name = site, page, name
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._heard)
        page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.site.url + path)

    def sign_in(self, username: str, language: str = "en") -> None:
        self.open("/account/sign-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit], main form button.primary")
        self.page.wait_for_url(self.site.url + "/")
        self.speak(language)

    def speak(self, language: str) -> None:
        if self.page.get_attribute("html", "lang") != language:
            self.page.click(f"button[name=language][value={language}]")
            self.page.wait_for_selector(f"html[lang={language}]")

    def click(self, text: str) -> None:
        """Follow the link or press the button with this text in the main part."""
        target = self.page.locator("main").get_by_text(text, exact=True).first
        target.click()

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


@pytest.fixture
def visitor(site: Site, chromium: Any, request: Any) -> Iterator[Callable[..., Visitor]]:
    """visitor("phone", scripts=False) → a Visitor with a browser context of its own."""
    open_ones: list[tuple[Any, Visitor]] = []

    def make(width: str = "desk", scripts: bool = True) -> Visitor:
        size = WIDTHS[width]
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts,
            accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        name = f"{request.node.name.replace('[', '-').replace(']', '').removeprefix('test_')}"
        found = Visitor(site, context.new_page(), f"{name}-{width}")
        open_ones.append((context, found))
        return found

    yield make
    for context, _ in open_ones:
        context.close()
    for _, one in open_ones:
        one.done()
