"""manage.py pack_questions: the worksheet of all that no source confirms, for the ministry."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from solar_cms.base.models import SourceStatus
from solar_cms.base.texts import text_in
from solar_cms.law.packs import Question, languages_of, questions


class Command(BaseCommand):
    help = "Print every unknown and every assumption of a pack, in its languages and in English."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pack", default=settings.SOLAR_PACK, help="name of a folder in packs/"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.PACKS_DIR) / options["pack"]
        found = questions(folder)
        languages = list(dict.fromkeys([*languages_of(folder), "en"]))
        for language in languages:
            with labels_in(language):
                title = _("Questions about the pack %(pack)s") % {"pack": options["pack"]}
                asked = _("Values to confirm, correct or fill in: %(count)s") % {
                    "count": len(found)
                }
                self.stdout.write(f"# {title}\n{asked}")
        for number, question in enumerate(found, start=1):
            self.stdout.write(f"\n## {number}. {question.at}")
            for language in languages:
                with labels_in(language):
                    for line in said(question, language):
                        self.stdout.write(line)
        self.stdout.write("")


def labels_in(language: str) -> translation.override:
    """The words around the pack's own: in its language where the site has it, else in English."""
    return translation.override(language if language in dict(settings.LANGUAGES) else "en")


def said(question: Question, language: str) -> list[str]:
    """One question in a language, with room for the answer."""
    status = dict(SourceStatus.choices).get(question.status, question.status)
    lines = [
        f"**{text_in(question.what, language)}**",
        _("In the system: %(value)s (%(status)s)")
        % {"value": question.value or _("nothing"), "status": status},
    ]
    if question.source:
        lines.append(_("Source: %(source)s") % {"source": question.source})
    if question.asks:
        lines.append(text_in(question.asks, language))
    lines.append(_("Answer, article and signature: ") + "_" * 40)
    return lines
