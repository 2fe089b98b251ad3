"""What journeys through cases share: going to a case, taking a step from its box, reading its papers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from tests.journeys.conftest import Visitor

NUMBER = re.compile(r"\b[A-Z]{2}-[A-Z0-9-]+-\d{4}-\d{4}\b")


def number_on(page: Visitor) -> str:
    """The official number at the head of the page."""
    found = NUMBER.search(page.said("main .page-head .number"))
    assert found, page.said()
    return found.group()


def days_from(first: date) -> Callable[[int], str]:
    """day(3): three days after the first, as a date field takes it."""
    return lambda count: (first + timedelta(days=count)).isoformat()


class CaseFile:
    """One case, and the people who work on it at their own screens."""

    def __init__(self, address: str) -> None:
        self.address = address

    def at(self, who: Visitor) -> Visitor:
        """The person at the case's page, as it is now."""
        if who.page.url.partition("#")[0] != self.address or who.as_of < Visitor.sent:
            who.open(self.address)
        return who

    def step(self, who: Visitor, path: str, *, refused: str = "", **fields: Any) -> None:
        """Follow the box of what is next to a page whose address contains the path, fill it in, send
        it. With `refused`, these words must be among the reasons why it came back."""
        self.at(who)
        link = who.page.locator(f"section.next a[href*='{path}']")
        assert link.count(), f"{path} is not offered to {who.name}: {who.said('section.next')}"
        who.go(f"section.next a[href*='{path}']")
        who.write(**fields)
        who.send(refused=bool(refused))
        if refused:
            assert refused in who.said("main .problems"), who.said("main .problems")

    def offered(self, who: Visitor) -> str:
        """Addresses in the box of what this person can do next, one a line."""
        self.at(who)
        links = who.page.locator("section.next a").all()
        return "\n".join(str(one.get_attribute("href")) for one in links)

    def not_yet(self, who: Visitor) -> str:
        self.at(who)
        return who.said("section.next .not-yet")

    def stage(self, who: Visitor) -> str:
        """The case's state, in words, at the head of its page."""
        self.at(who)
        return who.said("main .page-head .tag")

    def paper(self, who: Visitor, kind: str) -> list[str]:
        """The texts of the PDFs of the paper of this kind, once the worker has made them."""
        self.at(who)
        who.go(f"#notices tr:has-text('{kind}') a[href^='/files/letters/']")
        return texts_of_letter(who)


def texts_of_letter(page: Visitor) -> list[str]:
    """One text for each language; beside each PDF lies a copy for Word. The number is on all."""
    page.sees("#letter-files li:nth-child(2) a", seconds=60)
    links = page.page.locator("#letter-files a[href^='/files/']:not([href$='/custody/'])")
    number, texts, words = number_on(page), [], 0
    for link in links.all():
        content = page.fetch(str(link.get_attribute("href")))
        if content.startswith(b"PK"):
            words += 1
            continue
        assert content.startswith(b"%PDF-")
        texts.append("".join(leaf.extract_text() for leaf in PdfReader(BytesIO(content)).pages))
    assert texts
    assert words == len(texts)
    assert all(number in text for text in texts), texts
    return texts


def all_answers(page: Visitor, answer: str = "yes", *, but: Sequence[str] = ()) -> None:
    """Answer every check of the checklist on the page; "no" for the questions named in `but`."""
    questions = page.page.locator("main form input[type=radio][name^='q-']")
    names = dict.fromkeys(questions.evaluate_all("all => all.map(e => e.name)"))
    page.write(**dict.fromkeys(names, answer))
    page.write(**{f"q-{key}": "no" for key in but})
