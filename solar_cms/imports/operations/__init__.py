"""The verbs of the repair desk: bring, name columns, mend, decide, ask, import, agree, undo."""

from solar_cms.imports.operations.asking import answer, ask_office
from solar_cms.imports.operations.bringing import (
    check_all,
    check_in_pieces,
    finish_check,
    known_batch,
    name_columns,
    read_file,
)
from solar_cms.imports.operations.importing import (
    agree,
    carry_out,
    drop_batch,
    give_back,
    import_file,
    import_ready,
    limit_of,
    reopen,
    send_back,
    set_limit,
    stop_work,
    undo_import,
)
from solar_cms.imports.operations.mending import (
    decide,
    leave_out,
    mend_alike,
    mend_rows,
    take_back,
)

__all__ = [
    "agree", "answer", "ask_office", "carry_out", "check_all", "check_in_pieces", "decide",
    "drop_batch", "finish_check", "give_back", "import_file", "import_ready", "known_batch",
    "leave_out", "limit_of", "mend_alike", "mend_rows", "name_columns", "read_file", "reopen", "send_back",
    "set_limit", "stop_work", "take_back", "undo_import",
]  # fmt: skip
