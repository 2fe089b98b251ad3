"""May this help text be kept?"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.help.models import LONGEST, HelpText


def problems_with_help(page: str, texts: Mapping[str, str]) -> list[Problem]:
    """A page that has help, languages of this site, and no book."""
    problems = []
    if not HelpText.objects.filter(page=page, office__isnull=True).exists():
        problems.append(Problem("help.page", _("There is no page of this name."), "page"))
    for language, text in texts.items():
        if language not in dict(settings.LANGUAGES):
            problems.append(Problem("help.language", _("This language is not spoken here.")))
        elif len(text) > LONGEST:
            problems.append(
                Problem(
                    "help.long",
                    _("At most %(most)s letters: say what helps on this page.") % {"most": LONGEST},
                    f"text_{language}",
                )
            )
    return problems
