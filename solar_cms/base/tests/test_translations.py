"""The check of translations finds what a reader would stumble over."""

import re
from pathlib import Path

import pytest

from solar_cms.base.translations import faults, glossary, texts, untranslated

HEAD = 'msgid ""\nmsgstr ""\n"Language: lo\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "cases" / "templates").mkdir(parents=True)
    (tmp_path / "cases" / "locale" / "lo" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write(house: Path, source: str, catalogue: str) -> None:
    (house / "cases" / "forms.py").write_text(source, encoding="utf-8")
    (house / "cases/locale/lo/LC_MESSAGES/django.po").write_text(HEAD + catalogue, encoding="utf-8")


def po(msgid: str, msgstr: str, before: str = "") -> str:
    return f'{before}msgid "{msgid}"\nmsgstr "{msgstr}"\n\n'


@pytest.mark.parametrize(
    ("catalogue", "reason"),
    [
        ("", "not translated"),
        (po("Paid %(sum)s", ""), "not translated"),
        (po("Paid %(sum)s", "ຈ່າຍ %(sum)s", "#, fuzzy\n"), "fuzzy"),
        (po("Paid %(sum)s", "ຈ່າຍແລ້ວ"), "placeholder lost or added"),
        (po("Paid %(sum)s", "จ່າຍ %(sum)s"), "Thai letter in Lao text"),
        (po("Paid %(sum)s", "ນໍາ %(sum)s"), "am written in two characters, write ຳ"),
        (po("Paid %(sum)s", "ຫນຶ່ງ %(sum)s"), "write ໜ, ໝ, ຫຼ instead of ຫນ, ຫມ, ຫລ"),
    ],
)
def test_each_fault_is_found(house: Path, catalogue: str, reason: str) -> None:
    write(
        house, 'from django.utils.translation import gettext as _\n_("Paid %(sum)s")\n', catalogue
    )
    assert reason in [fault.reason for fault in faults(house)]


def test_a_good_catalogue_has_no_fault(house: Path) -> None:
    write(house, '_("Paid %(sum)s")\n', po("Paid %(sum)s", "ຈ່າຍ %(sum)s"))
    assert faults(house) == []


def test_strings_of_templates_are_found_with_their_line(house: Path) -> None:
    page = """{% load i18n %}
  <p>{% translate "One" %}</p>
      {% blocktranslate count n=n %}{{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}
{% section _("Two") %}{% endsection %}{% translate "Three" context "month" %}"""
    (house / "cases/templates/page.html").write_text(page, encoding="utf-8")
    found = {
        (text.where.rsplit(":", 1)[1], text.id, text.plural, text.context) for text in texts(house)
    }
    assert found == {
        ("2", "One", "", None),
        ("3", "%(n)s case", "%(n)s cases", None),
        ("4", "Two", "", None),
        ("4", "Three", "", "month"),
    }
    assert 'msgid_plural "%(n)s cases"' in untranslated(house)


def test_a_string_translated_in_one_context_only_is_missing_in_the_other(house: Path) -> None:
    source = 'pgettext("month", "May")\ngettext("May")\n'
    write(house, source, 'msgctxt "month"\n' + po("May", "ພຶດສະພາ"))
    assert [(fault.id, fault.context) for fault in faults(house)] == [("May", None)]
    assert "msgctxt" not in untranslated(house)


GLOSSARY = """# Glossary

| English | Lao | what it means here |
|---|---|---|
| worker | ຜູ້ອອກແຮງງານ | Who works for pay. |
| close (a case) | ປິດກໍລະນີ | Ending it. |

## Exceptions

| English | why |
|---|---|
| Close | of a window too |
"""


@pytest.mark.parametrize(
    ("msgid", "msgstr", "is_right"),
    [
        ("Workers", "ຜູ້ອອກແຮງງານ", True),
        ("workers", "ຈຳນວນຜູ້ອອກແຮງງານ", True),
        ("Worker", "ຜູ້ໃຊ້ແຮງງານ", False),  # the employer
        ("Close", "ອັດ", True),
        ("Fine worker", "ຊ່າງ", True),
    ],
)
def test_terms_are_translated_as_the_glossary_says(
    house: Path, msgid: str, msgstr: str, is_right: bool
) -> None:
    (house / "docs").mkdir()
    (house / "docs" / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    write(house, f'_("{msgid}")\n', po(msgid, msgstr))
    assert ([fault.reason for fault in faults(house)] == []) is is_right


def test_the_glossary_itself_is_read() -> None:
    words = glossary()
    assert words["employer"] == ["ຜູ້ໃຊ້ແຮງງານ"]
    assert len(words) > 300
    assert "number" not in words
    assert not any(
        re.search("[\u0e00-\u0e7f]|ໍາ|ຫ[ນມລ]", lao) for told in words.values() for lao in told
    )
