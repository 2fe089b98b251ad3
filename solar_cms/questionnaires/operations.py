"""The verbs of questionnaires: publish a form, record answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.questionnaires.models import Answer, Form, FormVersion, Response
from solar_cms.questionnaires.rules import Answers, problems_with_answers


def publish_form(
    key: str,
    *,
    titles: Mapping[str, str],
    definition: Mapping[str, Any],
    valid_from: date,
    by: HasActor,
) -> FormVersion:
    """Publish a form's wording as its next version; the same wording is the same version."""
    checksum = hashlib.sha256(
        json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    with act("form.published", by=by, form=key) as recording:
        form, _made = Form.objects.update_or_create(key=key, defaults={"titles": dict(titles)})
        latest = form.versions.order_by("-number").first()
        if latest is not None and latest.checksum == checksum:
            return latest
        version: FormVersion = FormVersion(
            form=form,
            number=latest.number + 1 if latest else 1,
            definition=dict(definition),
            checksum=checksum,
            valid_from=valid_from,
        ).save_new()
        recording.on(version)
    return version


def latest_version(key: str, on: date) -> FormVersion | None:
    """The wording of a form in use on a day."""
    return (
        FormVersion.objects.filter(form__key=key, valid_from__lte=on)
        .select_related("form")
        .order_by("-valid_from", "-number")
        .first()
    )


def record_response(
    version: FormVersion, answers: Answers, *, answered_on: date, by: HasActor
) -> Response:
    """Keep a set of answers to one version. Refused with every missing or wrong answer."""
    refuse_if(problems_with_answers(version, answers))
    with act("form.answered", by=by, form=version.form_id) as recording:
        response: Response = Response(
            form_version=version, answered_on=answered_on, language=get_language() or ""
        ).save_new()
        Answer.objects.bulk_create(
            Answer(response=response, question=key, value=value, note=note)
            for key, (value, note) in answers.items()
            if value or note
        )
        recording.on(response)
    return response
