"""The components of every page: `{% load components %}`. Parameters: docs/components.md."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from solar_cms.base import charts
from solar_cms.base.templatetags import form_tags, words

register = template.Library()
for part in (words, form_tags):
    register.filters.update(part.register.filters)
    register.tags.update(part.register.tags)

# kind -> (default word, drawing in a 16 x 16 box). Shape and word carry the state; colour helps.
KINDS: dict[str, tuple[Any, str]] = {
    "waiting": (_("Waiting"), '<circle cx="8" cy="8" r="5.6" class="line"/>'),
    "under_way": (
        _("Under way"),
        '<circle cx="8" cy="8" r="5.6" class="line"/><path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z"/>',
    ),
    "done": (_("Done"), '<path d="M2.5 8.8 6 12.2l7.5-8.4" class="stroke"/>'),
    "soon": (_("Soon"), '<path d="M3 1.5h10v2L9.6 8l3.4 4.5v2H3v-2L6.4 8 3 3.5z"/>'),
    "late": (
        _("Late"),
        '<path fill-rule="evenodd" d="M8 1.2 15.4 14.6H.6zM7.2 6l.3 4.4h1L8.8 6zM8 11.4a.9.9 0 '
        '1 0 0 1.8.9.9 0 0 0 0-1.8z"/>',
    ),
    "refused": (_("Refused"), '<path d="m3 3 10 10M13 3 3 13" class="stroke"/>'),
    "assumed": (
        _("Assumed"),
        '<path d="M2 6.4c2-3 4 .9 6-.4s4-2.4 6-.9M2 11.4c2-3 4 .9 6-.4s4-2.4 6-.9" class="line"/>',
    ),
    "closed": (_("Closed"), '<path d="M2.5 2.5h11v11h-11z"/>'),
    "collected": (
        _("Collected"),
        '<circle cx="8" cy="8" r="5.6" class="line"/><circle cx="8" cy="8" r="2"/>',
    ),
    "reported": (
        _("Reported"),
        '<path d="M3.2 2h6.2l3.4 3.4V14H3.2zM5.6 8h4.8M5.6 11h4.8" class="line"/>',
    ),
    "sealed": (
        _("Sealed"),
        '<path d="M3.2 7.2h9.6V14H3.2zM5.4 7V4.6a2.6 2.6 0 0 1 5.2 0V7" class="line"/>',
    ),
}


@register.simple_tag
def icon(kind: str) -> SafeString:
    """The drawing of a state, without a word: always stand a word beside it."""
    if kind not in KINDS:
        raise ValueError(f"No tag kind {kind!r}; there are {', '.join(KINDS)}.")
    return mark_safe(
        f'<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{KINDS[kind][1]}</svg>'
    )


@register.simple_tag
def tag(kind: Any, word: str = "") -> SafeString:
    """A state in shape and word; `kind` may be an object with .kind and .word."""
    if not isinstance(kind, str):
        kind, word = kind.kind, word or kind.word
    return format_html(
        '<span class="tag {}">{}<span>{}</span></span>', kind, icon(kind), word or KINDS[kind][0]
    )


# Blocks -------------------------------------------------------------------------------------


def _block(name: str, content: str, **values: Any) -> SafeString:
    inner = mark_safe(content.strip())  # rendered by the page already
    return render_to_string(f"components/{name}.html", {"content": inner, **values})


@register.simple_block_tag(takes_context=True)
def page_head(
    context: Context,
    content: str,
    title: str,
    number: str = "",
    subtitle: str = "",
    crumbs: Any = (),
    tag: Any = None,
    note: str = "",
) -> SafeString:
    """Heading of a page; what stands inside is its one primary act. The page's help is under it."""
    help_text = context.get("page_help")
    context["page_help"] = None  # a page has one help, under its first head
    return _block(
        "page_head", content, title=title, number=number, subtitle=subtitle,
        crumbs=crumbs, tag=tag, note=note, help=help_text,
    )  # fmt: skip


@register.simple_block_tag
def section(
    content: str, title: str, note: Any = "", link: str = "", url: str = "", id: str = ""
) -> SafeString:
    """A part of a page under a 2 px ink rule; `note` or a link stand at the right."""
    return _block("section", content, title=title, note=note, link=link, url=url, id=id)


