"""The form that gives a role."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from volunteer.organization.words import ROLES


class GrantForm(FlaskForm):
    """Who, what, where, from when until when. The id of the node comes with a link from the node's own page."""

    username = StringField(_l("用户名"), [DataRequired(_l("请填写对方登录用的用户名")), Length(max=100)])
    role = SelectField(_l("职责"), choices=[SelectChoice(role, words) for role, words in ROLES.items()])
    node = StringField(_l("组织、社区或协作组"), [Length(max=80)])
    unit_id = HiddenField()
    place_id = HiddenField()
    group_id = HiddenField()
    deputy = BooleanField(_l("作为副职（与正职权限相同，可设结束日期作临时代理）"))
    since = DateField(_l("开始日期"), [Optional()])
    until = DateField(_l("结束日期"), [Optional()])
