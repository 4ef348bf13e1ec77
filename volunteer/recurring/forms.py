"""The forms of a need that comes back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from volunteer.demands.forms import MOST_HEADS, TIMES, phone_written
from volunteer.demands.schemas import NAME, TEXT, TITLE
from volunteer.recurring.rules import MOST_TIMES
from volunteer.recurring.states import HolidayRule, Rhythm
from volunteer.recurring.words import HOLIDAYS
from volunteer.web.fields import tidy

MOST_APART, FARTHEST_AHEAD = 12, 60


class RepeatForm(FlaskForm):
    """How often, until when, and what holidays change."""

    rhythm = RadioField(_l("多久一次"), [InputRequired(_l("请选择"))], default=Rhythm.WEEKLY)
    every = IntegerField(_l("每隔几个周期"), [InputRequired(), NumberRange(1, MOST_APART)], default=1)
    until = DateField(_l("办到哪天"), [Optional()])
    times = IntegerField(_l("一共几次"), [Optional(), NumberRange(1, MOST_TIMES)])
    holidays = SelectField(
        _l("节假日"),
        choices=[SelectChoice(rule.value, word) for rule, word in HOLIDAYS.items()],
        default=HolidayRule.SKIP,
    )
    days_ahead = IntegerField(_l("提前几天提交"), [InputRequired(), NumberRange(1, FARTHEST_AHEAD)], default=14)

    def plan(self) -> dict[str, Any]:
        """What the use cases take."""
        names = ("rhythm", "every", "until", "times", "holidays", "days_ahead")
        return {name: self[name].data for name in names}

    def offer(self, weekly: str, monthly: str) -> None:
        """The two rhythms in the words of this series."""
        self.rhythm.choices = [SelectChoice(Rhythm.WEEKLY.value, weekly), SelectChoice(Rhythm.MONTHLY.value, monthly)]


class SeriesForm(RepeatForm):
    """The same, with what each demand says."""

    version = HiddenField()
    title = StringField(
        _l("需要什么帮助"), [DataRequired(_l("请用一句话写明需要什么")), Length(max=TITLE)], filters=[tidy]
    )
    text = TextAreaField(_l("具体说明"), [DataRequired(_l("请写明做什么、为谁做")), Length(max=TEXT)], filters=[tidy])
    headcount = IntegerField(
        _l("需要几个人"),
        [InputRequired(_l("请填写人数")), NumberRange(1, MOST_HEADS, _l("人数为 1 至 500"))],
    )

    starts = TimeField(_l("开始"), [Optional()], format=TIMES)
    ends = TimeField(_l("结束"), [Optional()], format=TIMES)
    public_place = StringField(_l("公开地点"), [Length(max=TITLE)], filters=[tidy])
    contact_name = StringField(_l("联系人"), [Length(max=NAME)], filters=[tidy])
    contact_phone = StringField(_l("联系电话"), [Optional(), phone_written()], filters=[tidy])

    def changes(self) -> dict[str, Any]:
        """What the use case compares with what stands; what is left empty stays as it is."""
        words = {name: self[name].data for name in ("title", "text", "headcount")}
        kept = {name: self[name].data for name in ("public_place", "contact_name", "contact_phone") if self[name].data}
        return {**self.plan(), **words, **kept, **self._times()}

    def _times(self) -> dict[str, Any]:
        starts, ends = self.starts.data, self.ends.data
        if starts is None or ends is None:
            return {}
        minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
        return {"starts": f"{starts:%H:%M}", "minutes": minutes}
