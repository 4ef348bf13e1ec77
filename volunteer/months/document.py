"""A month as a document that an office can go on writing in (.docx)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from flask_babel import gettext as _

from volunteer.months.content import Report

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLACK = RGBColor(0, 0, 0)
BODY, HEAD = "FangSong", "SimHei"  # as official papers are set; where a machine lacks them it takes its own


def document(report: Report) -> io.BytesIO:
    """The month on A4: numbers, what came in late, projects, definitions."""
    paper = docx.Document()
    _page(paper)
    paper.add_heading(report.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph(report.state).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for title, lines in report.groups():
        paper.add_heading(title, 1)
        said = [[str(line.label), *(line.said(one.figures) for one in report.columns)] for line, _values in lines]
        _table(paper, report.headings(), said, numbers=True)
    _late(paper, report)
    _projects(paper, report)
    _meanings(paper, report)
    target = io.BytesIO()
    paper.save(target)
    target.seek(0)
    return target


def _late(paper: Any, report: Report) -> None:
    paper.add_heading(_("追加"), 1)
    late = report.said_late()
    if not late:
        paper.add_paragraph(_("没有。"))
        return
    paper.add_paragraph(_("截止后确认，不计入上面的数字。"))
    _table(paper, [_("项目"), _("数字")], late, numbers=True)


def _projects(paper: Any, report: Report) -> None:
    paper.add_heading(_("发起的项目"), 1)
    if not report.projects:
        paper.add_paragraph(_("没有。"))
        return
    _table(paper, [_("项目"), _("队伍"), _("地点")], [[cell.text for cell in row] for row in report.projects])


def _meanings(paper: Any, report: Report) -> None:
    paper.add_heading(_("统计口径"), 1)
    for term, meaning in report.meanings():
        paragraph = paper.add_paragraph()
        paragraph.add_run(_("%(term)s：", term=term)).bold = True
        paragraph.add_run(meaning)
    if report.seal():
        paper.add_paragraph(_("时长总账校验码：%(code)s", code=report.seal()))


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.5)
    for name, font, size in (("Normal", BODY, 12), ("Title", HEAD, 18), ("Heading 1", HEAD, 14)):
        style = paper.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = BLACK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # they would win over the names
            fonts.attrib.pop(qn(f"w:{theme}"), None)


def _table(paper: Any, headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> None:
    """A table with lines; its heads are repeated on every page, `numbers` stand to the right of the first column."""
    table = paper.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(table.rows[0]._tr.makeelement(qn("w:tblHeader"), {}))
    for row in rows:
        for n, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = text
            if n and numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
