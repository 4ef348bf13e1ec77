"""Forms of leaders about members."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from volunteer.organization.forms import cleaned
from volunteer.people.words import KINDS
from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField


class MemberForm(FlaskForm):
    """A member's record. The view fills the squads, and removes `number` where it cannot change."""

    version = HiddenField()
    number = StringField(
        _l("编号"),
        [
            DataRequired(_l("请填写编号")),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9\-]+$", message=_l("只用字母、数字和短横线")),
        ],
        filters=[cleaned],
    )
    name = StringField(_l("姓名"), [DataRequired(_l("请填写姓名")), Length(max=40)], filters=[cleaned])
    phone = StringField(_l("手机"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned])
    unit_id = PickerField(_l("分队"), [InputRequired(_l("请选择分队"))], source="squad_of_members")
    kind = SelectField(_l("类别"), choices=[SelectChoice(code, word) for code, word in KINDS.items()])
    branch = StringField(_l("党支部"), [Optional(), Length(max=80)], filters=[cleaned])


class ApprovalForm(FlaskForm):
    """Until when a qualification is good."""

    expires_on = DateField(_l("有效期至"), [Optional()])
