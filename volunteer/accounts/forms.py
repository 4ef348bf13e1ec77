"""Forms of sign-in, activation and one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, PasswordField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from volunteer.accounts import rules
from volunteer.accounts.wording import PASSWORD_PROBLEMS
from volunteer.web.display import LOCALES


def good_password(form: FlaskForm, field: Field) -> None:
    """What can be said about a password without knowing whose it is."""
    problem = rules.password_problem(field.data or "")
    if problem:
        raise ValidationError(PASSWORD_PROBLEMS[problem])


def no_nul(text: str | None) -> str | None:
    """PostgreSQL holds no NUL characters, and nobody types one on purpose."""
    return text.replace("\x00", "") if text else text


class SignInForm(FlaskForm):
    """User name and password."""

    username = StringField(_l("用户名"), [DataRequired(_l("请填写用户名")), Length(max=100)], filters=[no_nul])
    password = PasswordField(_l("密码"), [DataRequired(_l("请填写密码")), Length(max=rules.LONGEST_PASSWORD)])
    next = HiddenField()


class ActivationForm(FlaskForm):
    """A printed code, a new password, consent."""

    code = StringField(_l("激活码"), [DataRequired(_l("请填写纸条上的激活码")), Length(max=40)])
    password = PasswordField(_l("新密码"), [InputRequired(_l("请设置密码")), good_password])
    consent = BooleanField(_l("我已阅读并同意"), [DataRequired(_l("需要同意后才能启用账号"))])
    next = HiddenField()


class OtpForm(FlaskForm):
    """A code of the app, or a recovery code."""

    code = StringField(_l("动态码"), [DataRequired(_l("请填写动态码")), Length(max=40)], filters=[no_nul])


class PasswordForm(FlaskForm):
    """The current password and a new one."""

    current = PasswordField(_l("现在的密码"), [DataRequired(_l("请填写现在的密码")), Length(max=128)])
    password = PasswordField(_l("新密码"), [InputRequired(_l("请设置密码")), good_password])
    repeated = PasswordField(_l("再输一遍"), [EqualTo("password", _l("两次输入的密码不一样"))])


class LocaleForm(FlaskForm):
    """The language of pages."""

    locale = RadioField(_l("语言"), choices=[SelectChoice(code, name) for code, name in LOCALES.items()])
