"""Mail and SMS leave through the back end that is set; each is an act; the administrator can test."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused
from solar_cms.work import senders
from solar_cms.work.outbox import run_now

URL = "/work/settings/"


@pytest.fixture(autouse=True)
def no_sms() -> None:
    senders.sms_memory.clear()


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[Any]]]:
    """A gateway of SMS on this machine: its address, and what it was given."""
    given: list[Any] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            given.append((self.headers.get("Authorization"), body))
            self.send_response(500 if body["text"] == "break" else 202)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", given
    server.shutdown()
    server.server_close()


def test_an_act_that_is_rolled_back_sends_nothing(db: None) -> None:
    with suppress(RuntimeError), act("test", by=SYSTEM) as a:
        senders.send_mail(a, to="somphone@example.la", subject="x", text="y")
        raise RuntimeError
    run_now()
    assert mail.outbox == []


def test_after_the_commit_mail_and_sms_go(db: None) -> None:
    with act("test", by=SYSTEM) as a:
        senders.send_mail(a, to="somphone@example.la", subject="Visit\nBcc: all", text="ສະບາຍດີ")
        senders.send_sms(a, to="+8562055512345", text="ສະບາຍດີ")
    run_now()
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["somphone@example.la"], "Visit Bcc: all", "ສະບາຍດີ")
    ]
    assert senders.sms_memory == [("+8562055512345", "ສະບາຍດີ")]
    sent = Act.objects.filter(name__in=["mail.sent", "sms.sent"]).order_by("name")
    assert [a.data["to"] for a in sent] == ["so…@example.la", "+856…2345"]


def test_sms_can_be_written_to_a_file(db: None, settings: Any, tmp_path: Path) -> None:
    settings.SMS_BACKEND, settings.SMS_FILE_PATH = "file", tmp_path / "sms"
    senders.deliver_sms(to="+8562055512345", text="ສະບາຍດີ")
    (line,) = next((tmp_path / "sms").iterdir()).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["text"] == "ສະບາຍດີ"


def test_sms_go_to_a_gateway(db: None, settings: Any, gateway: tuple[str, list[Any]]) -> None:
    settings.SMS_BACKEND, settings.SMS_TOKEN = "http", "secret"
    settings.SMS_URL, given = gateway
    senders.deliver_sms(to="+8562055512345", text="ok")
    assert given == [("Bearer secret", {"to": "+8562055512345", "text": "ok"})]
    with pytest.raises(Refused):
        senders.deliver_sms(to="+8562055512345", text="break")
    assert Act.objects.filter(name="sms.sent").count() == 1


def test_a_gateway_without_address_is_refused(db: None, settings: Any) -> None:
    settings.SMS_BACKEND, settings.SMS_URL = "http", ""
    with pytest.raises(Refused) as refused:
        senders.deliver_sms(to="+8562055512345", text="ok")
    assert "SOLAR_SMS_URL" in str(refused.value)


def test_only_administrators_see_the_settings(client: Any, inspector: User) -> None:
    client.force_login(inspector)
    assert client.get(URL).status_code == 403


def test_the_test_button_sends(client: Any, admin: User) -> None:
    client.force_login(admin)
    assert "SMS" in client.get(URL).content.decode()
    answer = client.post(URL, {"which": "mail", "address": "admin@example.la"})
    assert answer.status_code == 302
    assert mail.outbox[0].to == ["admin@example.la"]
    client.post(URL, {"which": "sms", "phone": "020 5551 2345"})
    assert senders.sms_memory[0][0] == "+8562055512345"
    assert Act.objects.get(name="sms.sent").actor_id == admin.pk


def test_a_bad_address_is_answered_at_its_field(client: Any, admin: User) -> None:
    client.force_login(admin)
    answer = client.post(URL, {"which": "sms", "phone": "12"})
    assert answer.status_code == 200
    assert senders.sms_memory == []
    assert "error" in answer.content.decode()


def test_a_mail_server_that_is_down_is_said(client: Any, admin: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.force_login(admin)
    answer = client.post(URL, {"which": "mail", "address": "admin@example.la"})
    assert "did not take the mail" in answer.content.decode()


def test_what_was_given_up_can_be_tried_again(client: Any, admin: User) -> None:
    from solar_cms.audit.models import OutboxMessage

    with act("test", by=SYSTEM) as a:
        a.later("work.send_sms", to="+8562055512345", text="x")
    message = OutboxMessage.objects.get()
    OutboxMessage.objects.update(attempts=8, error="Refused: no gateway")
    client.force_login(admin)
    assert "no gateway" in client.get(URL).content.decode()
    client.post(reverse("message_again", args=[message.pk]))
    run_now()
    assert senders.sms_memory
