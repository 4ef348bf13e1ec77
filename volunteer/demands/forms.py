"""The forms of demands: the demand itself, what may change after publishing, forwarding, rating."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from volunteer.demands.content import PRIVATE
from volunteer.demands.rules import LOW_SCORE
from volunteer.demands.schemas import NAME, TEXT, TITLE
from volunteer.kernel.clock import SHANGHAI
from volunteer.texts.sensitive import kinds, masked
from volunteer.web.fields import PHONE, tidy
from volunteer.web.picking import PickerField
from volunteer.web.public_words import named

MOST_HEADS = 500
SMALL_MINUTES = (30, 60, 90, 120, 180)
AGAIN = "again"
WISHES = (AGAIN, "remark")
USUAL = ("skill", "level", "public_place", "contact_name", "contact_phone", "risk_note", "on_behalf")
PUBLIC_WORDS = ("title", "text", "public_place")
TIMES = ["%H:%M", "%H:%M:%S"]
LEVELS = [SelectChoice(1, _l("基础")), SelectChoice(2, _l("熟练")), SelectChoice(3, _l("专业"))]


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 10 else 0


def _minutes(text: Any) -> int | str:
    """Minutes of a choice; nothing for the whole time."""
    return int(text) if str(text or "").isdecimal() and int(text) in SMALL_MINUTES else ""


def phone_written() -> Regexp:
    """A telephone as people write it."""
    return Regexp(PHONE, message=_l("请填写手机号或带区号的座机"))


class WhenForm(FlaskForm):
    """A day, from when until when, and how many helpers."""

    day = DateField(_l("日期"), [InputRequired(_l("请选择日期"))])
    starts = TimeField(_l("开始"), [InputRequired(_l("请填写开始时间"))], format=TIMES)
    ends = TimeField(_l("结束"), [InputRequired(_l("请填写结束时间"))], format=TIMES)
    headcount = IntegerField(
        _l("需要几个人"),
        [InputRequired(_l("请填写人数")), NumberRange(1, MOST_HEADS, _l("人数为 1 至 500"))],
    )

    def period(self) -> dict[str, datetime]:
        """The two instants, as typed on clocks in Shanghai."""
        return {name: _instant(self.day.data, self[name].data) for name in ("starts", "ends")}


SMALL = [
    SelectChoice("", _l("整段时间都要人")),
    SelectChoice("30", _l("其间约半小时，时间可商量")),
    SelectChoice("60", _l("其间约 1 小时，时间可商量")),
    SelectChoice("90", _l("其间约 1 个半小时，时间可商量")),
    SelectChoice("120", _l("其间约 2 小时，时间可商量")),
    SelectChoice("180", _l("其间约 3 小时，时间可商量")),
]


class DemandForm(WhenForm):
    """A whole demand. The site is asked for only when there is a choice (`ask_site`)."""

    form_key = HiddenField()
    version = HiddenField(filters=[_number])
    category = SelectField(_l("类别"), [DataRequired(_l("请选择类别"))])
    title = StringField(
        _l("需要什么帮助"), [DataRequired(_l("请用一句话写明需要什么")), Length(max=TITLE)], filters=[tidy]
    )
    text = TextAreaField(_l("具体说明"), [DataRequired(_l("请写明做什么、为谁做")), Length(max=TEXT)], filters=[tidy])
    site_id = PickerField(_l("社区"), [InputRequired(_l("请选择社区"))], source="site_of_demands")
    unit_id = SelectField(_l("以哪个单位的名义"), [Optional()], coerce=_number)
    window_minutes = SelectField(_l("要多久"), [Optional()], choices=SMALL, coerce=_minutes, validate_choice=False)
    skill = SelectField(_l("需要的技能"), [Optional()], filters=[tidy])
    level = SelectField(_l("技能等级"), [Optional()], choices=LEVELS, coerce=int, default=1)
    public_place = StringField(_l("公开地点"), [Length(max=TITLE)], filters=[tidy])
    contact_name = StringField(_l("联系人"), [DataRequired(_l("请填写联系人")), Length(max=NAME)], filters=[tidy])
    contact_phone = StringField(_l("联系电话"), [DataRequired(_l("请填写联系电话")), phone_written()], filters=[tidy])
    risk_note = TextAreaField(_l("风险与保障"), [Length(max=TEXT)], filters=[tidy])
    private_recipient = StringField(_l("服务对象"), [Length(max=NAME)], filters=[tidy])
    private_phone = StringField(_l("服务对象电话"), [Optional(), phone_written()], filters=[tidy])
    private_address = StringField(_l("详细门牌"), [Length(max=200)], filters=[tidy])
    private_access_notes = TextAreaField(_l("上门须知"), [Length(max=500)], filters=[tidy])
    same_private = BooleanField(_l("服务对象和门牌同上次"))
    on_behalf = BooleanField(_l("代居民提出（代办）"))
    urgent = BooleanField(_l("急需，等不到一般的答复期限"))
    as_written = BooleanField(_l("照原样提交，由分办人员核对能否公开"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever writes something personal into public words is asked once, with other words proposed."""
        sound: bool = super().validate(extra_validators)
        if self.as_written.data:
            return sound
        for name in PUBLIC_WORDS:
            if given := kinds([self[name].data]):
                said = _(
                    "里面有%(what)s，所有人都能看到。建议改为：%(words)s",
                    what=named(given),
                    words=masked(self[name].data),
                )
                self[name].errors = [*self[name].errors, said]
        return sound and not self.asks_about_words

    @property
    def asks_about_words(self) -> bool:
        """Whether public words hold something personal that nobody has answered for."""
        return not self.as_written.data and bool(kinds(self[name].data for name in PUBLIC_WORDS))

    def offer(
        self,
        categories: list[tuple[str, str]],
        skills: list[tuple[str, str]],
        *,
        ask_site: bool,
        units: list[tuple[int, str]],
    ) -> None:
        """Fill in what can be chosen; whoever has no choice of sites or units is not asked for which."""
        self.category.choices = [("", _l("请选择")), *categories]
        self.skill.choices = [("", _l("不限")), *skills]
        self.unit_id.choices = units
        if not ask_site:
            del self.site_id
        if len(units) <= 1:
            del self.unit_id

    def content(self) -> dict[str, Any]:
        """What the use cases take; guarded fields left empty stay as they are."""
        plain = ("category", "title", "text", "headcount", "skill", "public_place", "risk_note")
        contact = ("contact_name", "contact_phone", "on_behalf", "urgent")
        guarded = {f"private_{name}": self[f"private_{name}"].data for name in PRIVATE}
        return {
            **{name: self[name].data for name in (*plain, *contact)},
            **self.period(),
            "level": self.level.data or 1,
            "window_minutes": self.window_minutes.data or None,
            "site_id": self.site_id.data if "site_id" in self else None,
            "unit_id": self.unit_id.data if "unit_id" in self else None,
            **{name: value for name, value in guarded.items() if value},
        }

    @property
    def opens_private(self) -> bool:
        """Whether the guarded part holds something typed, or a mistake to be shown."""
        return any(self[f"private_{name}"].data or self[f"private_{name}"].errors for name in PRIVATE)

    @property
    def opens_rest(self) -> bool:
        """Whether what usually stays as proposed has to be looked at: it is missing, or wrong."""
        return not all(self[name].data for name in ("contact_name", "contact_phone")) or any(
            self[name].errors for name in USUAL
        )


