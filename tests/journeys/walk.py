"""Every page in Chromium at 360 px, in Lao and in English: bytes, width, what axe says.

Links are followed role by role. A page is known by the name of its address, and the first one met
stands for all, so a new page is looked at as soon as something links to it; `unseen()` tells which
were not met. Pages that no link of the demo leads to are asked for by MORE.
"""

from __future__ import annotations

import inspect
import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.journeys.conftest import Site, Visitor, start_chromium

# Who goes about. The first ones follow every link; the others see their home and their menu.
WALKERS = ("head", "somphone", "enrol", "trainer", "monitor", "admin")
OTHERS = ("chanthala", "legal", "partner", "auditor")
LANGUAGES = ("lo", "en")
LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
FILES = re.compile(r"\.(csv|xlsx|js)\b|^/files/[0-9a-f-]{36}/$|/errors/$|^/(healthz|readyz)")
SEVERAL = 3  # addresses of one name that are tried before it is given up
# Records whose page differs by role: their links lead on to the acts of that role.
HUBS = {
    "case", "finding", "complaint", "session", "membership", "application", "group", "person",
    "user", "reported_figure", "remittance", "workplace",
}  # fmt: skip
# Rows beyond the fifth are like those before; without them axe takes a third of the time.
FEWER_ROWS = (
    "document.querySelectorAll('tbody tr:nth-child(n+6), ul.rows > li:nth-child(n+6)')"
    ".forEach(e => e.remove())"
)
AXE = """options => axe.run(document, options).then(r => r.violations.map(v =>
    `${v.id}: ${v.nodes.length}, first ${v.nodes[0].html.slice(0, 200)}`))"""
# Colours are the same in both languages, and asking for them takes most of the time.
OPTIONS: dict[str, dict[str, Any]] = {
    "lo": {"resultTypes": ["violations"]},
    "en": {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}},
}
OUTSIDE = {"sign_in": "/account/sign-in/", "forgotten": "/account/forgotten/"}
RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
HERE = "id::text FROM {} WHERE district_id = '1604' ORDER BY id LIMIT 1"
CASE, PERSON, COMPLAINT, APPLICATION, SESSION = (
    HERE.format(table)
    for table in (
        "cases_case", "registry_person", "cases_complaint", "enrollment_application",
        "trainings_session",
    )
)  # fmt: skip
FINDING = (
    "f.id::text FROM cases_finding f JOIN cases_case c ON c.id = f.case_id "
    "WHERE c.district_id = '1604' LIMIT 1"
)
# name → who asks, address, and how the record is found that it is about
MORE = {
    "search": ("head", "/search/?q=a", ""),
    "styleguide": ("head", "/styleguide/", ""),
    "offline": ("head", "/offline/", ""),
    "jobs": ("head", "/work/jobs/", ""),
    "complaint": ("somphone", "/cases/complaints/{}/", COMPLAINT),
    "complaint_reveal": ("legal", "/cases/complaints/{}/reveal/", COMPLAINT),
    "case_order": ("chanthala", "/cases/{}/order/", CASE),
    "case_assign": ("chanthala", "/cases/{}/assign/", CASE),
    "case_notice": ("somphone", "/cases/{}/notice/", CASE),
    "finding_add": ("somphone", "/cases/{}/findings/new/", CASE),
    "finding_confirm": ("somphone", "/cases/findings/{}/confirm/", FINDING),
    "finding_drop": ("somphone", "/cases/findings/{}/drop/", FINDING),
    "application_submit": ("enrol", "/enrollment/applications/{}/submit/", APPLICATION),
    "promoter_new": ("enrol", "/enrollment/promoters/new/{}/", PERSON),
    "session_attendance": ("trainer", "/trainings/{}/attendance/", SESSION),
    "session_scores": ("trainer", "/trainings/{}/scores/pre/", SESSION),
    "session_walk_in": ("trainer", "/trainings/{}/walk-in/", SESSION),
    "session_walk_in_new": ("trainer", "/trainings/{}/walk-in/new/", SESSION),
    "session_close": ("trainer", "/trainings/{}/close/", SESSION),
    "trainer_new": ("head", "/trainings/trainers/new/{}/", PERSON),
}


@dataclass(frozen=True)
class Look:
    """One page as it was seen. `sent`: bytes over the line; `wide`: pixels it sticks out."""

    role: str
    name: str
    path: str
    language: str
    sent: int
    wide: int = 0
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.path}) as {self.role} in {self.language}"


@dataclass
class Walk:
    looks: list[Look] = field(default_factory=list)
    first: dict[str, int] = field(default_factory=dict)  # role → bytes of sign-in and first home
    refused: list[str] = field(default_factory=list)  # links that led nowhere

    claimed: dict[str, str] = field(default_factory=dict)  # name → role that looks at it

    def names(self) -> set[str]:
        return {look.name for look in self.looks}

    def claim(self, name: str, role: str) -> bool:
        """Whether this role is the one that looks at the page (several roles walk at once)."""
        return self.claimed.setdefault(name, role) == role


