"""What imports show elsewhere."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import act_words

for _name, _words in {
    "import.read": _("read the file"),
    "import.mended": _("mended rows"),
    "import.rows_left_out": _("left rows out"),
    "import.rows_taken_back": _("took rows back"),
    "import.decided": _("decided who a row is"),
    "import.checked": _("checked the rows again"),
    "import.started": _("started the import"),
    "import.carried_out": _("imported the ready rows"),
    "import.given_back": _("put the rows back on the desk"),
    "import.undone": _("undid the import"),
    "import.dropped": _("gave up the file"),
}.items():
    act_words.add(_name, _words)