class ChangeForm(WhenForm):
    """What may change after publishing."""

    public_place = StringField(_l("公开地点"), [Length(max=TITLE)], filters=[tidy])
    reason = StringField(_l("变更原因"), [Length(max=500)], filters=[tidy])

    def changes(self) -> dict[str, Any]:
        """What the use case compares with what stands."""
        return {**self.period(), "headcount": self.headcount.data, "public_place": self.public_place.data}


class ForwardForm(FlaskForm):
    """To which unit, and why."""

    unit_id = PickerField(_l("转给"), [InputRequired(_l("请选择单位"))], source="unit_of_demands")
    reason = TextAreaField(
        _l("转派原因"), [DataRequired(_l("请写明原因，会告知社区")), Length(max=500)], filters=[tidy]
    )


class RateForm(FlaskForm):
    """One to five stars, and what is to come of a low one."""

    score = IntegerField(_l("满意程度"), [InputRequired(_l("请先点星")), NumberRange(1, 5, _l("请给 1 到 5 颗星"))])
    comment = TextAreaField(_l("想说的话"), [Length(max=1000)], filters=[tidy])
    wish = RadioField(
        _l("没做好，要怎么办"), [], choices=[SelectChoice(wish) for wish in WISHES], validate_choice=False
    )

    def validate_wish(self, field: RadioField) -> None:
        """A low rating asks (D9); the others do not."""
        if self.score.data is not None and self.score.data <= LOW_SCORE and field.data not in WISHES:
            raise ValidationError(_l("请选：再办一次，还是只是意见"))

    @property
    def again(self) -> bool:
        """Whether it is to be done again."""
        return bool(self.wish.data == AGAIN)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)
