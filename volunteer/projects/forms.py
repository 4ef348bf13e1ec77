"""The form of a project: words, rows of positions, sessions. Empty rows are left out; more rows come by a button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.errors import Invalid
from volunteer.projects.content import PUBLIC, PositionRow, ProjectContent, Rest, SessionRow
from volunteer.projects.rules import ASSURED, MOST_WEEKS, check_break, moment_in, weekly
from volunteer.projects.schemas import LAST_LINE, MOST_HEADS, MOST_ROWS, MOST_SESSIONS
from volunteer.projects.shape import numbered
from volunteer.taxonomy.words import SAFEGUARDS
from volunteer.web.fields import PHONE, number_carried, tidy
from volunteer.web.picking import PickerField
from volunteer.web.public_words import PublicWordsForm

AS_TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
LEVELS = [SelectChoice(1, _l("基础")), SelectChoice(2, _l("熟练")), SelectChoice(3, _l("专业"))]


def instant(typed: datetime) -> datetime:
    """A time typed on a clock in Shanghai."""
    return typed.replace(tzinfo=SHANGHAI)


def typed_like(moment: datetime) -> datetime:
    """How a person in Shanghai would type an instant."""
    return local(moment).replace(tzinfo=None)


def _line(text: Any) -> int | None:
    number = number_carried(text)
    return number if number is not None and 0 < number <= LAST_LINE else None


def _choice_id(text: Any) -> int | None:
    return number_carried(text) or None


def heads_field() -> FieldList:
    """For each row of positions how many are wanted in one session; nothing where it stays as it is."""
    number = IntegerField(validators=[Optional(), NumberRange(0, MOST_HEADS, _l("人数为 0 至 500"))])
    return FieldList(number, _l("本场人数"), max_entries=MOST_ROWS)


def name_heads(heads: FieldList, titles: Sequence[str | None]) -> None:
    """A field for each row of positions, numbered and called like it."""
    while len(heads) < len(titles):
        heads.append_entry()
    for number, (entry, title) in enumerate(zip(heads, titles, strict=False), 1):
        entry.label.text = f"{number}. {title or _('岗位')}"


def heads_said(heads: FieldList, lines: Sequence[int | None]) -> dict[int, int]:
    """What was filled in, by the lines of the rows in their order; None for a row that is left empty."""
    said = zip(lines, (entry.data for entry in heads), strict=False)
    return {line: number for line, number in said if line is not None and number is not None}


class PositionRowForm(Form):
    """One row: what is done, with which skill, by how many."""

    line = HiddenField(filters=[_line])
    title = StringField(_l("岗位"), [Length(max=40)], filters=[tidy])
    skill = SelectField(_l("需要的技能"), [Optional()], filters=[tidy])
    level = SelectField(_l("技能等级"), [Optional()], choices=LEVELS, coerce=int, default=1)
    headcount = IntegerField(_l("每场人数"), [Optional(), NumberRange(1, MOST_HEADS, _l("人数为 1 至 500"))])

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in."""
        return not self.title.data and not any(self.headcount.raw_data or ())

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that is used has a name and a number."""
        valid = bool(super().validate(extra_validators))
        if self.is_blank:
            return valid
        for field, message in ((self.title, _l("请写岗位名称")), (self.headcount, _l("请写每场需要几个人"))):
            if field.data is None and not field.errors:
                field.errors = [message]
                valid = False
        return valid


class WithBreak:
    """The break of a session, by the clock; both empty for none."""

    break_starts = TimeField(_l("休息开始"), [Optional()])
    break_ends = TimeField(_l("休息结束"), [Optional()])

    def check_rest(self) -> bool:
        """Both ends are given, or neither."""
        starts, ends = self.break_starts, self.break_ends
        if (starts.data is None) != (ends.data is None) and not (starts.errors or ends.errors):
            missing = ends if ends.data is None else starts
            missing.errors = [_l("请填写休息的开始和结束，或都不填")]
        return not (starts.errors or ends.errors)

    def rest(self, starts: datetime, ends: datetime) -> Rest:
        """The instants that are meant in a session of this time."""
        typed = (self.break_starts.data, self.break_ends.data)
        return Rest(*(moment_in(starts, ends, of_day) if of_day else None for of_day in typed))


class SessionRowForm(WithBreak, Form):
    """One date, with a break where there is one."""

    id = HiddenField(filters=[number_carried])
    starts = DateTimeLocalField(_l("开始"), [Optional()], format=AS_TYPED)
    ends = DateTimeLocalField(_l("结束"), [Optional()], format=AS_TYPED)
    heads = heads_field()

    @property
    def departs(self) -> bool:
        """Something is said, or wrong, about this session alone."""
        return any(entry.data is not None or entry.errors for entry in self.heads)

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in."""
        return not any(
            any(field.raw_data or ()) for field in (self.starts, self.ends, self.break_starts, self.break_ends)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Both ends are given, in order."""
        valid = bool(super().validate(extra_validators))
        starts, ends = self.starts.data, self.ends.data
        if self.is_blank or not valid:
            return valid
        if starts is None or ends is None:
            self.ends.errors = [_l("请填写开始和结束时间")]
        elif ends <= starts:
            self.ends.errors = [_l("结束时间要晚于开始时间")]
        elif self.check_rest():
            self._check_inside(instant(starts), instant(ends))
        return not (self.ends.errors or self.break_starts.errors or self.break_ends.errors)

    def _check_inside(self, starts: datetime, ends: datetime) -> None:
        """Said at the row, which the use case does not know."""
        rest = self.rest(starts, ends)
        if rest.starts is None or rest.ends is None:
            return
        try:
            check_break(starts, ends, rest.starts, rest.ends)
        except Invalid as invalid:
            for name, message in invalid.fields.items():
                self[name].errors = [message]


class ProjectForm(PublicWordsForm):
    """A whole project. A draft needs title, category and site; the rest is asked for before publishing."""

    PUBLIC = PUBLIC

    version = HiddenField(filters=[number_carried])
    title = StringField(_l("项目名称"), [DataRequired(_l("请填写项目名称")), Length(max=80)], filters=[tidy])
    category = SelectField(_l("类别"), [DataRequired(_l("请选择类别"))])
    summary = TextAreaField(_l("服务内容"), [Length(max=2000)], filters=[tidy])
    site_id = PickerField(_l("服务地点"), [InputRequired(_l("请选择服务地点"))], source="site")
    unit_id = PickerField(_l("组织单位"), [InputRequired(_l("请选择组织单位"))], source="unit_of_projects")
    contact_name = StringField(_l("联系人"), [Length(max=40)], filters=[tidy])
    contact_phone = StringField(
        _l("联系电话"), [Optional(), Regexp(PHONE, message=_l("请填写手机号或带区号的座机"))], filters=[tidy]
    )
    risk_note = TextAreaField(_l("风险与保障"), [Length(max=2000)], filters=[tidy])
    bring_note = TextAreaField(_l("请带上"), [Length(max=2000)], filters=[tidy])
    opens_at = DateTimeLocalField(_l("开放报名时间"), [Optional()], format=AS_TYPED)
    own_duty = BooleanField(_l("属于本单位本职工作"))
    insurance_note = StringField(_l("保险"), [Length(max=200)], filters=[tidy])
    assured = SelectMultipleField(
        _l("已经落实"),
        choices=[SelectChoice(name, SAFEGUARDS[name]) for name in ASSURED],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    campaign_id = SelectField(_l("活动月"), coerce=_choice_id)
    times = IntegerField(_l("每周同一时间，一共几场"), [Optional(), NumberRange(2, MOST_WEEKS)])
    positions = FieldList(FormField(PositionRowForm), _l("岗位"), min_entries=1, max_entries=MOST_ROWS)
    sessions = FieldList(FormField(SessionRowForm), _l("场次"), min_entries=1, max_entries=MOST_SESSIONS)

    def offer(
        self,
        categories: Sequence[tuple[str, str]],
        skills: Sequence[tuple[str, str]],
        campaigns: Sequence[tuple[int, str]],
    ) -> None:
        """Fill in what can be chosen."""
        self.campaign_id.choices = [("", _l("不属于活动月")), *campaigns]
        self._skills = [("", _l("不限")), *skills]
        self.category.choices = [("", _l("请选择")), *categories]
        for row in self.positions:
            row.form.skill.choices = self._skills

    def public_fields(self) -> list[Field]:
        """The names of its positions are read by everybody, too."""
        return [*super().public_fields(), *(row.form.title for row in self.positions)]

    def add_row(self, name: str) -> None:
        """One more empty row, up to the limit."""
        rows = {"positions": self.positions, "sessions": self.sessions}.get(name)
        if rows is not None and len(rows) < rows.max_entries:
            rows.append_entry()
            if rows is self.positions:
                rows[-1].form.skill.choices = self._skills

    def name_heads(self) -> None:
        """Every session has a number for each row of positions."""
        titles = [row.form.title.data for row in self.positions]
        for session in self.sessions:
            name_heads(session.form.heads, titles)

    def repeat(self, day_types: Mapping[date, int]) -> list[date]:
        """The first session again week by week, up to the number asked for; returns the holidays that were left out."""
        first = next((row.form for row in self.sessions if row.form.starts.data and row.form.ends.data), None)
        if first is None or not self.times.data:
            return []
        days, skipped = weekly(first.starts.data.date(), self.times.data, day_types)
        known = {row.form.starts.data for row in self.sessions}
        for day in days:
            shift = timedelta(days=(day - first.starts.data.date()).days)
            if first.starts.data + shift not in known and len(self.sessions) < self.sessions.max_entries:
                same = {name: first[name].data for name in ("break_starts", "break_ends", "heads")}
                moved = {"starts": first.starts.data + shift, "ends": first.ends.data + shift}
                self.sessions.append_entry({**moved, **same})
        return skipped

    def content(self) -> ProjectContent:
        """What the use cases take; rows left empty are dropped."""
        words = {
            "title": self.title.data,
            "category": self.category.data,
            "summary": self.summary.data or "",
            "site_id": self.site_id.data,
            "contact_name": self.contact_name.data,
            "contact_phone": self.contact_phone.data,
            "risk_note": self.risk_note.data,
            "bring_note": self.bring_note.data,
            "opens_at": instant(self.opens_at.data) if self.opens_at.data else None,
            "own_duty": self.own_duty.data,
            "insurance_note": self.insurance_note.data,
            "assured": list(self.assured.data or []),
            "campaign_id": self.campaign_id.data,
        }
        rows = numbered(self._position_rows())
        return ProjectContent(words, rows, self._session_rows(rows), self.keeps_words)

    def _position_rows(self) -> tuple[PositionRow, ...]:
        used = [row.form for row in self.positions if not row.form.is_blank]
        return tuple(
            PositionRow(row.title.data, row.headcount.data, row.skill.data, row.level.data or 1, row.line.data)
            for row in used
        )

    def _session_rows(self, rows: Sequence[PositionRow]) -> tuple[SessionRow, ...]:
        lines = iter(row.line for row in rows)
        places = [None if row.form.is_blank else next(lines) for row in self.positions]
        return tuple(_session_row(row.form, places) for row in self.sessions if not row.form.is_blank)


def _session_row(row: SessionRowForm, lines: Sequence[int | None]) -> SessionRow:
    starts, ends = instant(row.starts.data), instant(row.ends.data)
    departing = heads_said(row.heads, lines)
    return SessionRow(starts, ends, row.id.data, rest=row.rest(starts, ends), departures=departing)
