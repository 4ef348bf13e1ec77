"""The form that names a unit or a member."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from volunteer.designations.models import DesignationKind
from volunteer.designations.words import KINDS
from volunteer.organization.forms import cleaned
from volunteer.web.picking import PickerField


class DesignationForm(FlaskForm):
    """What, who (a unit, or a member of it), where, from when until when."""

    kind = RadioField(
        _l("类别"),
        choices=[SelectChoice(code, word) for code, word in KINDS.items()],
        default=DesignationKind.PIONEER_POST,
    )
    title = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=40)], filters=[cleaned])
    unit_id = PickerField(_l("承担的队伍"), source="unit")
    member_id = PickerField(_l("承担的成员"), source="member")
    place_id = PickerField(_l("所在社区"), source="site")
    since = DateField(_l("开始日期"), [Optional()])
    until = DateField(_l("结束日期"), [Optional()])
    note = TextAreaField(_l("职责说明"), [Optional(), Length(max=300)], filters=[cleaned])
