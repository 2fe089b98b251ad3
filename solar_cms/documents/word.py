"""The Word copy of a letter: the words of the same template over the same frozen data.

typst gives its matter as HTML (head and foot of the page are not in it); here it is written with Word's
own paragraphs and tables between a head and a foot made from the data. Workers, commands and tests only.
The PDF is the letter; this is a copy to go on working with, and says so in its foot.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import html

from solar_cms.documents import render
from solar_cms.documents.models import Letter

LAO_FONT, LATIN_FONT = "Noto Sans Lao", "Noto Sans"
INK, SOFT = RGBColor(0x16, 0x20, 0x1E), RGBColor(0x4E, 0x59, 0x56)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
BOLD, SLANTED = {"strong", "b", "th"}, {"em", "i"}
BLOCKS = {"p", "div", "blockquote", "table", "ul", "ol", "section", "figure", *HEADINGS}
WIDTH = 163  # millimetres between the margins


def letter_docx(letter: Letter, language: str) -> bytes:
    """The letter in one language as DOCX. Raises render.CannotRender like its PDF."""
    data = render.letter_data(letter)
    body = html.document_fromstring(render.letter_pdf(letter, language, "html")).find("body")
    document = Document()
    _prepare(document, letter, data, language)
    _head(document, data, language)
    title = _text(data["letter"]["titles"], language)
    if title:
        document.add_paragraph(title, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for element in _blocks(body):
        if element.text_content().strip():
            _write(document, element)
    _foot(document.sections[0].footer, data, language)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _text(texts: Any, language: str) -> str:
    """As t() of letter.typ: in the letter's language, else English, else any."""
    if not isinstance(texts, dict):
        return str(texts or "")
    return str(texts.get(language) or texts.get("en") or next(iter(texts.values()), ""))


def _prepare(document: Any, letter: Letter, data: dict[str, Any], language: str) -> None:
    for name, size in (("Normal", 10.5), ("Title", 15), ("Heading 1", 13), ("Heading 2", 11)):
        style = document.styles[name]
        _fonts(style, size, bold=name != "Normal")
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(22)
    page.top_margin, page.bottom_margin = Mm(20), Mm(30)
    properties = document.core_properties
    properties.title = f"{_text(data['letter']['titles'], language)} {letter.number}".strip()
    properties.author, properties.language = "", language
    properties.created = properties.modified = datetime.combine(letter.issued_on, time.min)


def _fonts(style: Any, size: float, *, bold: bool) -> None:
    """For all scripts: Word picks a font of its own for Lao otherwise."""
    style.font.name, style.font.size, style.font.bold = LATIN_FONT, Pt(size), bold
    style.font.color.rgb = INK
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)
    for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        lao = attribute in ("w:eastAsia", "w:cs")
        fonts.set(qn(attribute), LAO_FONT if lao else LATIN_FONT)
    for tag, value in (("w:szCs", str(int(size * 2))), ("w:bCs", "1" if bold else "0")):
        mark = properties.find(qn(tag))
        if mark is None:
            mark = OxmlElement(tag)
            properties.append(mark)
        mark.set(qn("w:val"), value)


def _head(document: Any, data: dict[str, Any], language: str) -> None:
    """The state's lines, then the office beside number and date."""
    head = data.get("head", {})
    for number, line in enumerate(head.get("state", {}).get(language, ())):
        paragraph = _tight(document.add_paragraph())
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = number == 0
    grid = document.add_table(rows=1, cols=2)
    office, side = grid.rows[0].cells
    office.width, side.width = Mm(WIDTH * 0.6), Mm(WIDTH * 0.4)
    lines = head.get("office", {}).get(language) or head.get("office", {}).get("en") or ()
    for number, line in enumerate(lines):
        paragraph = _tight(office.paragraphs[0] if number == 0 else office.add_paragraph())
        paragraph.add_run(line).bold = number == len(lines) - 1
    words = render.words(language)
    first = _tight(side.paragraphs[0])
    first.add_run(f"{words['number']} ")
    first.add_run(data["letter"]["number"]).bold = True
    second = _tight(side.add_paragraph())
    place, day = _text(head.get("place"), language), _day(data["letter"]["date"], words)
    dated = f"{words['date']} {day}" if language == "lo" else day
    second.add_run(", ".join(part for part in (place, dated) if part))
    for paragraph in (first, second):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _day(iso: str, words: dict[str, Any]) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{day} {words['months'][month - 1]} {year}"


