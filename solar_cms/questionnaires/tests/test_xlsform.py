"""XLSForms: read with every fault told by cell, written without loss, and nothing that harms is opened."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from solar_cms.base.problems import Refused
from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.tests.samples import CHOICES, form, question, workbook
from solar_cms.questionnaires.xlsform import Parsed, read_xlsform
from solar_cms.questionnaires.xlsform.writing import write_definition

HEAD = ["type", "name", "label::Lao (lo)", "label::English (en)", "relevant", "required",
        "calculation", "constraint", "choice_filter", "appearance", "default"]  # fmt: skip


def read(file: io.BytesIO) -> Parsed:
    return read_xlsform(file, size=len(file.getvalue()))


def survey(*rows: list[str], choices: list[list[str]] | None = None) -> Parsed:
    sheets = {"survey": [HEAD, *rows]}
    if choices is not None:
        sheets["choices"] = [["list_name", "name", "label"], *choices]
    return read(workbook(**sheets))


def errors(parsed: Parsed) -> list[tuple[str, str]]:
    return [(p.code, p.field) for p in parsed.problems if p.severity == "error"]


def test_a_form_is_read_with_its_groups_rows_and_rules() -> None:
    parsed = survey(
        ["start", "began"],
        ["text", "who", "ໃຜ", "Who", "", "yes"],
        ["begin_group", "work", "ວຽກ", "Work", "${who} != \u2018nobody\u2019"],
        ["select_one crop", "crop", "ພືດ", "Crop"],
        ["begin repeat", "people", "ຄົນ", "People"],
        ["integer", "age", "ອາຍຸ", "Age", "", "${who} = 'x'", "", ". < 120"],
        ["end repeat"],
        ["end_group"],
        ["calculate", "n", "", "", "", "", "count(${people})"],
        choices=[["crop", "tea", "Tea"], ["crop", "coffee", "Coffee"]],
    )
    assert errors(parsed) == []
    assert ("xlsform.left_out", "survey!A2") in {(p.code, p.field) for p in parsed.problems}
    first, work, last = parsed.definition["sections"]
    assert [(s["key"], len(s["questions"])) for s in (first, work, last)] == [
        ("", 1), ("work", 2), ("part_2", 1),
    ]  # fmt: skip
    assert work["relevant"]["text"] == "${who} != 'nobody'"
    assert work["questions"][0]["required"] is False
    people = work["questions"][1]
    assert (people["kind"], people["questions"][0]["required"]["text"]) == (
        "repeat",
        "${who} = 'x'",
    )
    assert parsed.definition["languages"] == ["lo", "en"]


def test_all_faults_are_told_with_their_cells() -> None:
    parsed = survey(
        ["text", "a", "ກ", "A", "${nobody} = 1"],
        ["text", "a", "ກ", "A"],
        ["select_one animals", "b", "ຂ", "B"],
        ["barcode", "c", "ຄ", "C", "${a} = ''"],
        ["text", "d", "ງ", "D", "", "", "", "", "x = ${a}"],
        ["text", "e f", "ຈ", "E"],
        ["text", "g", "", "", "${c} = ''"],
        ["date", "h", "ສ", "H", "", "", "", "", "", "", "today()"],
        ["text", "i", "ຊ", "I", "", "", "1 + 1"],
        ["select_one_from_file villages.csv", "j", "ຍ", "J"],
        ["select_one crop or_other", "k", "ດ", "K"],
        ["begin_group", "m", "ຕ", "M"],
        choices=[["crop", "tea", "Tea"], ["crop", "tea", "Tea"], ["", "x", "X"]],
    )
    assert set(errors(parsed)) == {
        ("form.expression", "survey!E2"), ("form.twice", "survey!B3"), ("form.no_list", "survey!A4"),
        ("xlsform.type", "survey!A5"), ("xlsform.unsupported", "survey!I6"), ("form.name", "survey!B7"),
        ("form.no_words", "survey!C8"), ("xlsform.unsupported", "survey!K9"),
        ("xlsform.unsupported", "survey!G10"), ("xlsform.type", "survey!A11"),
        ("xlsform.type", "survey!A12"), ("xlsform.not_closed", "survey!A13"),
        ("xlsform.choice_twice", "choices!B3"), ("xlsform.choice", "choices!A4"),
    }  # fmt: skip


def test_rules_that_wait_for_each_other_are_refused() -> None:
    parsed = survey(
        ["text", "a", "ກ", "A", "${b} = '1'"], ["text", "b", "ຂ", "B", "${a} = '1'"]
    )  # fmt: skip
    assert [code for code, _place in errors(parsed)] == ["form.circle"]


def test_ten_thousand_questions_are_refused_in_one_sentence() -> None:
    parsed = survey(*[["text", f"q{n}", "ກ", "Q"] for n in range(10_000)])
    assert [code for code, _place in errors(parsed)] == ["form.many_questions"]
    assert "10000" in str(parsed.problems[-1].message)


def test_what_only_pyxform_refuses_is_refused() -> None:
    # A name that pyxform keeps for itself.
    parsed = read(
        workbook(
            survey=[["type", "name", "label"], ["text", "a", "A"]],
            settings=[["form_id", "allow_choice_duplicates", "name"], ["x", "", "9 is no name"]],
        )
    )
    assert [code for code, _place in errors(parsed)] == ["xlsform.xlsform"]


# --- files that are none ------------------------------------------------------------------------------


def with_part(name: str, content: bytes) -> io.BytesIO:
    out = io.BytesIO(workbook(survey=[HEAD, ["text", "a", "ກ", "A"]]).getvalue())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out


def cut(file: io.BytesIO) -> io.BytesIO:
    return io.BytesIO(file.getvalue()[:-400])


def cell_of(size: int) -> io.BytesIO:
    """A workbook whose texts unpack to so many bytes."""
    out = io.BytesIO()
    source = zipfile.ZipFile(workbook(survey=[HEAD, ["text", "a", "ກ", "A"]]))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/sharedStrings.xml":
                content = content.replace(b"<sst", b"<!-- " + b"x" * size + b" --><sst", 1)
            archive.writestr(part, content)
    return out


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: with_part("xl/vbaProject.bin", b"macro"), "file.macro"),
        (lambda: cell_of(150_000_000), "file.bomb"),
        (lambda: cut(workbook(survey=[HEAD])), "file.cut"),
        (lambda: io.BytesIO(b"type,name\ntext,a\n"), "file.type"),
        (lambda: io.BytesIO(b"%PDF-1.7"), "file.type"),
        (lambda: io.BytesIO(b""), "file.empty"),
        (lambda: workbook(questions=[HEAD]), "file.sheet"),
        (lambda: io.BytesIO(b"PK" + b"x" * 6_000_000), "file.size"),
        (lambda: workbook(survey=[HEAD, *[["text"]] * 50_100]), "file.rows"),
    ],
)
def test_files_that_are_no_form_are_refused(file: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(file())
    assert [p.code for p in refused.value.problems] == [code]


# --- there and back -----------------------------------------------------------------------------------

SAID = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\nກໍ່ຳ=<>&\"'"),
    min_size=1, max_size=20,
)  # fmt: skip
WORDS = st.fixed_dictionaries(
    {"en": SAID.map("E{}".format)}, optional={"lo": SAID.map("ລ{}".format)}
)
SIMPLE = ["text", "number", "decimal", "date", "check", "place", "person", "geopoint", "photo",
          "file", "signature", "note", "rating", "choice", "choices"]  # fmt: skip


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A form with all kinds, with as many properties as go with them."""
    number = iter(range(1000))

    def one(kind: str) -> dict[str, Any]:
        made: dict[str, Any] = {"key": f"q{next(number)}", "kind": kind, "texts": draw(WORDS)}
        if draw(st.booleans()):
            made["hints"] = draw(WORDS)
        if kind != "note":
            made |= draw(st.sampled_from([{}, {"required": False}, {"required": "${q0} = 'a'"}]))
            if draw(st.booleans()):
                made |= {"constraint": ". != ${q0}", "constraint_texts": draw(WORDS)}
            made |= draw(st.sampled_from([{}, {"sensitivity": "personal", "tags": ["a", "b-c"]}]))
            made |= draw(
                st.sampled_from([{}, {"article": "law.a", "violation": "v", "severity": "high"}])
            )
        if made["key"] != "q0" and draw(st.booleans()):
            made["relevant"] = draw(
                st.sampled_from(
                    ["${q0} = 'a'", "string-length(${q0}) > 1.5", "${q0} < 3 or\n${q0} >= 9"]
                )
            )
        made |= {
            "choice": {"choices": "crops", **draw(st.sampled_from([{}, {"correct": "tea"}, {"default": "tea"}]))},
            "choices": {"choices": "crops"},
            "check": draw(st.sampled_from([{}, {"scored": False}])),
            "photo": draw(st.sampled_from([{}, {"keep_place": True}])),
            "rating": draw(st.sampled_from([{}, {"max": 7}])),
            "number": draw(st.sampled_from([{}, {"default": "12"}])),
        }.get(kind, {})  # fmt: skip
        return made

    def block(depth: int) -> list[dict[str, Any]]:
        found = [one(draw(st.sampled_from(SIMPLE))) for _n in range(draw(st.integers(1, 5)))]
        if depth < 2 and draw(st.booleans()):
            found.append(
                {
                    "key": f"g{next(number)}",
                    "kind": "group",
                    "texts": draw(WORDS),
                    "questions": block(depth + 1),
                }
            )
        return found

    first = [{"key": f"q{next(number)}", "kind": "text", "texts": draw(WORDS)}]
    repeat = {"key": "rep", "kind": "repeat", "texts": draw(WORDS), "questions": block(2)}
    repeat |= draw(st.sampled_from([{}, {"required": True}]))
    total = {"key": "total", "kind": "calculation", "calculation": "count(${rep}) * 2"}
    return {
        "sections": [
            {"key": "one", "titles": draw(WORDS), "questions": first + block(0)},
            {"key": "", "titles": {}, "questions": [*block(1), repeat, total]},
            {"key": "two", "titles": draw(WORDS), "relevant": "${total} > 1", "questions": block(0)},
        ],
        "choices": CHOICES, "languages": ["lo", "en"], "status": "assumed", "source": "ours",
    }  # fmt: skip


