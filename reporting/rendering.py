"""A laid-out report as PDF, DOCX and XLSX. Runs in workers, commands and tests only."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from django.utils import translation
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reporting.blocks import Cell, Chart, Head, Layout, Line, Passage, Section, Table
from solar_cms.base.exports import safe_cell
from solar_cms.documents.render import typst_pdf

LAO_FONT = "Noto Sans Lao"
LATIN_FONT = "Noto Sans"
ACCENT = "0B5560"
NUMBERS = {"num", "bar"}
# A drawing says nothing as text: these columns are left out of DOCX and XLSX.
DRAWN = {"bar", "spark"}


def render(layout: Layout, file_format: str) -> bytes:
    return {"pdf": as_pdf, "docx": as_docx, "xlsx": as_xlsx}[file_format](layout)


def as_pdf(layout: Layout) -> bytes:
    """By typst, from reporting/typst/report.typ; charts are the page's own SVG."""
    with translation.override(layout.language):
        charts = {
            block.name: block.svg
            for section in layout.sections
            for block in section.blocks
            if isinstance(block, Chart)
        }
    data = layout.as_dict()
    for section in data["sections"]:
        for block in section["blocks"]:
            block.pop("picture", None)
    return typst_pdf("reporting/report.typ", data, language=layout.language, charts=charts)


def words_of(cell: Cell) -> str:
    return cell.text or (cell.tag.word if cell.tag else "")


def kept(table: Table) -> list[int]:
    """Columns that carry words or numbers."""
    return [n for n, head in enumerate(table.heads) if head.kind not in DRAWN]


# --- DOCX ---------------------------------------------------------------------------------------


def as_docx(layout: Layout) -> bytes:
    """Headings, tables and notes in Word's own styles, every figure a link; fonts set for all
    scripts, because Word picks another one for Lao otherwise."""
    document = Document()
    _fonts(document.styles["Normal"], 10)
    for level, size in ((0, 20), (1, 14), (2, 11)):
        style = document.styles["Title" if level == 0 else f"Heading {level}"]
        _fonts(style, size)
        style.font.color.rgb = RGBColor(0x16, 0x20, 0x1E)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin = page.bottom_margin = Mm(16)
    properties = document.core_properties
    properties.title, properties.author = layout.title, "solar_cms"
    properties.language = layout.language
    document.add_paragraph(layout.title, style="Title")
    document.add_paragraph(layout.subtitle)
    for label, value in layout.facts:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(value)
        paragraph.paragraph_format.space_after = Pt(0)
    for number, section in enumerate(layout.sections, 1):
        _docx_section(document, section, number)
    page.footer.paragraphs[0].text = layout.foot
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fonts(style: Any, size: int) -> None:
    style.font.name, style.font.size = LATIN_FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)
    for attribute, font in (
        ("w:ascii", LATIN_FONT),
        ("w:hAnsi", LATIN_FONT),
        ("w:eastAsia", LAO_FONT),
        ("w:cs", LAO_FONT),
    ):
        fonts.set(qn(attribute), font)


def _docx_section(document: Any, section: Section, number: int) -> None:
    document.add_heading(f"{number} {section.title}", level=1)
    if section.note:
        document.add_paragraph(section.note)
    for block in section.blocks:
        if isinstance(block, Passage):
            document.add_paragraph(block.text)
        elif isinstance(block, Table):
            if block.caption:
                document.add_heading(block.caption, level=2)
            _docx_table(document, block)


def _docx_table(document: Any, table: Table) -> None:
    columns = kept(table)
    grid = document.add_table(rows=1, cols=len(columns))
    grid.style = "Light Grid"
    heads = [table.heads[n] for n in columns]
    whole = sum(head.width for head in heads)
    widths = [Mm(261 * head.width / whole) for head in heads]
    for cell, head, width in zip(grid.rows[0].cells, heads, widths, strict=True):
        cell.text, cell.width = head.text, width
        cell.paragraphs[0].runs[0].bold = True
    _repeat_head(grid.rows[0])
    for line in table.lines:
        cells = grid.add_row().cells
        if line.kind == "group":
            cells[0].merge(cells[-1]).paragraphs[0].add_run(line.cells[0].text).bold = True
            continue
        for place, n in enumerate(columns):
            _docx_cell(cells[place], line.cells[n], heads[place])
            cells[place].width = widths[place]
    document.add_paragraph()


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _docx_cell(target: Any, cell: Cell, head: Head) -> None:
    paragraph = target.paragraphs[0]
    if head.kind in NUMBERS:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if cell.url:
        _docx_link(paragraph, cell)
    else:
        paragraph.add_run(words_of(cell)).bold = cell.bold
    if cell.note:
        target.add_paragraph(cell.note).runs[0].font.size = Pt(8)


