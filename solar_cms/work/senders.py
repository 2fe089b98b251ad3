"""Mail and SMS: asked for in an act, delivered after its commit; every delivery is an act.

SMS back ends by setting: console, file (var/sms), memory (tests) and http (a gateway that takes
{"to", "text"} as JSON and answers 2xx).
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from solar_cms.audit.acts import SYSTEM, HasActor, Recording, act
from solar_cms.base.problems import Problem, Refused

TIMEOUT = 15  # seconds

sms_memory: list[tuple[str, str]] = []


def send_mail(a: Recording, *, to: str, subject: str, text: str) -> None:
    """Mail this once the open act is committed."""
    a.later("work.send_mail", to=to, subject=subject, text=text)


def send_sms(a: Recording, *, to: str, text: str) -> None:
    """Send this as an SMS once the open act is committed."""
    a.later("work.send_sms", to=to, text=text)


def deliver_mail(*, to: str, subject: str, text: str, by: HasActor = SYSTEM) -> None:
    """Hand a mail to the mail server now. Refused with the server's words when it does not take it."""
    with act("mail.sent", by=by, to=masked(to), backend=mail_backend()):
        try:
            EmailMessage(subject=" ".join(subject.split()), body=text, to=[to]).send()
        except (OSError, ValueError) as error:
            raise Refused(
                [
                    Problem(
                        "mail.not_sent",
                        _("The mail server did not take the mail: %(words)s") % {"words": error},
                        "address",
                    )
                ]
            ) from error


def deliver_sms(*, to: str, text: str, by: HasActor = SYSTEM) -> None:
    """Hand an SMS (E.164 number) to the back end now."""
    with act("sms.sent", by=by, to=masked(to), backend=settings.SMS_BACKEND):
        try:
            SMS_BACKENDS[settings.SMS_BACKEND](to, text)
        except (OSError, ValueError) as error:
            raise Refused(
                [
                    Problem(
                        "sms.not_sent",
                        _("The SMS was not taken: %(words)s") % {"words": error},
                        "phone",
                    )
                ]
            ) from error


def mail_backend() -> str:
    """smtp, filebased, console, locmem."""
    return settings.EMAIL_BACKEND.rsplit(".", 2)[-2]


def masked(address: str) -> str:
    """Enough to recognise an address by, too little to use it: "so…@example.la", "+856…4567"."""
    name, at, host = address.partition("@")
    return f"{name[:2]}…@{host}" if at else f"{address[:4]}…{address[-4:]}"


def _console(to: str, text: str) -> None:
    sys.stderr.write(f"SMS to {to}: {text}\n")


def _file(to: str, text: str) -> None:
    folder = Path(settings.SMS_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.now()
    line = json.dumps({"at": now.isoformat(), "to": to, "text": text}, ensure_ascii=False)
    with (folder / f"{now:%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as out:
        out.write(line + "\n")


def _memory(to: str, text: str) -> None:
    sms_memory.append((to, text))


def _http(to: str, text: str) -> None:
    if not settings.SMS_URL.startswith(("https://", "http://")):
        raise ValueError(_("the gateway's address (SOLAR_SMS_URL) is not set"))
    request = urllib.request.Request(  # noqa: S310 - scheme checked above
        settings.SMS_URL,
        data=json.dumps({"to": to, "text": text}).encode(),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {}),
        },
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        if answer.status >= 300:
            raise ValueError(f"HTTP {answer.status}")


SMS_BACKENDS: dict[str, Callable[[str, str], None]] = {
    "console": _console,
    "file": _file,
    "memory": _memory,
    "http": _http,
}
