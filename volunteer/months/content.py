"""What the files of a month say, the same in a spreadsheet and in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from volunteer.months import words
from volunteer.months.lists import LISTS, Row
from volunteer.months.queries import UnitMonth
from volunteer.web.humanize import full_moment


@dataclass(frozen=True)
class Report:
    """A month beside those it is compared with, what came in late, and the projects."""

    columns: Sequence[UnitMonth]
    late: dict[str, int]
    projects: Sequence[Row]

    @property
    def shown(self) -> UnitMonth:
        """The month itself."""
        return self.columns[0]

    @property
    def title(self) -> str:
        """What the file is called."""
        return _("%(unit)s%(month)s服务月报", unit=self.shown.unit.name, month=month_words(self.shown.month))

    @property
    def state(self) -> str:
        """Whether the numbers stand."""
        if self.shown.frozen:
            return _("%(when)s 截止", when=full_moment(self.shown.until))
        return _("未截止，%(when)s 的实时数字", when=full_moment(self.shown.until))

    def headings(self) -> list[str]:
        """Of the table of numbers."""
        return [_("项目"), *(month_words(one.month) for one in self.columns)]

    def groups(self) -> Iterator[tuple[str, list[tuple[words.Line, list[float | None]]]]]:
        """The numbers by group: each line with its value in every month."""
        for title, lines in words.GROUPS:
            yield str(title), [(line, [line.value(one.figures) for one in self.columns]) for line in lines]

    def said_late(self) -> list[tuple[str, str]]:
        """What came in late, where anything did."""
        if not self.late.get("services"):
            return []
        return [(str(line.label), line.said(self.late)) for line in words.LATE_LINES]

    def meanings(self) -> list[tuple[str, str]]:
        """The definitions, those of the columns first."""
        lines = [(str(line.label), str(line.meaning)) for _title, group in words.GROUPS for line in group]
        return [*lines, (str(words.LATE), str(words.LATE_MEANING)), (_("截止"), str(words.FROZEN_MEANING))]

    def seal(self) -> str | None:
        """By what the ledger of that day can be known again (D21)."""
        return self.shown.ledger_head


def report_of(columns: Sequence[UnitMonth]) -> Report:
    """The content for a month whose subjects were read, beside the others."""
    shown = columns[0]
    projects = LISTS["projects"].rows(shown.subjects.get("projects", []))
    return Report(columns, shown.late(), projects)


def month_words(month: date) -> str:
    """A month as people write it."""
    return _("%(year)s年%(month)s月", year=month.year, month=month.month)
