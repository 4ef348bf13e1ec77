"""The forms of residents: three fields to ask, a sentence on the private link, what the site completes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TelField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from volunteer.demands.completing import COMPLETED
from volunteer.demands.forms import WhenForm
from volunteer.demands.models import Demand
from volunteer.demands.schemas import NAME, TITLE
from volunteer.help_requests.states import Suits
from volunteer.help_requests.words import SUITS
from volunteer.kernel.clock import local
from volunteer.web.fields import PHONE, tidy

MOST_WORDS = 500
LONGEST_TIME = 40
LONGEST_ADDRESS = 200


def _number(text: str | None) -> str | None:
    """As typed on a telephone: spaces and hyphens within a mobile number do not matter."""
    plain = (tidy(text) or "").replace(" ", "")
    digits = plain.replace("-", "").removeprefix("+86")
    return digits if len(digits) == 11 and digits.startswith("1") and digits.isdigit() else plain or None


class HelpForm(FlaskForm):
    """What help, when it suits, a telephone; who and where only if one wants to say."""

    challenge = HiddenField()
    work = HiddenField()
    website = StringField(_l("此处请留空"))
    what = TextAreaField(
        _l("需要什么帮助"),
        [DataRequired(_l("请写一句需要什么帮助")), Length(max=MOST_WORDS, message=_l("请写得短一些，最多 500 字"))],
        filters=[tidy],
    )
    suits = RadioField(
        _l("什么时候方便"),
        [InputRequired(_l("请选一个时间"))],
        choices=[SelectChoice(suits.value, words) for suits, words in SUITS.items()],
        default=Suits.SOON.value,
    )
    suits_words = StringField(_l("写明时间"), [Length(max=LONGEST_TIME)], filters=[tidy])
    phone = TelField(
        _l("联系电话"),
        [DataRequired(_l("请填写电话，工作人员好联系你")), Regexp(PHONE, message=_l("请填写手机号或带区号的座机"))],
        filters=[_number],
    )
    name = StringField(_l("怎么称呼"), [Length(max=NAME)], filters=[tidy])
    address = StringField(_l("门牌"), [Length(max=LONGEST_ADDRESS)], filters=[tidy])
    code = StringField(
        _l("短信验证码"), [Optional(), Regexp(r"^[0-9]{6}$", message=_l("验证码是 6 位数字"))], filters=[tidy]
    )

    def validate_suits_words(self, field: StringField) -> None:
        """Another time has to be said."""
        if self.suits.data == Suits.OTHER and not field.data:
            raise ValidationError(_l("请写明什么时间方便"))


class WordForm(FlaskForm):
    """One more sentence, or why."""

    words = TextAreaField(_l("想说的话"), [DataRequired(_l("请写一句话")), Length(max=MOST_WORDS)], filters=[tidy])


class ReasonForm(FlaskForm):
    """Why; may stay empty."""

    reason = StringField(_l("原因"), [Length(max=MOST_WORDS)], filters=[tidy])


class CompleteForm(WhenForm):
    """What the site knows better."""

    version = HiddenField()
    title = StringField(_l("一句话说明"), [DataRequired(_l("请写明需要什么")), Length(max=TITLE)], filters=[tidy])
    category = SelectField(_l("类别"), [DataRequired(_l("请选择类别"))])
    skill = SelectField(_l("需要的技能"), [Optional()], filters=[tidy])
    public_place = StringField(_l("公开地点"), [Length(max=TITLE)], filters=[tidy])

    def offer(self, categories: list[tuple[str, str]], skills: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.category.choices = categories
        self.skill.choices = [("", _l("不限")), *skills]

    def changes(self) -> dict[str, Any]:
        """What the use case compares with what stands."""
        plain = [name for name in COMPLETED if name not in ("starts", "ends")]
        return {**{name: self[name].data for name in plain}, **self.period()}


def filled_in(demand: Demand) -> dict[str, Any]:
    """A demand as it stands, for the form."""
    begins: datetime = local(demand.starts)
    plain = {name: getattr(demand, name) for name in ("version", "title", "category", "skill", "public_place")}
    times = {"day": begins.date(), "starts": begins.time(), "ends": local(demand.ends).time()}
    return {**plain, **times, "headcount": demand.headcount}
