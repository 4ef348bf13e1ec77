"""The form that asks for more time."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.organization.forms import cleaned


class ExtensionForm(FlaskForm):
    """Until when, and why."""

    until = DateField(_l("延到哪一天"), [InputRequired(_l("请选择日期"))])
    reason = TextAreaField(
        _l("延期原因"), [DataRequired(_l("请写明原因，社区也会看到")), Length(max=200)], filters=[cleaned]
    )
