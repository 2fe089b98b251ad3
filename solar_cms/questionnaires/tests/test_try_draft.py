"""A draft is tried out in each language as it would be answered; nothing of it is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from solar_cms.questionnaires.editor import operations
from solar_cms.questionnaires.models import AnswerDraft, FormVersion, Response
from solar_cms.questionnaires.tests.forms_cast import drafted, fresh, question, writer

pytestmark = pytest.mark.django_db


def test_a_faulty_draft_is_mended_first(client: Any) -> None:
    by = writer()
    draft = drafted(by)
    operations.add_question(
        draft, question("where", kind="choice", choices="where"), holder="s:safety", by=by
    )
    client.force_login(by)
    trial = reverse("form_trial", args=[draft.pk, "lo"])
    preview = reverse("form_preview", args=[draft.pk])
    assert client.get(trial).headers["Location"] == preview
    assert len(client.get(preview).context["faults"]) == 1
    assert client.get(reverse("form_trial", args=[draft.pk, "xx"])).status_code == 404


def test_rules_and_refusals_are_those_of_answering(client: Any) -> None:
    by = writer()
    draft = drafted(by)
    operations.add_question(
        draft, question("shade", "Shade in Lao", relevant="${kit} = 'no'"), holder="s:safety", by=by
    )
    client.force_login(by)
    url = reverse("form_trial", args=[draft.pk, "en"])
    page = client.get(url)
    assert 'lang="en"' in page.content.decode()
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    sent = {
        "do": "finish", "step": "1", "q-workers": "3", "q-hours": "yes", "q-room": "one",
        "q-kit": "no",
    }  # fmt: skip
    refused = client.post(url, sent)
    assert refused.status_code == 200  # "no" opens a further question
    done = client.post(url, {**sent, "q-shade": "yes"})
    assert done.status_code == 302
    assert not Response.objects.exists()
    assert not AnswerDraft.objects.exists()
    assert FormVersion.objects.count() == 1
    assert fresh(draft)
