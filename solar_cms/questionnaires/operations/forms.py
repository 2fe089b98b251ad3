"""Writing and publishing forms."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.models import Form, FormDraft, FormVersion
from solar_cms.questionnaires.reading import prepared, shape_problems
from solar_cms.questionnaires.rules import problems_with_change
from solar_cms.questionnaires.states import Purpose

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
MOST_DRAFT = 2_000_000  # letters of a draft's definition as JSON


def publish_form(
    key: str,
    *,
    titles: Mapping[str, str],
    definition: Mapping[str, Any],
    valid_from: date,
    by: HasActor,
    purpose: str = Purpose.CHECKLIST,
    changes: str = "",
) -> FormVersion:
    """Publish a form's wording as its next version; the same wording is the same version.

    Refused with every fault of the definition, and where a question bears the name of another one
    of any earlier version.
    """
    made, problems = prepared(definition)
    refuse_if(problems)
    checksum = checksum_of(made)
    with act("form.published", by=by, form=key) as recording:
        form, _made = Form.objects.update_or_create(
            key=key, defaults={"titles": dict(titles), "purpose": purpose}
        )
        earlier = list(form.versions.order_by("-number"))
        latest = earlier[0] if earlier else None
        if latest is not None and latest.checksum == checksum:
            return latest
        refuse_if(problems_with_change((version.definition for version in earlier), made))
        version: FormVersion = FormVersion(
            form=form,
            number=latest.number + 1 if latest else 1,
            definition=made,
            checksum=checksum,
            valid_from=valid_from,
            changes=changes.strip(),
        ).save_new()
        recording.on(version)
    return version


def checksum_of(definition: Mapping[str, Any]) -> str:
    """SHA-256 of what a definition says; of rules their texts, because trees are made from them."""
    text = json.dumps(_without_trees(definition), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_trees(part: Any) -> Any:
    if isinstance(part, Mapping):
        if part.keys() == {"text", "tree"}:
            return {"text": part["text"]}
        return {name: _without_trees(value) for name, value in part.items()}
    return [_without_trees(value) for value in part] if isinstance(part, list) else part


def versions_on(day: date, purpose: str) -> QuerySet[FormVersion]:
    """Each form of a purpose in its wording of a day, by key."""
    newest = (
        FormVersion.objects.filter(form=OuterRef("form"), valid_from__lte=day)
        .order_by("-valid_from", "-number")
        .values("pk")[:1]
    )
    rows = FormVersion.objects.filter(form__purpose=purpose, pk=Subquery(newest))
    return rows.select_related("form").order_by("form__key")


def latest_version(key: str, on: date) -> FormVersion | None:
    """The wording of a form in use on a day."""
    return (
        FormVersion.objects.filter(form__key=key, valid_from__lte=on)
        .select_related("form")
        .order_by("-valid_from", "-number")
        .first()
    )


def save_form_draft(
    key: str,
    *,
    titles: Mapping[str, str],
    definition: Mapping[str, Any],
    by: HasActor,
    purpose: str = Purpose.CHECKLIST,
    seen: int | None = None,
    based_on: FormVersion | None = None,
) -> FormDraft:
    """Keep the next version of a form while it is written; it may still be faulty.

    seen: the draft's version that the writer had before them, None to begin one. Refused when
    somebody else saved or dropped it meanwhile.
    """
    problems = list(shape_problems(definition))
    if not KEY.fullmatch(key):
        message = _("Name the form with small Latin letters, digits and _: dairy_check.")
        problems.append(Problem("form.key", message, "key"))
    if not text_in(dict(titles)).strip():
        problems.append(Problem("form.no_title", _("Give the form a title."), "titles"))
    if purpose not in Purpose.values:
        message = _("A form is a checklist, a test or a survey.")
        problems.append(Problem("form.purpose", message, "purpose"))
    if not problems and len(json.dumps(definition, ensure_ascii=False)) > MOST_DRAFT:
        problems.append(Problem("form.too_big", _("The form is too big; split it into several.")))
    refuse_if(problems)
    with act("form.draft_saved", by=by, form=key) as recording:
        draft = FormDraft.objects.select_for_update().filter(key=key).first()
        if (draft.version if draft else None) != seen:
            message = _(
                "Somebody else changed this draft meanwhile. Open it anew and change it there."
            )
            raise Refused([Problem("form.draft_stale", message)])
        draft = draft or FormDraft(key=key, based_on=based_on)
        draft.titles, draft.purpose, draft.definition = dict(titles), purpose, dict(definition)
        if seen is None:
            draft.save_new()
        else:
            draft.save(update_fields=["titles", "purpose", "definition"])
        recording.on(draft)
    draft.refresh_from_db(fields=["version"])  # the act raises it, too
    return draft


def drop_form_draft(draft: FormDraft, *, by: HasActor) -> None:
    """Throw the draft away; published versions stay."""
    with act("form.draft_dropped", by=by, form=draft.key):
        FormDraft.objects.filter(pk=draft.pk).delete()


def publish_draft(
    draft: FormDraft, *, valid_from: date, by: HasActor, seen: int, changes: str = ""
) -> FormVersion:
    """Publish what the draft holds, if it is still what the writer saw; the draft is gone then."""
    with act("form.draft_published", by=by, form=draft.key):
        current = FormDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if current is None or current.version != seen:
            message = _(
                "Somebody else changed this draft meanwhile. Open it anew and look at it again."
            )
            raise Refused([Problem("form.draft_stale", message)])
        version = publish_form(
            current.key,
            titles=current.titles,
            definition=current.definition,
            valid_from=valid_from,
            by=by,
            purpose=current.purpose,
            changes=changes,
        )
        current.delete()
    return version
