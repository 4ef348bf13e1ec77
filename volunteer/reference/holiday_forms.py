"""The form of one day of the holiday table."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.organization.forms import cleaned

AS_SUNDAY = "6"
COUNTS_AS = (
    (AS_SUNDAY, _l("放假")),
    ("0", _l("上班，补周一")),
    ("1", _l("上班，补周二")),
    ("2", _l("上班，补周三")),
    ("3", _l("上班，补周四")),
    ("4", _l("上班，补周五")),
)


class HolidayForm(FlaskForm):
    """Which day, what it is called, and what it counts as."""

    day = DateField(_l("日期"), [InputRequired(_l("请选择日期"))])
    name = StringField(
        _l("名称"), [DataRequired(_l("请填写名称，如：春节、调休上班")), Length(max=20)], filters=[cleaned]
    )
    weekday = RadioField(
        _l("这一天"),
        [InputRequired(_l("请选择放假或上班"))],
        choices=[SelectChoice(*one) for one in COUNTS_AS],
        default=AS_SUNDAY,
    )
