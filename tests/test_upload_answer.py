"""An upload by script is told where to go next, so that the browser opens that page itself."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(client, db):
    make.load_laos()
    inspector = make.make_inspector()
    case = make.make_case(by=inspector)
    client.force_login(inspector)
    return reverse("file_add", args=["cases.case", case.pk]), reverse("case", args=[case.pk])


def send(client, address, content, **headers):
    upload = SimpleUploadedFile("note.txt", content, "text/plain")
    return client.post(address, {"file": upload}, headers=headers)


def test_a_refused_upload_comes_back_as_the_form(client, address):
    answer = send(client, address[0], b"MZ\0\0", **{"X-Upload": "1"})
    assert answer.status_code == 200
    assert "problems" in answer.content.decode()


def test_a_taken_upload_names_the_next_page_and_its_message_waits(client, address):
    answer = send(client, address[0], b"hello", **{"X-Upload": "1"})
    assert (answer.status_code, answer.headers["X-Location"]) == (204, address[1])
    assert "Location" not in answer.headers
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_without_script_it_is_sent_there_as_ever(client, address):
    answer = send(client, address[0], b"hello")
    assert (answer.status_code, answer.url) == (302, address[1])
