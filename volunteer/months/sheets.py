"""A month, or a year of months, as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from volunteer.months import words
from volunteer.months.content import Report, month_words
from volunteer.months.queries import UnitYear
from volunteer.months.words import Line, Measure
from volunteer.web.spreadsheet import Column, Sheet

YEAR_LINES = tuple(line for _title, group in words.GROUPS for line in group)


def month_sheets(report: Report) -> Iterator[Sheet]:
    """The numbers, what came in late, the projects, the definitions."""
    months = [Column(heading, "number", 16) for heading in report.headings()[1:]]
    yield Sheet(_("月报"), [Column(_("项目"), width=24), *months, Column(_("单位"), width=10)], _numbers(report))
    late = [Column(_("项目"), width=24), Column(_("数字"), "number", 16), Column(_("单位"), width=10)]
    yield Sheet(_("追加"), late, _late(report))
    projects = [Column(heading, width=width) for heading, width in ((_("项目"), 40), (_("队伍"), 28), (_("地点"), 24))]
    yield Sheet(_("发起的项目"), projects, ([cell.text for cell in row] for row in report.projects))
    yield _about(report.title, report.state, report.meanings(), report.seal())


def year_sheets(title: str, year: UnitYear) -> Iterator[Sheet]:
    """A line for each number, a column for each month and one for the whole year."""
    months = [Column(month_words(month), "number", 12) for month, _report in year.months]
    columns = [Column(_("项目"), width=24), Column(_("全年"), "number", 12), *months, Column(_("单位"), width=10)]
    yield Sheet(_("年度汇总"), columns, (_year_row(line, year) for line in YEAR_LINES))
    meanings = [(str(line.label), str(line.meaning)) for line in YEAR_LINES]
    meanings += [(_("截止"), str(words.FROZEN_MEANING)), (_("全年"), str(words.YEAR_MEANING))]
    yield _about(title, _("已截止 %(num)s 个月", num=year.frozen), meanings, None)


def _numbers(report: Report) -> Iterator[list[Any]]:
    for title, lines in report.groups():
        yield [title, *(None for _one in report.columns), None]
        for line, values in lines:
            yield [str(line.label), *values, _unit(line)]


def _late(report: Report) -> Iterator[list[Any]]:
    """Empty where nothing came in late: the sheet says so by standing there."""
    if report.late.get("services"):
        for line in words.LATE_LINES:
            yield [str(line.label), line.value(report.late), _unit(line)]


def _year_row(line: Line, year: UnitYear) -> list[Any]:
    values = [line.value(report.figures) if report else None for _month, report in year.months]
    return [str(line.label), line.value(year.figures) if year.frozen else None, *values, _unit(line)]


def _about(title: str, state: str, meanings: list[tuple[str, str]], seal: str | None) -> Sheet:
    rows = [(_("名称"), title), (_("状态"), state), *meanings]
    if seal:
        rows.append((_("时长总账校验码"), seal))
    return Sheet(_("统计口径"), [Column(_("项目"), width=24), Column(_("内容"), width=80)], rows)


def _unit(line: Line) -> str:
    if line.measure == Measure.MINUTES:
        return _("分钟")
    return _("分") if line.measure == Measure.AVERAGE else ""