@register.simple_block_tag
def facts(content: str, columns: int = 4) -> SafeString:
    """A definition list of `fact`s, up to four beside each other on a desk."""
    return format_html('<dl class="facts of{}">{}</dl>', str(columns), content)


@register.simple_block_tag
def fact(content: str, label: str, note: Any = "") -> SafeString:
    """One label and what is so; `note` is second text under it."""
    return _block("fact", content, label=label, note=note)


@register.simple_block_tag
def table(content: str, caption: str = "", phone: str = "scroll") -> SafeString:
    """A table; `phone` is scroll, cards (three facts a row) or labels (each cell labelled)."""
    return _block("table", content, caption=caption, phone=phone)


@register.simple_tag(takes_context=True)
def th(context: Context, label: str, sort: str = "", cls: str = "") -> SafeString:
    """A column's heading; with `sort` a link that sorts by it (?sort=name, ?sort=-name)."""
    arrow, aria, href = "", "none", ""
    if sort:
        query = context["request"].GET.copy()
        for cursor in ("after", "before", "cursor"):
            query.pop(cursor, None)
        current = query.get("sort", "")
        arrow = {sort: "▲", f"-{sort}": "▼"}.get(current, "")
        aria = {sort: "ascending", f"-{sort}": "descending"}.get(current, "none")
        query["sort"] = f"-{sort}" if current == sort else sort
        href = f"?{query.urlencode()}"
    return render_to_string(
        "components/th.html",
        {"label": label, "href": href, "aria": aria, "arrow": arrow, "cls": cls},
    )


@register.simple_block_tag
def empty(content: str, title: str, text: str = "") -> SafeString:
    """Nothing here yet: what will be here, and inside how to begin."""
    return _block("empty", content, title=title, text=text)


@register.simple_block_tag
def callout(content: str, kind: str = "") -> SafeString:
    """A passage on wash, with the drawing of a state before it where `kind` is given."""
    return _block("callout", content, kind=kind)


@register.simple_block_tag
def bulk_bar(content: str, total: int | None = None, select_all: str = "") -> SafeString:
    """Acts on ticked rows: buttons inside, in the form that holds the table."""
    return _block("bulk_bar", content, total=total, select_all=select_all)


@register.simple_tag(takes_context=True)
def panel(context: Context, template: str, values: dict[str, Any]) -> SafeString:
    """A part that another app brings (home card, record panel): its template with its values,
    by their names and together as `card` and `panel`."""
    engine = context.template.engine  # type: ignore[union-attr]
    with context.push(**{**values, "card": values, "panel": values}):
        return engine.get_template(template).render(context)


# Parts from records --------------------------------------------------------------------------


MOST_STAGES = 12  # whose words fit beside each other


@register.inclusion_tag("components/stages.html")
def stages(stages: Any) -> dict[str, Any]:
    """The dated bar of stages; from face.Stage. More than twelve have no room for their words: the
    bar is without, and a line above it says which is now and which follows."""
    rows = list(stages)
    now = next((n for n, stage in enumerate(rows, 1) if stage.state == "now"), None)
    done = sum(1 for stage in rows if stage.state == "done")
    return {
        "stages": rows,
        "position": now or done,
        "total": len(rows),
        "many": len(rows) > MOST_STAGES,
        "now": rows[now - 1] if now else None,
        "next": rows[now] if now and now < len(rows) else None,
    }


