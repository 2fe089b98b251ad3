"""A file is opened by an address that holds a minute, for one reader; each opening is kept."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client
from django.urls import reverse

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.hooks import FilePolicy, file_policies
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import OWNER, may_add, may_read

SEALED = "test.sealed"


def may_read_confidential(user: Any, owner_id: Any) -> bool:
    return user.username == "keeper"


if SEALED not in file_policies:
    file_policies.add(
        SEALED,
        FilePolicy(may_read, may_add, lambda _id: ("1604", "/work/jobs/"), may_read_confidential),
    )


def add(owner_kind: str = OWNER, **fields: Any) -> Attachment:
    return add_file(
        samples.PDF,
        name="a.pdf",
        by=SYSTEM,
        owner_kind=owner_kind,
        owner_id="7",
        district_id=None,
        **fields,
    )


def address_of(client: Client, attachment: Attachment) -> str:
    answer = client.get(reverse("file", args=[attachment.pk]))
    assert answer.status_code == 302
    return str(answer["Location"])


def openings(attachment: Attachment) -> list[str]:
    found = Act.objects.filter(name="file.opened", subject_id=str(attachment.pk))
    return list(found.order_by("id").values_list("actor_name", flat=True))


def test_an_address_is_of_no_use_to_another_reader(client: Client, inspector: User) -> None:
    attachment = add()
    client.force_login(inspector)
    address = address_of(client, attachment)
    client.force_login(make_user("head", ["1604"]))
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/files/{attachment.pk}/")
    assert openings(attachment) == []


def test_an_address_ends_after_a_minute(
    client: Client, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = add()
    client.force_login(inspector)
    with monkeypatch.context() as patched:
        patched.setattr(TimestampSigner, "timestamp", lambda self: _minutes_ago())
        address = address_of(client, attachment)
    assert client.get(address).status_code == 302
    assert client.get(address_of(client, attachment)).status_code == 200


def _minutes_ago() -> str:
    return b62_encode(int(time.time()) - 61)


def test_rights_are_asked_again_at_the_address(
    client: Client, inspector: User, stranger: User
) -> None:
    attachment = add()
    client.force_login(inspector)
    address = address_of(client, attachment)
    with act("test.arranged", by=SYSTEM):
        inspector.postings.all().delete()
    assert client.get(address).status_code in (403, 404)
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert openings(attachment) == []


def test_each_opening_is_kept_and_shown(client: Client, inspector: User, head: User) -> None:
    attachment = add()
    version = Attachment.objects.get(pk=attachment.pk).version
    for user in (inspector, head):
        client.force_login(user)
        client.get(reverse("file", args=[attachment.pk]), follow=True)
    assert openings(attachment) == [inspector.actor_name, head.actor_name]
    page = client.get(reverse("file_custody", args=[attachment.pk])).content.decode()
    assert page.count("File downloaded") == 2
    assert page.count("File added") == 1
    assert inspector.actor_name in page
    assert Attachment.objects.get(pk=attachment.pk).version == version


def test_the_chain_is_shown_to_none_who_may_not_read_the_file(
    client: Client, stranger: User
) -> None:
    attachment = add()
    client.force_login(stranger)
    assert client.get(reverse("file_custody", args=[attachment.pk])).status_code == 404


def test_a_confidential_file_is_read_by_the_few_of_its_policy(
    client: Client, inspector: User
) -> None:
    open_one, sealed = add(SEALED), add(SEALED, is_confidential=True)
    nobodys = add(OWNER, is_confidential=True)  # its policy names nobody
    keeper = make_user("inspector", ["1604"], username="keeper")
    for user, opens in ((inspector, [open_one]), (keeper, [open_one, sealed])):
        client.force_login(user)
        for attachment in (open_one, sealed, nobodys):
            status = 302 if attachment in opens else 404
            assert client.get(reverse("file", args=[attachment.pk])).status_code == status


def test_only_the_few_are_offered_the_mark(client: Client, head: User) -> None:
    address = reverse("file_add", args=[SEALED, "7"])
    client.force_login(head)
    assert "is_confidential" not in client.get(address).content.decode()
    client.force_login(make_user("head", ["1604"], username="keeper"))
    assert "is_confidential" in client.get(address).content.decode()