def _tight(paragraph: Any) -> Any:
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _foot(footer: Any, data: dict[str, Any], language: str) -> None:
    """The QR, where the letter can be checked, its code and fingerprint."""
    words, told = render.words(language), data["letter"]
    grid = footer.add_table(rows=1, cols=2, width=Mm(WIDTH))
    left, right = grid.rows[0].cells
    left.width, right.width = Mm(18), Mm(WIDTH - 18)
    picture = io.BytesIO()
    segno.make(told["url"], error="m", micro=False).save(picture, kind="png", border=0, scale=6)
    picture.seek(0)
    left.paragraphs[0].add_run().add_picture(picture, width=Mm(15))
    address = _text(data.get("head", {}).get("address"), language)
    lines = [
        f"{words['verify']} {told['url']}",
        f"{words['code']} {told['code']}",
        f"{words['digest']} {told['digest']}",
        words["word_copy"],
        *([address] if address else []),
    ]
    for number, line in enumerate(lines):
        paragraph = _tight(right.paragraphs[0] if number == 0 else right.add_paragraph())
        run = paragraph.add_run(line)
        run.font.size, run.font.color.rgb = Pt(8), SOFT


# --- from HTML ------------------------------------------------------------------------------------


def _blocks(parent: Any) -> Iterator[Any]:
    """What stands below each other; a box that holds only boxes is opened."""
    for element in parent:
        if element.tag in ("div", "section", "figure") and any(c.tag in BLOCKS for c in element):
            yield from _blocks(element)
        else:
            yield element


def _write(document: Any, element: Any) -> None:
    if element.tag == "table":
        _table(document, element)
    elif element.tag in HEADINGS:
        _runs(document.add_heading(level=min(HEADINGS[element.tag], 2)), element)
    elif element.tag in ("ul", "ol"):
        style = "List Bullet" if element.tag == "ul" else "List Number"
        for item in element.iter("li"):
            _runs(document.add_paragraph(style=style), item)
    else:
        paragraph = document.add_paragraph()
        if element.tag == "blockquote":
            paragraph.paragraph_format.left_indent = Mm(6)
            paragraph.paragraph_format.keep_together = True
        _runs(paragraph, element)


def _runs(paragraph: Any, element: Any, *, bold: bool = False, slanted: bool = False) -> None:
    """The words of an element with what is bold, slanted or on a new line in it."""
    bold, slanted = bold or element.tag in BOLD, slanted or element.tag in SLANTED

    def add(text: str | None) -> None:
        if text:
            run = paragraph.add_run(text)
            run.bold, run.italic = bold or None, slanted or None

    add(element.text)
    for child in element:
        if child.tag == "br":
            paragraph.add_run().add_break()
        else:
            _runs(paragraph, child, bold=bold, slanted=slanted)
        add(child.tail)


def _table(document: Any, element: Any) -> None:
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return
    signed = "signatures" in element.get("class", "")
    grid = document.add_table(rows=0, cols=columns)
    if not signed:
        grid.style = "Table Grid"
    for number, row in enumerate(rows):
        cells = grid.add_row().cells
        for target, source in zip(cells, row, strict=False):
            paragraph = _tight(target.paragraphs[0])
            _runs(paragraph, source)
            if signed:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.space_before = Pt(48 if number else 18)
        if row and all(cell.tag == "th" for cell in row):
            _repeated(grid.rows[number])
    _tight(document.add_paragraph())


def _repeated(row: Any) -> None:
    """The heads of a table stand on each of its pages."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
