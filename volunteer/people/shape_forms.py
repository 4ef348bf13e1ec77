"""Forms of moving, merging and splitting units."""

from __future__ import annotations

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from volunteer.organization.forms import cleaned
from volunteer.web.checkboxes import CheckboxesField
from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField


class SplitForm(FlaskForm):
    """The new unit beside this one, and who goes there; the view fills the choices."""

    version = HiddenField()
    name = StringField(_l("新组织的全称"), [DataRequired(_l("请填写全称")), Length(max=80)], filters=[cleaned])
    short_name = StringField(_l("简称"), [Optional(), Length(max=20)], filters=[cleaned])
    duty_phone = StringField(
        _l("值班电话"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned]
    )
    chosen = CheckboxesField(_l("分到新组织的"), coerce=int)


def other_unit_form(label: LazyString, source: str) -> FlaskForm:
    """Which other unit; asked in the address, so that what follows is told before anything happens."""

    class OtherUnitForm(FlaskForm):
        """A question: it changes nothing and needs no token."""

        other = PickerField(label, [InputRequired(_l("请选择组织"))], source=source)

    return OtherUnitForm(request.args, meta={"csrf": False})


def is_asked(form: FlaskForm) -> bool:
    """Whether the address names the other unit, or tries to."""
    return any(key.startswith(form["other"].name) for key in request.args)
