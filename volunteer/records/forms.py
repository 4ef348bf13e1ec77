"""Forms of certificates, trainings, honours."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from volunteer.organization.forms import cleaned
from volunteer.records.states import HonourKind
from volunteer.records.words import HONOURS
from volunteer.web.picking import PickerField

LONGEST_PURPOSE = 60


class CertificateForm(FlaskForm):
    """What the certificate is for, who certifies, which days. The view fills the units."""

    purpose = StringField(_l("用途"), [DataRequired(_l("请填写用途")), Length(max=LONGEST_PURPOSE)], filters=[cleaned])
    unit_id = SelectField(_l("由谁开具"), coerce=int)
    since = DateField(_l("开始日期"), [Optional()])
    until = DateField(_l("结束日期"), [Optional()])


class TrainingForm(FlaskForm):
    """A training of a unit; who took part is ticked beside it, or given as a list of numbers."""

    title = StringField(_l("培训名称"), [DataRequired(_l("请填写培训名称")), Length(max=60)], filters=[cleaned])
    held_on = DateField(_l("培训日期"), [InputRequired(_l("请选择日期"))])
    minutes = IntegerField(
        _l("时长（分钟）"),
        [InputRequired(_l("请填写时长")), NumberRange(1, 14400, _l("请填 1 到 14400 分钟"))],
    )
    organizer = StringField(_l("举办单位"), [DataRequired(_l("请填写举办单位")), Length(max=60)], filters=[cleaned])
    numbers = TextAreaField(_l("成员编号"), [Optional(), Length(max=10_000)], filters=[cleaned])


class HonourForm(FlaskForm):
    """Thanks or a commendation. The view fills who may give it."""

    kind = RadioField(
        _l("类别"), choices=[SelectChoice(kind, word) for kind, word in HONOURS.items()], default=HonourKind.THANKS
    )
    giver = SelectField(_l("由谁给予"))
    member_id = PickerField(_l("给哪名成员"), source="thanked_member")
    unit_id = PickerField(_l("给哪支队伍"), source="thanked_unit")
    title = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=40)], filters=[cleaned])
    text = TextAreaField(_l("事由"), [DataRequired(_l("请填写事由")), Length(max=300)], filters=[cleaned])
