"""The components draw what they are given, and nothing that the content policy refuses."""

import gzip
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from solar_cms.base import views
from solar_cms.base.face import Act, Next, NotYet
from solar_cms.base.problems import Problem


def draw(source: str, query: str = "", **values: Any) -> str:
    values["request"] = RequestFactory().get(f"/list/?{query}")
    return Template("{% load components %}" + source).render(Context(values))


def styleguide(language: str) -> str:
    with translation.override(language):
        return views.styleguide(RequestFactory().get("/styleguide/")).content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_styleguide_keeps_to_the_content_policy(language: str) -> None:
    page = styleguide(language)
    assert f'<html lang="{language}"' in page
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! src)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_ids_of_the_styleguide_are_unique() -> None:
    ids = re.findall(r'\sid="([^"]+)"', styleguide("en"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "offline"])
def test_error_pages_need_no_request(name: str) -> None:
    assert 'href="/' in render_to_string(f"{name}.html")


def test_text_of_people_is_escaped() -> None:
    page = draw("{% page_head title %}{% endpage_head %}{% tag 'late' title %}", title="<b>&")
    assert "<b>&" not in page
    assert page.count("&lt;b&gt;&amp;") == 2


def test_an_unknown_kind_of_tag_is_an_error_of_the_page() -> None:
    with pytest.raises(ValueError, match="lat3"):
        draw("{% tag 'lat3' %}")


def test_a_filter_says_what_it_filters_and_can_be_removed() -> None:
    form = views.SampleFilter({"state": "waiting", "q": "lak"})
    assert form.is_valid()
    with translation.override("en"):
        page = draw(
            "{% filter_bar form %}{% endfilter_bar %}",
            "state=waiting&q=lak&cursor=abc&sort=due",
            form=form,
        )
    assert 'href="?q=lak&amp;sort=due"' in page
    assert "cursor" not in page
    assert "Waiting" in page


@pytest.mark.parametrize(
    ("now", "link", "aria"),
    [
        ("", "?sort=due", "none"),
        ("sort=due", "?sort=-due", "ascending"),
        ("sort=-due&cursor=x", "?sort=due", "descending"),
    ],
)
def test_a_heading_sorts_and_says_how(now: str, link: str, aria: str) -> None:
    page = draw("{% th 'Due' sort='due' %}", now)
    assert f'href="{link}"' in page
    assert f'aria-sort="{aria}"' in page


def test_what_bars_an_act_is_told_in_the_next_box() -> None:
    box = Next(
        primary=Act("Serve", "/serve/", post=True),
        not_yet=[NotYet("Close", [Problem("case.open", "F2 is open")])],
    )
    page = draw("{% next_box box %}", box=box, csrf_token="tok")
    assert "F2 is open" in page
    assert '<form method="post" action="/serve/"' in page
    assert 'value="tok"' in page


def test_a_problem_links_to_its_field() -> None:
    form = views.SampleForm({"served_on": "31.2.2026"})
    page = draw("{% fields form %}", form=form)
    assert 'href="#id_served_on"' in page
    assert 'id="id_served_on_error"' in page
    assert re.search(r'id="id_served_on"[^>]*aria-invalid|aria-invalid[^>]*id="id_served_on"', page)


def test_progress_asks_again_only_while_there_is_work() -> None:
    job = SimpleNamespace(
        pk=7, state="running", done=3, total=9, url="/jobs/7/", message="", result_url="/r/"
    )
    assert "hx-get" in draw("{% progress job %}", job=job)
    job.state = "done"
    over = draw("{% progress job %}", job=job)
    assert "hx-get" not in over
    assert 'href="/r/"' in over


def test_bars_are_drawn_in_plain_digits_in_lao() -> None:
    with translation.override("lo"):
        assert 'width="33.3"' in draw("{% bar 1 3 %}")


def test_the_shared_parts_of_a_first_page_leave_room_in_its_budget() -> None:
    """100 kB in all for the first page; the sheet itself at most 10."""
    static = settings.BASE_DIR / "static"
    sheet = len(gzip.compress((static / "css/solar.css").read_bytes()))
    scripts = sum(len(gzip.compress(path.read_bytes())) for path in static.glob("js/*.js"))
    fonts = sum(path.stat().st_size for path in static.glob("fonts/*.woff2"))
    assert sheet < 10_000
    assert sheet + scripts + fonts < 60_000
