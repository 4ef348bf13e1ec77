"""Forms of task forces, emergencies and call-outs: choices instead of dates, as they are filled in under pressure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.organization.forms import cleaned
from volunteer.organization.models import Tier
from volunteer.organization.words import TIERS
from volunteer.projects.rules import ASSURED
from volunteer.task_forces.calls import Need, Whom
from volunteer.task_forces.rules import FORCES
from volunteer.taxonomy.naming import names
from volunteer.taxonomy.words import SAFEGUARDS
from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField

USUAL_CATEGORY = "flood"
MUSTER_MINUTES = (
    SelectChoice(15, _l("15 分钟内")),
    SelectChoice(30, _l("30 分钟内")),
    SelectChoice(60, _l("1 小时内")),
    SelectChoice(120, _l("2 小时内")),
)
NEEDED_HOURS = (
    SelectChoice(2, _l("2 小时")),
    SelectChoice(4, _l("4 小时")),
    SelectChoice(8, _l("8 小时")),
    SelectChoice(12, _l("12 小时")),
    SelectChoice(24, _l("一天")),
    SelectChoice(48, _l("两天")),
)
EMERGENCY_HOURS = (
    SelectChoice(12, _l("12 小时")),
    SelectChoice(24, _l("一天")),
    SelectChoice(48, _l("两天")),
    SelectChoice(72, _l("三天")),
    SelectChoice(120, _l("五天")),
    SelectChoice(168, _l("七天")),
)
DISTANCES = (
    SelectChoice(0, _l("不限远近")),
    SelectChoice(1, _l("1 公里内")),
    SelectChoice(3, _l("3 公里内")),
    SelectChoice(5, _l("5 公里内")),
    SelectChoice(10, _l("10 公里内")),
)


def _choices(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class NeedForm(FlaskForm):
    """What, where, how many, until when and whom to ask for."""

    title = StringField(_l("要做什么"), [DataRequired(_l("请写明要做什么")), Length(max=40)], filters=[cleaned])
    site_id = PickerField(_l("在哪个社区"), [DataRequired(_l("请选择社区"))], source="site")
    muster_point = StringField(_l("集合点"), [DataRequired(_l("请写明集合点")), Length(max=60)], filters=[cleaned])
    headcount = IntegerField(_l("要多少人"), [InputRequired(_l("请填写人数")), NumberRange(1, 500, _l("1 到 500 人"))])
    muster_minutes = SelectField(_l("多久内集合"), choices=MUSTER_MINUTES, coerce=int, default=30)
    hours = SelectField(_l("大约要多久"), choices=NEEDED_HOURS, coerce=int, default=4)
    leader_name = StringField(_l("现场负责人"), [DataRequired(_l("请填写姓名")), Length(max=20)], filters=[cleaned])
    leader_phone = StringField(
        _l("负责人电话"),
        [DataRequired(_l("请填写电话")), Regexp(PHONE, message=_l("请填写数字和短横线"))],
        filters=[cleaned],
    )
    bring_note = StringField(_l("带什么"), [Optional(), Length(max=100)], filters=[cleaned])
    category = SelectField(_l("类别"))
    insurance_note = StringField(_l("保险"), [Optional(), Length(max=200)], filters=[cleaned])
    assured = SelectMultipleField(
        _l("已经落实"),
        choices=[SelectChoice(name, SAFEGUARDS[name]) for name in ASSURED],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offering(self) -> NeedForm:
        """The categories to choose from, disaster relief unless another was chosen."""
        self.category.choices = _choices(names().categories_in_use)
        if not self.is_submitted() and USUAL_CATEGORY in names().categories:
            self.category.data = USUAL_CATEGORY
        return self

    def need(self, now: datetime) -> Need:
        """What was filled in."""
        return Need(
            title=self.title.data,
            category=self.category.data,
            site_id=self.site_id.data,
            muster_point=self.muster_point.data,
            headcount=self.headcount.data,
            muster_minutes=self.muster_minutes.data,
            ends=now + timedelta(minutes=self.muster_minutes.data, hours=self.hours.data),
            leader_name=self.leader_name.data,
            leader_phone=self.leader_phone.data,
            bring_note=self.bring_note.data,
            insurance_note=self.insurance_note.data,
            assured=tuple(self.assured.data or ()),
        )


class WhomForm(FlaskForm):
    """Who is called. `seen` is the number of people that the caller has been told."""

    unit_id = SelectField(_l("范围"), coerce=int)
    below_id = PickerField(_l("只叫这个组织的人"), source="unit")
    skill = SelectField(_l("需要的技能"))
    within_km = SelectField(_l("离现场多远"), choices=DISTANCES, coerce=int, default=0)
    seen = HiddenField()

    def offering_units(self, units: Iterable[tuple[int, str]]) -> None:
        """In whose name the person may call."""
        self.unit_id.choices = _choices(units)
        self.skill.choices = [SelectChoice("", _l("不限技能")), *_choices(names().skills_in_use)]

    def whom(self) -> Whom:
        """Whom it is for."""
        return Whom(
            unit_id=self.unit_id.data,
            below_id=self.below_id.data,
            skill=self.skill.data or None,
            within_km=float(self.within_km.data) if self.within_km.data else None,
        )


class CallForm(NeedForm, WhomForm):
    """What is needed, and who is called for it."""


class EmergencyForm(FlaskForm):
    """Where, why, how long. `shown` says that the sessions it puts off were listed."""

    place_id = SelectField(_l("哪个镇街"), coerce=int)
    reason = StringField(_l("原因"), [DataRequired(_l("请写明原因")), Length(max=60)], filters=[cleaned])
    hours = SelectField(_l("持续多久"), choices=EMERGENCY_HOURS, coerce=int, default=24)
    shown = HiddenField()

    def offering(self, towns: Iterable[tuple[int, str]]) -> EmergencyForm:
        """The towns where none holds."""
        self.place_id.choices = _choices(towns)
        return self


class ExtendForm(FlaskForm):
    """How long from now. `shown` as when it was opened."""

    hours = SelectField(_l("从现在起再持续"), choices=EMERGENCY_HOURS, coerce=int, default=24)
    version = HiddenField()
    shown = HiddenField()


class ReviewForm(FlaskForm):
    """What the reviewer thinks of all that was passed over."""

    note = TextAreaField(_l("复核意见"), [DataRequired(_l("请写下复核意见")), Length(max=500)], filters=[cleaned])


class ForceForm(FlaskForm):
    """A new force."""

    tier = RadioField(
        _l("类别"), choices=[SelectChoice(str(tier), TIERS[tier]) for tier in FORCES], default=str(Tier.TASK_FORCE)
    )
    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=40)], filters=[cleaned])
    purpose = StringField(_l("任务"), [DataRequired(_l("请写明任务")), Length(max=100)], filters=[cleaned])
    parent_id = PickerField(_l("设在哪里"), [DataRequired(_l("请选择大队或服务队"))], source="unit")
    leader_id = PickerField(_l("负责人"), source="member")
    ends_on = DateField(_l("结束日期"), [Optional()])


class ForceChangeForm(FlaskForm):
    """What a force is for and until when."""

    purpose = StringField(_l("任务"), [DataRequired(_l("请写明任务")), Length(max=100)], filters=[cleaned])
    ends_on = DateField(_l("结束日期"), [Optional()])
