"""An XLSForm → the parsed form, with every fault told by sheet, row and column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.definition import walk
from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.states import Purpose
from solar_cms.questionnaires.states import QuestionKind as Kind
from solar_cms.questionnaires.xlsform.choices import read_choices
from solar_cms.questionnaires.xlsform.columns import OWN, columns_of, language_of
from solar_cms.questionnaires.xlsform.kinds import BEGIN, END, UnknownType, typed
from solar_cms.questionnaires.xlsform.opening import Row, Workbook, opened
from solar_cms.questionnaires.xlsform.placing import Places, fault

YES = frozenset({"yes", "true", "true()", "1"})
NO = frozenset({"", "no", "false", "false()", "0"})
LAO = re.compile("[\u0e80-\u0eff]")


@dataclass
class Parsed:
    """What was read. definition: as `prepared` gives it; {} where nothing could be made of the file.
    problems: field = "survey!C12"; warnings tell what was left out."""

    definition: dict[str, Any] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    key: str = ""
    purpose: str = Purpose.SURVEY
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


def read_xlsform(file: IO[bytes], *, size: int) -> Parsed:
    """Read a workbook. Raises Refused (file.…) where it cannot be opened; everything else that is
    wrong is in the problems, all of it."""
    return Reading(opened(file, size=size)).parsed()


@dataclass
class Open:
    """A group or repeat whose end is not reached; `row` is where it began."""

    questions: list[Any]
    kind: str
    row: Row


class Reading:
    """One workbook being read."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.problems: list[Problem] = []
        self.places = Places()
        self.settings = next(iter(book.sheet("settings").rows()), Row("settings", 2, [], {}))
        self.language = self.default_language()
        self.columns = columns_of(book.sheet("survey"), self.language)
        self.sections: list[dict[str, Any]] = []
        self.stack: list[Open] = []
        self.left: dict[str, list[Row]] = {}
        self.lists: dict[str, list[dict[str, Any]]] = {}

    def default_language(self) -> str:
        if found := language_of(self.setting("default_language")):
            return found
        texts = (text for row in self.book.sheet("survey").rows() for text in row.texts)
        return "lo" if any(LAO.search(text) for text in texts) else "en"

    def setting(self, name: str) -> str:
        for heading in self.settings.at:
            if heading.strip().lower().replace(" ", "_") == name:
                return self.settings.get(heading)
        return ""

    def parsed(self) -> Parsed:
        self.lists, languages = read_choices(self.book, self.language, self.problems, self.places)
        for heading in self.columns.unknown_language:
            message = _(
                "The language of “%(heading)s” is not known; write it as “label::Lao (lo)”."
            )
            place = f"survey!{Row('survey', 1, [], self.book.sheet('survey').headings).cell(heading)[7:]}"
            self.problems.append(fault("language", message % {"heading": heading}, place))
        for row in self.book.sheet("survey").rows():
            self.row(row)
        for left in self.stack:
            message = _("This group is not closed: its “end” is missing.")
            self.problems.append(fault("not_closed", message, left.row.cell(self.heading("type"))))
        self.say_left_out()
        self.refuse_sheets()
        result = Parsed(
            titles=self.titles(),
            key=re.sub(r"[^a-z0-9_]+", "_", self.setting("form_id").lower()).strip("_0123456789"),
            purpose=self.purpose(),
        )
        definition = self.definition(languages)
        result.definition, found = prepared(definition)
        result.problems = self.problems + [self.places.placed(p, self.columns) for p in found]
        self.add_verdict(result)
        return result

    def definition(self, languages: list[str]) -> dict[str, Any]:
        both = dict.fromkeys([*self.columns.languages(), *languages])
        used = {asked.question.get("choices") for asked in walk({"sections": self.sections})}
        checks = self.places.check_lists - used
        made: dict[str, Any] = {
            "sections": self.sections,
            "choices": {name: rows for name, rows in self.lists.items() if name not in checks},
            "languages": list(both) or [self.language],
        }
        for name in ("status", "source"):
            if text := self.setting(f"solar_{name}"):
                made[name] = text
        return made

    def titles(self) -> dict[str, str]:
        found = columns_of(self.book.sheet("settings"), self.language).said.get("solar_title", {})
        titles = {code: self.settings.get(heading) for code, heading in found.items()}
        given = {code: text for code, text in titles.items() if text}
        title = self.setting("form_title")
        return given or ({self.language: title} if title else {})

    def purpose(self) -> str:
        given = self.setting("solar_purpose")
        return given if given in Purpose.values else Purpose.SURVEY

    # --- rows -----------------------------------------------------------------------------------------

    def heading(self, name: str) -> str:
        return self.columns.plain.get(name, "")

    def cell(self, row: Row, name: str) -> str:
        return row.get(self.heading(name))

    def wrong(self, row: Row, name: str, code: str, message: str) -> None:
        self.problems.append(fault(code, message, row.cell(self.heading(name) or name)))

    def row(self, row: Row) -> None:
        kind = " ".join(self.cell(row, "type").split())
        if self.cell(row, "disabled").lower() in YES or (not kind and not self.cell(row, "name")):
            return
        self.look_aside(row)
        if begun := BEGIN.fullmatch(kind):
            self.begin(row, begun[1].lower())
        elif ended := END.fullmatch(kind):
            self.end(row, ended[1].lower())
        else:
            self.question(row, kind)

    def look_aside(self, row: Row) -> None:
        """Cells that are not understood: refused, or passed over and told."""
        for heading in self.columns.refused:
            text = row.get(heading)
            if text and not (text.lower() in NO and "read" in heading.lower()):
                message = _("“%(column)s” is not supported.") % {"column": heading}
                self.problems.append(fault("unsupported", message, row.cell(heading)))
        for heading in self.columns.left:
            if row.get(heading):
                self.left.setdefault(heading, []).append(row)

    def begin(self, row: Row, kind: str) -> None:
        made = self.common(row)
        as_group = self.cell(row, "solar_kind") == Kind.GROUP
        if not self.stack and kind == "group" and not as_group:
            section = {
                "key": made["key"], "titles": made.pop("texts"), "questions": [],
                **({"relevant": made["relevant"]} if "relevant" in made else {}),
            }  # fmt: skip
            self.sections.append(section)
            self.places.section(made["key"], row)
            questions: list[Any] = section["questions"]
        else:
            made["kind"] = Kind.REPEAT if kind == "repeat" else Kind.GROUP
            made["questions"] = questions = []
            if kind == "repeat" and (required := self.required(row)):
                made["required"] = required
            self.stand(row, made)
        self.stack.append(Open(questions, kind, row))

    def end(self, row: Row, kind: str) -> None:
        if not self.stack or self.stack[-1].kind != kind:
            message = _("This end has no beginning.")
            self.wrong(row, "type", "not_opened", message)
            return
        self.stack.pop()

    def question(self, row: Row, text: str) -> None:
        made = self.common(row)
        try:
            found = typed(
                text,
                narrower=self.cell(row, "solar_kind"),
                appearance=self.cell(row, "appearance"),
                parameters=self.cell(row, "parameters"),
            )
        except UnknownType as error:
            self.wrong(row, "type", "type", error.message)
            # It stands in for the row, so that rules which name it are not faulted, too.
            self.stand(row, {**made, "kind": Kind.TEXT, "texts": {self.language: "?"}})
            return
        if found.left_out and text.lower() == "today" and self.is_named(made["key"]):
            made = {"key": made["key"], "kind": Kind.CALCULATION, "calculation": "today()"}
            self.stand(row, made)
            return
        if found.left_out:
            self.left.setdefault("type: " + text, []).append(row)
            return
        made["kind"] = found.kind
        if found.kind == Kind.CHECK:
            self.places.check_lists.add(found.choices)
        elif found.choices:
            made["choices"] = found.choices
        if found.most:
            made["max"] = found.most
        if found.kind not in {Kind.NOTE, Kind.CALCULATION}:
            made["required"] = self.required(row) or False
        self.calculation(row, made)
        for name in ("constraint", "default"):
            if value := self.cell(row, name):
                made[name] = value
        self.default(row, made)
        self.own(row, made)
        self.stand(row, made)

    def is_named(self, key: str) -> bool:
        """Whether any cell of the survey speaks of ${key}."""
        rows = self.book.sheet("survey").lines
        return any(f"${{{key}}}" in text for _number, texts in rows for text in texts)

    def common(self, row: Row) -> dict[str, Any]:
        """What questions, groups and repeats share: name, words, relevance."""
        made: dict[str, Any] = {"key": self.cell(row, "name"), "texts": self.said(row, "label")}
        for name, column in (("hints", "hint"), ("constraint_texts", "constraint_message")):
            if words := self.said(row, column):
                made[name] = words
        if text := self.cell(row, "relevant"):
            made["relevant"] = text
        return made

    def said(self, row: Row, column: str) -> dict[str, str]:
        words = {c: row.get(heading) for c, heading in self.columns.said.get(column, {}).items()}
        return {language: text for language, text in words.items() if text}

    def required(self, row: Row) -> bool | str:
        text = self.cell(row, "required")
        if text.lower() in YES:
            return True
        return False if text.lower() in NO else text

    def calculation(self, row: Row, made: dict[str, Any]) -> None:
        text = self.cell(row, "calculation")
        if made["kind"] == Kind.CALCULATION:
            if not made["texts"]:
                del made["texts"]
            made["calculation"] = text
        elif text:
            message = _("Only a row of the type “calculate” can have a calculation.")
            self.wrong(row, "calculation", "unsupported", message)

    def default(self, row: Row, made: dict[str, Any]) -> None:
        text = made.get("default", "")
        if "${" in text or re.search(r"\w\(", text):
            message = _("An answer given beforehand cannot be computed.")
            self.wrong(row, "default", "unsupported", message)
            del made["default"]

    def own(self, row: Row, made: dict[str, Any]) -> None:
        for column, name in OWN.items():
            text = self.cell(row, column)
            if not text or name == "kind":
                continue
            if name in {"scored", "keep_place"}:
                made[name] = text.lower() in YES
            else:
                made[name] = text.split() if name == "tags" else text

    def stand(self, row: Row, made: dict[str, Any]) -> None:
        """Put a question where it stands; outside all groups into a section without a title."""
        self.places.question(made["key"], row)
        if self.stack:
            self.stack[-1].questions.append(made)
            return
        if not self.sections or not self.sections[-1].get("loose"):
            number = sum(1 for section in self.sections if "loose" in section)
            section: dict[str, Any] = {"key": "", "titles": {}, "questions": [], "loose": True}
            if number:
                section["key"] = f"part_{number + 1}"
                said = {code: f"Part {number + 1}" for code in self.columns.languages()}
                section["titles"] = said | ({"lo": f"ພາກທີ {number + 1}"} if "lo" in said else {})
            self.sections.append(section)
        self.sections[-1]["questions"].append(made)

    # --- at the end -----------------------------------------------------------------------------------

    def say_left_out(self) -> None:
        for section in self.sections:
            section.pop("loose", None)
        for heading, rows in self.left.items():
            message = _("“%(column)s” is left out (%(n)s rows).") % {
                "column": heading,
                "n": len(rows),
            }
            place = rows[0].cell(self.heading("type") if heading.startswith("type: ") else heading)
            self.problems.append(fault("left_out", message, place, severity="warning"))

    def refuse_sheets(self) -> None:
        for name in ("external_choices", "entities", "osm"):
            if self.book.sheet(name).lines:
                message = _("The sheet “%(name)s” is not supported.") % {"name": name}
                self.problems.append(fault("unsupported", message, f"{name}!1"))

    def add_verdict(self, result: Parsed) -> None:
        """pyxform's own refusal, where we found nothing wrong: such a form is no XLSForm elsewhere."""
        if not self.book.verdict or result.is_refused:
            return
        found = re.match(r"\[row : (\d+)\]", self.book.verdict)
        sheet = re.search(r"'(survey|choices|settings)'", self.book.verdict)
        place = f"{sheet[1] if sheet else 'survey'}!{found[1] if found else 1}"
        message = _("This is no right XLSForm: %(why)s") % {"why": self.book.verdict}
        result.problems.append(fault("xlsform", message, place))
