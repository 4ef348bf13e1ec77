"""Forms of units."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from volunteer.web.fields import PHONE


def cleaned(text: str | None) -> str | None:
    """Stripped, without NUL; nothing at all is None."""
    return (text or "").replace("\x00", "").strip() or None


class UnitForm(FlaskForm):
    """Name, tier and duty phone. The view fills the choices, and removes `tier` where it cannot change."""

    version = HiddenField()
    name = StringField(_l("全称"), [DataRequired(_l("请填写全称")), Length(max=80)], filters=[cleaned])
    short_name = StringField(_l("简称"), [Optional(), Length(max=20)], filters=[cleaned])
    tier = SelectField(_l("层级"))
    duty_phone = StringField(
        _l("值班电话"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned]
    )


class GroupForm(FlaskForm):
    """What a collaboration group is called."""

    name = StringField(_l("协作组名称"), [DataRequired(_l("请填写名称")), Length(max=40)], filters=[cleaned])


class OrganForm(FlaskForm):
    """Which organ joins a group; the view fills the choices."""

    organ_id = SelectField(_l("机关单位"), coerce=int)
