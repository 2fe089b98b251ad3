"""What imports show elsewhere."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import TaskKind, act_words, task_kinds

for _name, _words in {
    "import.read": _("read the file"),
    "import.rows_read": _("read the rows of the file"),
    "import.columns_named": _("named the columns"),
    "import.mended": _("mended rows"),
    "import.rows_left_out": _("left rows out"),
    "import.rows_taken_back": _("took rows back"),
    "import.decided": _("decided who a row is"),
    "import.checked": _("checked the rows again"),
    "import.office_asked": _("asked another office about a row"),
    "import.question_answered": _("answered about a person of another office's file"),
    "import.second_asked": _("asked for a second person"),
    "import.agreed": _("agreed to the import"),
    "import.sent_back": _("sent the rows back to the desk"),
    "import.limit_set": _("set the number for two persons"),
    "import.started": _("started the import"),
    "import.carried_out": _("imported the ready rows"),
    "import.given_back": _("put the rows back on the desk"),
    "import.undone": _("undid the import"),
    "import.reopened": _("brought the rows back to the desk"),
    "import.dropped": _("gave up the file"),
}.items():
    act_words.add(_name, _words)

task_kinds.add("imports.second_person", TaskKind(_("Imports that wait for a second person"), 60))
task_kinds.add("imports.link_asked", TaskKind(_("Is this the person you keep?"), 61))
task_kinds.add("imports.link_answered", TaskKind(_("Answers about people of other offices"), 62))
