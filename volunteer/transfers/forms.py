"""The form of a transfer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from volunteer.organization.forms import cleaned
from volunteer.web.picking import PickerField


class TransferForm(FlaskForm):
    """Who is to go where, and why. The view removes `number` where it is known whom it is about."""

    number = StringField(_l("成员编号"), [DataRequired(_l("请填写成员编号")), Length(max=40)], filters=[cleaned])
    to_unit_id = PickerField(_l("调到哪个分队"), [InputRequired(_l("请选择分队"))], source="any_squad")
    reason = TextAreaField(_l("调动原因"), [Optional(), Length(max=200)], filters=[cleaned])