def round_trip(definition: dict[str, Any]) -> None:
    made, problems = prepared(copy.deepcopy(definition))
    assert [p for p in problems if p.severity == "error"] == []
    content = write_definition("f", {"lo": "ກ", "en": "T"}, "test", made)
    parsed = read(io.BytesIO(content))
    assert [p for p in parsed.problems if p.code != "form.untranslated"] == []
    both = [json.dumps(one, indent=1, sort_keys=True) for one in (parsed.definition, made)]
    assert both[0] == both[1]
    assert (parsed.titles, parsed.key, parsed.purpose) == ({"lo": "ກ", "en": "T"}, "f", "test")


# Each example starts a process: few here, many with --long.
FEW: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


@settings(max_examples=4, **FEW)
@given(definitions())
def test_a_form_comes_back_as_it_was(definition: dict[str, Any]) -> None:
    round_trip(definition)


@pytest.mark.long
@settings(max_examples=60, **FEW)
@given(definitions())
def test_many_forms_come_back_as_they_were(definition: dict[str, Any]) -> None:
    round_trip(definition)


def test_a_form_of_before_lists_of_choices_is_written_too() -> None:
    old = {"sections": form(question("a", "check"))["sections"]}
    parsed = read(io.BytesIO(write_definition("f", {"en": "F"}, "checklist", old)))
    assert errors(parsed) == []
    assert [q["kind"] for q in parsed.definition["sections"][0]["questions"]] == ["check"]