@register.inclusion_tag("components/next_box.html", takes_context=True)
def next_box(context: Context, next: Any) -> dict[str, Any]:
    """What you can do next, and what not yet and why; from face.Next."""
    return {"next": next, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/act.html", takes_context=True)
def act_button(context: Context, act: Any, cls: str = "") -> dict[str, Any]:
    """A face.Act as a button: a link, or a form of one button where it posts."""
    return {"act": act, "cls": cls, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Any) -> dict[str, Any]:
    """What happened, newest first; from face.Entry."""
    return {"entries": entries}


@register.inclusion_tag("components/clock.html")
def clock(clock: Any) -> dict[str, Any]:
    """A running deadline with how much is used; from face.Clock."""
    return {"clock": clock, "width": _share(clock.used, clock.total)}


@register.inclusion_tag("components/bar.html")
def bar(value: Any, total: Any, tick: Any = None, label: str = "", kind: str = "data") -> dict:
    """A bar of `value` in `total`, with a tick at `tick`; kinds: data, ink, green, red, amber."""
    return {
        "width": _share(value, total), "tick": None if tick is None else _share(tick, total),
        "label": label, "kind": kind,
    }  # fmt: skip


@register.inclusion_tag("components/spark.html")
def spark(values: Any, label: str = "") -> dict[str, Any]:
    """The last values as small columns, the newest dark; `label` says them for a screen reader."""
    numbers = [float(value or 0) for value in values]
    top = max([*numbers, 0]) or 1
    bars = [
        {"x": n * 10, "y": 20 - max(1, round(v / top * 20)), "height": max(1, round(v / top * 20))}
        for n, v in enumerate(numbers)
    ]
    return {"bars": bars, "width": max(1, len(bars) * 10), "label": label}


@register.inclusion_tag("components/figure.html")
def figure(
    label: str, value: Any, url: str = "", of: Any = "", target: Any = None, reached: Any = None,
    note: str = "", tag: Any = None, trend: Any = None,
) -> dict[str, Any]:  # fmt: skip
    """A number that opens its records; `reached` and `target` as numbers draw the bar and tick."""
    top = max(float(reached or 0), float(target or 0)) * 1.25 or 1
    return {
        "label": label, "value": value, "url": url, "of": of, "target": target,
        "reached": reached, "top": top, "note": note, "tag": tag, "trend": trend,
    }  # fmt: skip


@register.inclusion_tag("components/chart.html")
def chart(chart: Any, name: str = "chart", caption: bool = False) -> dict[str, Any]:
    """A charts.Chart, drawn, with its numbers as a table; `name` makes its ids unique."""
    heads, rows = chart.table
    return {
        "chart": chart, "svg": mark_safe(charts.draw(chart, name=name, page=True)), "name": name,
        "heads": heads, "rows": rows, "caption": caption,
    }  # fmt: skip


@register.inclusion_tag("components/tabs.html")
def tabs(items: Any, label: str = "") -> dict[str, Any]:
    """Parts of one record as links: (label, url, current)."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/pager.html")
def pager(page: Any, note: str = "") -> dict[str, Any]:
    """Previous and next of a keyset page, with how many are shown."""
    return {"page": page, "note": note}


@register.inclusion_tag("components/exports.html", takes_context=True)
def exports(
    context: Context, total: int, csv_url: str = "", xlsx: str = "", of: str = ""
) -> dict[str, Any]:
    """Download exactly what the filters show: CSV streams, XLSX is a job (posted).

    xlsx: the list's name in base.exports.list_exports; of: the record whose list it is.
    """
    query = context["request"].GET.copy()
    for word in ("cursor", "of"):
        query.pop(word, None)
    same = f"?{query.urlencode()}" if query else ""
    if of:
        query["of"] = of
    return {
        "total": total, "csv_url": csv_url and f"{csv_url}{same}", "csrf_token": context.get("csrf_token"),
        "xlsx_url": xlsx and f"{reverse('list_xlsx', args=[xlsx])}?{query.urlencode()}",
    }  # fmt: skip


@register.inclusion_tag("components/progress.html")
def progress(job: Any, url: str = "") -> dict[str, Any]:
    """How far a job is: reloads itself from `url` (or job.url) until it is over."""
    kinds = {"queued": "waiting", "done": "done", "failed": "refused", "cancelled": "closed"}
    over = job.state in {"done", "failed", "cancelled"}
    kind = kinds.get(job.state, "under_way")
    return {"job": job, "url": url or job.url, "over": over, "kind": kind}


@register.inclusion_tag("components/files.html", takes_context=True)
def files(context: Context, files: Any) -> dict[str, Any]:
    """Documents by name, size and act; from face.File."""
    return {"files": files, "csrf_token": context.get("csrf_token")}


def _share(value: Any, total: Any) -> str:
    """Per cent of a bar, as plain digits for an SVG attribute in any language."""
    share = 100 * float(value) / float(total) if total else 0
    return str(round(min(100.0, max(0.0, share)), 1))
