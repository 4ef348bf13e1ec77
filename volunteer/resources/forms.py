"""The forms of resources: one per kind, with only what the kind needs; and the order of a site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.kernel.clock import SHANGHAI
from volunteer.resources.rules import PUBLIC
from volunteer.resources.schemas import NAME, TEXT, TITLE
from volunteer.resources.states import IfDeclined
from volunteer.resources.words import ADDRESS, HEADCOUNT, IF_DECLINED, QUANTITY, SKILLED
from volunteer.web.fields import PHONE, tidy
from volunteer.web.picking import PickerField
from volunteer.web.public_words import PublicWordsForm

TIMES = ["%H:%M", "%H:%M:%S"]
MOST = 10_000


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 10 else 0


def _phone() -> Regexp:
    return Regexp(PHONE, message=_l("请填写手机号或带区号的座机"))


class ChecksField(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ResourceForm(PublicWordsForm):
    """A whole resource. `suit` leaves out what its kind does not need."""

    PUBLIC = PUBLIC

    form_key = HiddenField()
    version = HiddenField(filters=[_number])
    unit_id = PickerField(_l("由谁提供"), [DataRequired(_l("请选择单位"))], source="offering_unit")
    title = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=TITLE)], filters=[tidy])
    text = TextAreaField(_l("介绍"), [DataRequired(_l("请写几句介绍")), Length(max=TEXT)], filters=[tidy])
    category = SelectField(_l("类别"), [DataRequired(_l("请选择类别"))])
    skill = SelectField(_l("用到的技能"), [Optional()], filters=[tidy])
    headcount = IntegerField(
        _l("一次去几个人"), [InputRequired(_l("请填写人数")), NumberRange(0, 500, _l("人数为 0 至 500"))], default=1
    )
    hours = DecimalField(
        _l("一次大约几小时"),
        [InputRequired(_l("请填写时长")), NumberRange(0.5, 24, _l("时长为 0.5 至 24 小时"))],
        default=2,
    )
    quantity = IntegerField(
        _l("数量"), [InputRequired(_l("请填写数量")), NumberRange(1, MOST, _l("数量为 1 至 10000"))], default=1
    )
    address = StringField(_l("地址"), [Length(max=200)], filters=[tidy])
    place_id = SelectField(_l("所在镇街"), [Optional()], coerce=int)
    notice_days = IntegerField(
        _l("至少提前几天"), [InputRequired(_l("请填写天数")), NumberRange(0, 180, _l("天数为 0 至 180"))], default=3
    )
    monthly_quota = IntegerField(_l("每月最多几次"), [Optional(), NumberRange(1, 999, _l("次数为 1 至 999"))])
    first_day = DateField(_l("从哪天起"), [Optional()])
    last_day = DateField(_l("到哪天止"), [Optional()])
    town_ids = ChecksField(_l("面向哪些镇街"), coerce=int)
    contact_name = StringField(_l("联系人"), [DataRequired(_l("请填写联系人")), Length(max=NAME)], filters=[tidy])
    contact_phone = StringField(_l("联系电话"), [DataRequired(_l("请填写联系电话")), _phone()], filters=[tidy])
    risk_note = TextAreaField(_l("风险与保障"), [Length(max=TEXT)], filters=[tidy])

    def suit(
        self,
        kind: str,
        categories: Sequence[tuple[str, str]],
        skills: Sequence[tuple[str, str]],
        towns: Sequence[tuple[int, str]],
    ) -> None:
        """Fill in what can be chosen, and keep only what this kind needs."""
        self.category.choices = [("", _l("请选择")), *categories]
        self.skill.choices = [("", _l("不限")), *skills]
        self.place_id.choices = [(0, _l("不填")), *towns]
        self.town_ids.choices = list(towns)
        self.headcount.label.text = HEADCOUNT[kind]
        self.quantity.label.text = QUANTITY.get(kind, "")
        self.address.label.text = ADDRESS.get(kind, "")
        for name, kinds in (("quantity", QUANTITY), ("address", ADDRESS), ("place_id", ADDRESS), ("skill", SKILLED)):
            if kind not in kinds:
                del self[name]

    def content(self) -> dict[str, Any]:
        """What the use cases take."""
        values = {field.name: field.data for field in self if field.name not in NOT_CONTENT}
        values["hours"] = float(values["hours"])
        values["as_written"] = self.keeps_words
        if "place_id" in self:
            values["place_id"] = values["place_id"] or None
        return values

    @property
    def opens_rest(self) -> bool:
        """Whether the folded part has to be looked at."""
        return any(self[name].errors for name in (*LIMITS, "risk_note"))


NOT_CONTENT = frozenset({"csrf_token", "form_key", "version"})
LIMITS = ("monthly_quota", "first_day", "last_day", "town_ids")


class OrderForm(FlaskForm):
    """What a site asks for. The end may be left out: it takes as long as it usually does."""

    form_key = HiddenField()
    site_id = SelectField(_l("社区"), [NumberRange(1, message=_l("请选择社区"))], coerce=int)
    any_site = PickerField(_l("社区"), [DataRequired(_l("请选择社区"))], source="site")
    day = DateField(_l("日期"), [InputRequired(_l("请选择日期"))])
    starts = TimeField(_l("开始"), [InputRequired(_l("请填写开始时间"))], format=TIMES)
    ends = TimeField(_l("结束"), [Optional()], format=TIMES)
    quantity = IntegerField(
        _l("要多少件"), [InputRequired(_l("请填写数量")), NumberRange(1, MOST, _l("数量为 1 至 10000"))], default=1
    )
    note = TextAreaField(_l("想请他们做什么"), [Length(max=TEXT)], filters=[tidy])
    if_declined = RadioField(
        _l("如果对方来不了"),
        choices=[SelectChoice(value, word) for value, word in IF_DECLINED.items()],
        default=IfDeclined.PASS_ON,
    )
    public_place = StringField(_l("服务地点"), [Length(max=TITLE)], filters=[tidy])
    contact_name = StringField(_l("联系人"), [DataRequired(_l("请填写联系人")), Length(max=NAME)], filters=[tidy])
    contact_phone = StringField(_l("联系电话"), [DataRequired(_l("请填写联系电话")), _phone()], filters=[tidy])

    def suit(self, *, counted: bool, comes: bool, sites: Sequence[tuple[int, str]] | None) -> None:
        """Leave out what is not asked: the number where only one can be had, the place where the site comes itself.

        `sites` are those to choose from, none for somebody who orders for any; the only one is not asked for.
        """
        unwanted = ["any_site"] if sites is not None else ["site_id"]
        if sites is not None and len(sites) == 1:
            unwanted.append("site_id")
        for name in (*unwanted, *([] if counted else ["quantity"]), *([] if comes else ["public_place"])):
            del self[name]
        if "site_id" in self:
            self.site_id.choices = [(0, _l("请选择社区")), *(sites or ())]

    def wanted(self) -> dict[str, Any]:
        """What the use case takes."""
        names = ("note", "if_declined", "contact_name", "contact_phone", "public_place", "quantity", "site_id")
        plain = {name: self[name].data for name in names if name in self}
        if "any_site" in self:
            plain["site_id"] = self.any_site.data
        return {**plain, "starts": self._instant("starts"), "ends": self._instant("ends")}

    def _instant(self, name: str) -> datetime | None:
        at = self[name].data
        return None if at is None else datetime.combine(self.day.data, at, SHANGHAI)

    @property
    def opens_rest(self) -> bool:
        """Whether the folded part has to be looked at: something is missing, or wrong."""
        folded = [name for name in ("public_place", "contact_name", "contact_phone") if name in self]
        missing = not (self.contact_name.data and self.contact_phone.data)
        return missing or any(self[name].errors for name in folded)
