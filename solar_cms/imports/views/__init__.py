"""Pages of the repair desk."""

from solar_cms.imports.views.bringing import columns, empty_form, history, upload
from solar_cms.imports.views.deciding import (
    agree,
    decide_row,
    limits,
    question,
    questions,
    send_back,
)
from solar_cms.imports.views.desk import (
    check_now,
    desk,
    drop,
    errors,
    import_now,
    mend,
    mend_all_alike,
    put_aside,
    reopen,
    stop,
    undo,
)

__all__ = [
    "agree", "check_now", "columns", "decide_row", "desk", "drop", "empty_form", "errors", "history",
    "import_now", "limits", "mend", "mend_all_alike", "put_aside", "question", "questions", "reopen",
    "send_back", "stop", "undo", "upload",
]  # fmt: skip
