"""The forms of single sessions: time, numbers, host, and calling many off at once."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.projects.forms import AS_TYPED, WithBreak, heads_field
from volunteer.web.fields import number_carried, tidy


class MoveForm(WithBreak, FlaskForm):
    """Time, break and place of a session."""

    version = HiddenField(filters=[number_carried])
    starts = DateTimeLocalField(_l("开始"), [InputRequired(_l("请填写开始时间"))], format=AS_TYPED)
    ends = DateTimeLocalField(_l("结束"), [InputRequired(_l("请填写结束时间"))], format=AS_TYPED)
    public_place = StringField(_l("集合地点"), [Length(max=120)], filters=[tidy])

    def validate(self, extra_validators: Any = None) -> bool:
        """The break has both ends, or none."""
        valid = bool(super().validate(extra_validators))
        return self.check_rest() and valid


class HeadsForm(FlaskForm):
    """How many of each position a session has."""

    version = HiddenField(filters=[number_carried])
    heads = heads_field()


class HostForm(FlaskForm):
    """Who answers for a session on the day; 0 is nobody."""

    account_id = SelectField(_l("负责人"), coerce=int)


class CallOffForm(FlaskForm):
    """Which sessions are called off at once, and why."""

    town_id = SelectField(_l("镇街"), [InputRequired(_l("请选择镇街"))], coerce=int)
    first = DateField(_l("从"), [InputRequired(_l("请填写日期"))])
    last = DateField(_l("到"), [InputRequired(_l("请填写日期"))])
    reason = StringField(_l("原因"), [DataRequired(_l("请写明原因，会告知每一位")), Length(max=500)], filters=[tidy])
