"""The verbs of questionnaires."""

from solar_cms.questionnaires.operations.answers import (
    draft_of,
    drop_draft,
    keep_draft,
    record_response,
)
from solar_cms.questionnaires.operations.forms import (
    drop_form_draft,
    latest_version,
    publish_draft,
    publish_form,
    save_form_draft,
    versions_on,
)

__all__ = [
    "draft_of",
    "drop_draft",
    "drop_form_draft",
    "keep_draft",
    "latest_version",
    "publish_draft",
    "publish_form",
    "record_response",
    "save_form_draft",
    "versions_on",
]