class Walker:
    """Somebody who looks at pages with a meter on the line and axe in hand."""

    def __init__(self, site: Site, browser: Any, role: str, walk: Walk) -> None:
        self.role, self.walk, self.sent = role, walk, 0
        self.context = browser.new_context(
            viewport={"width": 360, "height": 760}, service_workers="block"
        )
        self.page = self.context.new_page()
        self.axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        self.line = self.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.line.on("Network.loadingFinished", self._count)
        self.visitor = Visitor(site, self.page, role)

    def _count(self, event: dict[str, Any]) -> None:
        self.sent += int(event["encodedDataLength"])

    def come_in(self) -> None:
        """Sign in with an empty cache; both pages together are what a first visit costs."""
        self.visitor.open("/account/sign-in/")
        self.page.fill("input[name=username]", self.role)
        self.visitor.enter()
        self.walk.first[self.role] = self.sent

    def look(self, name: str, path: str, language: str) -> str:
        """The page's source, and a note of what is wrong with it; "" where it does not open."""
        self.sent = 0
        answer = self.page.goto(self.visitor.site.url + path)
        if answer.status != 200:
            self.walk.refused.append(f"{self.role}: {path}: {answer.status}")
            return ""
        source, sent = str(self.page.content()), self.sent
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        self.page.evaluate(FEWER_ROWS)
        self.page.evaluate(self.axe)
        wrong = tuple(self.page.evaluate(AXE, OPTIONS[language]))
        self.walk.looks.append(Look(self.role, name, path, language, sent, wide, wrong))
        return source

    def fetch(self, name: str, path: str) -> str:
        """The source of a page that was looked at as somebody else; only weighed."""
        answer = self.context.request.get(self.visitor.site.url + path)
        if answer.status != 200:
            self.walk.refused.append(f"{self.role}: {path}: {answer.status}")
            return ""
        sent = int(answer.headers.get("content-length", "0"))
        self.walk.looks.append(Look(self.role, name, path, LANGUAGES[0], sent))
        return str(answer.text())


def go_everywhere(site: Site) -> Walk:
    """Look at every page of every role, with two browsers at a time."""
    walk = Walk()
    roles = list((*WALKERS, *OTHERS))
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_go, site, roles, walk) for _ in range(2)]:
            done.result()
    return walk


def _go(site: Site, roles: list[str], walk: Walk) -> None:
    """Take role after role from the list, until it is empty."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        while roles:
            role = roles.pop(0)
            walker = Walker(site, browser, role, walk)
            if role == WALKERS[0]:
                _look_outside(walker)
            walker.come_in()
            walker.visitor.speak(LANGUAGES[0])
            mine = _follow(walker, everything=role in WALKERS)
            mine |= _ask_for_more(walker, site)
            walker.visitor.speak(LANGUAGES[1])
            for name, path in mine.items():
                walker.look(name, path, LANGUAGES[1])
            walker.context.close()
        browser.close()


def _look_outside(walker: Walker) -> None:
    """What is open to everybody; then forget it, so that the first visit begins with nothing."""
    for language in LANGUAGES:
        walker.visitor.open("/account/sign-in/")
        walker.visitor.speak(language)
        for name, path in OUTSIDE.items():
            walker.look(name, path, language)
    walker.context.clear_cookies()
    walker.line.send("Network.clearBrowserCache")


def _follow(walker: Walker, *, everything: bool) -> dict[str, str]:
    """Breadth first from the home; name → path of what this role is the first to see."""
    seen: set[str] = set()
    mine: dict[str, str] = {}
    tried: dict[str, int] = {}
    waiting = deque(["/"])
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if not name or name in seen or FILES.search(path) or tried.get(name, 0) >= SEVERAL:
            continue
        tried[name] = tried.get(name, 0) + 1
        is_new = walker.walk.claim(name, walker.role)
        if not is_new and name != "home" and RECORD.search(path) and name not in HUBS:
            continue
        if is_new or name == "home":
            source = walker.look(name, path, LANGUAGES[0])
        else:
            source = walker.fetch(name, path)
        if not source:
            continue
        seen.add(name)
        if is_new or name == "home":
            mine[name] = path
        if everything or name == "home":
            waiting.extend(links(source, path))
    return mine


def _ask_for_more(walker: Walker, site: Site) -> dict[str, str]:
    found = {}
    for name, (role, path, query) in MORE.items():
        if role != walker.role or not walker.walk.claim(name, role):
            continue
        if query:
            path = path.format(site.ask(f"SELECT {query}")[0][0])
        if walker.look(name, path, LANGUAGES[0]):
            found[name] = path
    return found


def links(page: str, base: str) -> Iterator[str]:
    for href in LINK.findall(page):
        target = urlsplit(urljoin(base, unescape(href)))
        if not target.scheme and not target.netloc:
            yield target.path + (f"?{target.query}" if target.query else "")


def name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def names_of_pages() -> set[str]:
    """The names of all addresses that answer a GET and are no part of the API."""

    def within(patterns: Any, before: str, space: str) -> Iterator[tuple[str, str, URLPattern]]:
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from within(one.url_patterns, path, inner)
            else:
                yield path, f"{space}{one.name}" if one.name else path, one

    return {
        name
        for path, name, one in within(get_resolver().url_patterns, "/", "")
        if not path.startswith("/api/") and "GET" in methods_of(one.callback)
    }


def methods_of(view: Any) -> set[str]:
    """What a view answers, as its decorator says (Django's require_…), else everything."""
    while view is not None:
        told = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if methods := told.get("request_method_list"):
            return set(methods)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}
