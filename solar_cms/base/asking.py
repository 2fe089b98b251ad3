"""What pages with a form share: the form, one verb, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from solar_cms.base.forms import Form
from solar_cms.base.problems import Refused


def carried_out(request: HttpRequest, form: Form, verb: Callable[[], Any]) -> bool:
    """Call the verb when the form is sent and good; a refusal is shown on the form.

    What the verb gave is then `form.made`.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.made = verb()
    except Refused as refused:
        form.take(refused.problems)
        return False
    form.tell_notes(request)
    return True


def ask(
    request: HttpRequest,
    form: Form,
    verb: Callable[[], Any],
    *,
    done: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """A page that asks once more and then calls one verb: `done` is said on the page `back`.

    context: title, text, facts, submit, danger, crumbs (see components/confirm_page.html).
    """
    if carried_out(request, form, verb):
        messages.success(request, done)
        return redirect(back)
    return render(
        request, "components/confirm_page.html", {"form": form, "cancel": back, **context}
    )
