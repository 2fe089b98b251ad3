"""Every page in Chromium at 360 px, in Lao and in English: bytes, width, what axe says.

Links are followed role by role. A page is known by the name of its address, and the first one met
stands for all, so a new page is looked at as soon as something links to it; `unseen()`
"""

from __future__ import annotations

import inspect
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit
from zlib import crc32

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from solar_cms.base.policy import RIGHTS, policy_of
from tests.journeys.conftest import Site, Visitor, start_chromium
from tests.journeys.records import KINDS, MORE, RECORDS

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
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOK = f"""async options => {{
    const wide = {WIDE};
    {FEWER_ROWS};
    return [wide, await ({AXE})(options)];
}}"""
# Asking for colours takes most of the time: (without, with).
OPTIONS: tuple[dict[str, Any], dict[str, Any]] = (
    {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}},
    {"resultTypes": ["violations"]},
)
OUTSIDE = {"sign_in": "/account/sign-in/", "forgotten": "/account/forgotten/"}
RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


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
    full: bool = False

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
        axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        self.context.add_init_script(axe)
        self.page = self.context.new_page()
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
        sent = self.sent
        colours = self.walk.full or (language == LANGUAGES[0] and shows_colours(name))
        wide, wrong = self.page.evaluate(LOOK, OPTIONS[colours])
        self.walk.looks.append(Look(self.role, name, path, language, sent, wide, tuple(wrong)))
        return str(answer.text())

    def fetch(self, name: str, path: str) -> str:
        """The source of a page that was looked at as somebody else; only weighed."""
        answer = self.context.request.get(self.visitor.site.url + path)
        if answer.status != 200:
            self.walk.refused.append(f"{self.role}: {path}: {answer.status}")
            return ""
        sent = int(answer.headers.get("content-length", "0"))
        self.walk.looks.append(Look(self.role, name, path, LANGUAGES[0], sent))
        return str(answer.text())


def go_everywhere(site: Site, *, full: bool) -> Walk:
    """Look at every page of every role, with two browsers at a time: all in Lao; in English all in
    the full walk, else a quarter of them."""
    walk = Walk(full=full)
    roles = list((*WALKERS, *OTHERS))
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_go, site, roles, walk) for _ in range(2)]:
            done.result()
    _fill_in(site, walk)
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
            if role == WALKERS[0]:
                for name, path in MORE.items():
                    if walk.claim(name, role) and walker.look(name, path, LANGUAGES[0]):
                        mine[name] = path
            walker.visitor.speak(LANGUAGES[1])
            for name, path in one_of_each_kind(mine):
                if walk.full or is_of_the_quarter(name):
                    walker.look(name, path, LANGUAGES[1])
            walker.context.close()
        browser.close()


def one_of_each_kind(pages: dict[str, str]) -> list[tuple[str, str]]:
    """All pages; of the administration's lists and records, which are drawn by the same templates
    and were all seen in Lao, the first of each."""
    kinds: dict[str, tuple[str, str]] = {}
    for name, path in pages.items():
        kinds.setdefault(re.sub(r"^admin:\w+_(\w+)$", r"admin:\1", name), (name, path))
    return list(kinds.values())


def is_of_the_quarter(name: str) -> bool:
    """Homes, and as good as a quarter of the pages, the same each time."""
    return name in {"home", "admin:index"} or crc32(name.encode()) % 4 == 0


def shows_colours(name: str) -> bool:
    """Every component stands on the style guide; beside it homes and a quarter of the pages."""
    return name == "styleguide" or (is_of_the_quarter(name) and not name.startswith("admin:"))


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
        if not is_new and name != "home" and not _leads_on(name, path):
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


def _fill_in(site: Site, walk: Walk) -> None:
    """Pages of records that no link led to, each as the first role that may open it."""
    wanted: dict[str, list[tuple[str, str, str]]] = {}
    kinds = dict(site.ask(KINDS))
    for path, name, one in patterns():
        begin = max((b for b in RECORDS if path.startswith(b)), key=len, default="")
        policy = policy_of(one.callback)
        if (
            name in walk.names()
            or not begin
            or policy is None
            or "GET" not in methods_of(one.callback)
        ):
            continue
        rest = path.removeprefix(begin).replace("<str:phase>", "pre")
        rest = rest.replace("<slug:kind>", "ethnicity")
        role = next(
            (r for r in (*WALKERS, *OTHERS) if kinds[r] in RIGHTS.get(policy.right, ())), ""
        )
        if role and "<" not in rest and not FILES.search(path):
            wanted.setdefault(role, []).append((name, begin, rest))

    from playwright.sync_api import sync_playwright

    with ThreadPoolExecutor(1) as pool:  # beside the loop that Playwright keeps in this thread
        pool.submit(_fill_in_as, site, walk, wanted, sync_playwright).result()


def _fill_in_as(site: Site, walk: Walk, wanted: Any, sync_playwright: Any) -> None:
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        for role, pages in wanted.items():
            walker = Walker(site, browser, role, Walk(full=walk.full))
            walker.come_in()
            for language in LANGUAGES if walk.full else LANGUAGES[:1]:
                walker.visitor.speak(language)
                for name, begin, rest in pages:
                    for keys in site.ask(RECORDS[begin]):  # not every record is in a fit state
                        if walker.look(name, filled(begin, keys) + rest, language):
                            break
            walk.looks += walker.walk.looks
            walker.context.close()
        browser.close()


def filled(path: str, keys: Iterable[str]) -> str:
    """An address pattern with keys in its places."""
    left = iter(keys)
    return re.sub("<[^>]+>", lambda _place: next(left), path)


def _leads_on(name: str, path: str) -> bool:
    """Whether a page that another role has looked at may show this one links of its own."""
    if name.startswith("admin:"):
        return name == "admin:index"
    return name in HUBS or not RECORD.search(path)


def links(page: str, base: str) -> Iterator[str]:
    for href in LINK.findall(page):
        target = urlsplit(urljoin(base, unescape(href)))
        if not target.scheme and not target.netloc:
            yield target.path + (f"?{target.query}" if target.query else "")


def name_of(path: str) -> str:
    try:
        return shape(resolve(urlsplit(path).path).view_name)
    except Resolver404:
        return ""


def shape(name: str) -> str:
    """The administration draws history and acts of all kinds of record by one page each."""
    return re.sub(r"^admin:\w+_(history|act)$", r"admin:*_\1", name)


def patterns() -> Iterator[tuple[str, str, URLPattern]]:
    """(address pattern, name, entry) of every address."""

    def within(entries: Any, before: str, space: str) -> Iterator[tuple[str, str, URLPattern]]:
        for one in entries:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from within(one.url_patterns, path, inner)
            else:
                yield path, f"{space}{one.name}" if one.name else path, one

    return within(get_resolver().url_patterns, "/", "")


def names_of_pages() -> set[str]:
    """The names of all addresses that answer a GET and are no part of the API."""
    return {
        shape(name)
        for path, name, one in patterns()
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
