"""Forms of what people choose, of addresses and of robots."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.accounts.forms import no_nul

AT_ONCE, DAILY = "at_once", "daily"


class PreferenceForm(FlaskForm):
    """Quiet hours and the evening's summary; the boxes of the table stand beside it."""

    quiet_from = TimeField(_l("从"), [InputRequired(_l("请选择时间"))])
    quiet_until = TimeField(_l("到"), [InputRequired(_l("请选择时间"))])
    digest = RadioField(
        _l("不急的通知"),
        [InputRequired(_l("请选择"))],
        choices=[
            SelectChoice(AT_ONCE, _l("随时发给我")),
            SelectChoice(DAILY, _l("每天 18:00 汇总成一条")),
        ],
    )


class MailForm(FlaskForm):
    """An address to be confirmed."""

    address = StringField(_l("邮箱地址"), [DataRequired(_l("请填写邮箱地址")), Length(max=254)], filters=[no_nul])


class CodeForm(FlaskForm):
    """The code that came by mail."""

    code = StringField(_l("邮件里的确认码"), [DataRequired(_l("请填写邮件里的 6 位数字")), Length(max=20)])


class WeComForm(FlaskForm):
    """Which WeCom user an account is; empty for none."""

    user_id = StringField(_l("企业微信账号"), [Length(max=64)], filters=[no_nul])


class RobotForm(FlaskForm):
    """The address of a group's robot, and DingTalk's secret where it signs."""

    address = StringField(_l("机器人地址"), [DataRequired(_l("请粘贴机器人地址")), Length(max=500)], filters=[no_nul])
    secret = StringField(_l("钉钉加签密钥"), [Length(max=200)], filters=[no_nul])
