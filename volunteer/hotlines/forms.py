"""The form of an upload."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from volunteer.web.fields import tidy


class UploadForm(FlaskForm):
    """From whom, and the file."""

    sender = StringField(
        _l("来自哪里"), [DataRequired(_l("请填写来源，如 12345 热线")), Length(max=40)], filters=[tidy]
    )
    file = FileField(_l("工单表（.xlsx）"), [FileRequired(_l("请选择一个文件"))])
