"""Forms of sites."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from volunteer.organization.forms import cleaned
from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField


class SiteForm(FlaskForm):
    """A site's record. The view fills the towns, and removes what cannot change."""

    version = HiddenField()
    town_id = SelectField(_l("镇街"), coerce=int)
    code = StringField(
        _l("代码"),
        [DataRequired(_l("请填写代码")), Length(max=20), Regexp(r"^[A-Za-z0-9_\-]+$", message=_l("只用字母和数字"))],
        filters=[cleaned],
    )
    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=40)], filters=[cleaned])
    lon = FloatField(_l("经度"), [InputRequired(_l("请填写经度")), NumberRange(-180, 180)])
    lat = FloatField(_l("纬度"), [InputRequired(_l("请填写纬度")), NumberRange(-90, 90)])
    address = StringField(_l("地址"), [Optional(), Length(max=200)], filters=[cleaned])
    duty_phone = StringField(
        _l("值班电话"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned]
    )
    paired_unit_id = PickerField(
        _l("结对服务队"), [Optional()], source="team", description=_l("没有结对的，需求由上级兜底")
    )