def _docx_link(paragraph: Any, cell: Cell) -> None:
    relation = paragraph.part.relate_to(cell.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(cell.text)
    run.bold, run.underline = cell.bold, True
    run.font.color.rgb = RGBColor.from_string(ACCENT)
    link.append(run._r)
    paragraph._p.append(link)


# --- XLSX ---------------------------------------------------------------------------------------


def as_xlsx(layout: Layout) -> bytes:
    """A sheet per section; numbers as numbers with their link, text never as a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The same report gives the same bytes, whenever it is rendered.
    book.set_properties(
        {"title": layout.title, "author": "solar_cms", "created": datetime(2020, 1, 1, tzinfo=UTC)}
    )
    style = _Styles(book, LAO_FONT if layout.language == "lo" else LATIN_FONT)
    cover = book.add_worksheet(_sheet_name(layout.title, set()))
    cover.set_column(0, 0, 30)
    cover.set_column(1, 1, 90)
    cover.write_string(0, 0, layout.title, style.title)
    cover.write_string(1, 0, layout.subtitle, style.text)
    for n, (label, value) in enumerate(layout.facts, 3):
        cover.write_string(n, 0, label, style.bold)
        cover.write_string(n, 1, str(safe_cell(value)), style.text)
    taken = {cover.get_name().lower()}
    for section in layout.sections:
        sheet = book.add_worksheet(_sheet_name(section.title, taken))
        taken.add(sheet.get_name().lower())
        _xlsx_section(sheet, section, style)
    book.close()
    return out.getvalue()


class _Styles:
    def __init__(self, book: Any, font: str) -> None:
        base = {"font_name": font, "font_size": 10, "valign": "top"}
        self.text = book.add_format({**base, "text_wrap": True})
        self.bold = book.add_format({**base, "bold": True, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 16})
        self.head = book.add_format({**base, "bold": True, "text_wrap": True, "bottom": 2})
        self.number = book.add_format({**base, "num_format": "#,##0.##"})
        self.whole = book.add_format({**base, "num_format": "#,##0"})
        link = {"font_color": f"#{ACCENT}", "underline": 1}
        self.link = book.add_format({**base, **link, "num_format": "#,##0.##"})
        self.whole_link = book.add_format({**base, **link, "num_format": "#,##0"})


def _sheet_name(title: str, taken: set[str]) -> str:
    """31 characters, none of []:*?/\\, different from the others."""
    plain = "".join(" " if c in "[]:*?/\\'" else c for c in title).strip()[:31] or "1"
    name, n = plain, 2
    while name.lower() in taken:
        name, n = f"{plain[:28]} {n}", n + 1
    return name


def _xlsx_section(sheet: Any, section: Section, style: _Styles) -> None:
    sheet.write_string(0, 0, section.title, style.title)
    row = 2
    if section.note:
        sheet.write_string(1, 0, str(safe_cell(section.note)), style.text)
    for block in section.blocks:
        if isinstance(block, Passage):
            sheet.write_string(row, 0, str(safe_cell(block.text)), style.text)
            row += 2
        elif isinstance(block, Table):
            row = _xlsx_table(sheet, block, style, row)
    sheet.freeze_panes(2, 0)


def _xlsx_table(sheet: Any, table: Table, style: _Styles, row: int) -> int:
    columns = kept(table)
    if table.caption:
        sheet.write_string(row, 0, str(safe_cell(table.caption)), style.bold)
        row += 1
    for place, n in enumerate(columns):
        head = table.heads[n]
        sheet.write_string(row, place, head.text, style.head)
        sheet.set_column(place, place, 12 * max(head.width, 0.8))
    for line in table.lines:
        row += 1
        _xlsx_line(sheet, line, columns, style, row)
    return row + 3


def _xlsx_line(sheet: Any, line: Line, columns: list[int], style: _Styles, row: int) -> None:
    if line.kind == "group":
        sheet.write_string(row, 0, str(safe_cell(line.cells[0].text)), style.bold)
        return
    for place, n in enumerate(columns):
        cell = line.cells[n]
        if cell.number is not None:
            whole = float(cell.number).is_integer()
            if cell.url:
                look = style.whole_link if whole else style.link
                sheet.write_url(row, place, cell.url, look, string=cell.text)
                sheet.write_number(row, place, cell.number, look)
            else:
                sheet.write_number(row, place, cell.number, style.whole if whole else style.number)
            continue
        words = words_of(cell) + (f"\n{cell.note}" if cell.note else "")
        if words:
            sheet.write_string(
                row, place, str(safe_cell(words)), style.bold if cell.bold else style.text
            )
