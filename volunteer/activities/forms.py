"""Forms of the day of service."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Regexp


class CodeForm(FlaskForm):
    """Six digits and what they are for."""

    code = StringField(
        _l("六位签到码"),
        [InputRequired(_l("请填写现场的六位签到码")), Regexp(r"^[0-9]{6}\Z", message=_l("签到码是六位数字"))],
        filters=[lambda text: (text or "").replace(" ", "")],
    )
    kind = HiddenField()
