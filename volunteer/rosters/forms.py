"""The forms of imports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange


class UploadForm(FlaskForm):
    """What the rows are, for which unit, and the file. The view fills the choices."""

    kind = RadioField(_l("名单的内容"))
    unit_id = RadioField(_l("哪个组织的名单"), coerce=int)
    file = FileField(_l("表格文件（.xlsx）"), [FileRequired(_l("请选择一个文件"))])


class ApplyForm(FlaskForm):
    """The word to go on; how many leave, where that is asked."""

    version = HiddenField(validators=[InputRequired()])
    leaving = IntegerField(_l("离开的人数"), [InputRequired(_l("请填写人数")), NumberRange(0)])
