"""Forms of members, of leaders about them and of themselves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.organization.forms import cleaned
from volunteer.people.rules import BANDS, WEEKDAYS
from volunteer.people.words import KINDS, LEVELS
from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # wtforms ships no types
    """Several of a list, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MemberForm(FlaskForm):
    """A member's record. The view fills the squads, and removes `number` where it cannot change."""

    version = HiddenField()
    number = StringField(
        _l("编号"),
        [
            DataRequired(_l("请填写编号")),
            Length(max=40),
            Regexp(r"^[A-Za-z0-9\-]+$", message=_l("只用字母、数字和短横线")),
        ],
        filters=[cleaned],
    )
    name = StringField(_l("姓名"), [DataRequired(_l("请填写姓名")), Length(max=40)], filters=[cleaned])
    phone = StringField(_l("手机"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned])
    unit_id = PickerField(_l("分队"), [InputRequired(_l("请选择分队"))], source="squad_of_members")
    kind = SelectField(_l("类别"), choices=[SelectChoice(code, word) for code, word in KINDS.items()])
    branch = StringField(_l("党支部"), [Optional(), Length(max=80)], filters=[cleaned])


class ProfileForm(FlaskForm):
    """What a member says of oneself."""

    phone = StringField(_l("手机"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned])
    radius_km = FloatField(_l("愿意去多远（公里）"), [InputRequired(_l("请填写公里数")), NumberRange(0.5, 200)])
    paused_until = DateField(_l("暂停到哪天"), [Optional()])
    interests = CheckboxesField(_l("想参加的类别"))
    recommendations_on = BooleanField(_l("为我推荐适合的服务"))


class SkillForm(FlaskForm):
    """One skill; the view fills the choices."""

    skill = SelectField(_l("技能"))
    level = RadioField(
        _l("水平"), choices=[SelectChoice(level, word) for level, word in LEVELS.items()], coerce=int, default=1
    )
    expires_on = DateField(_l("证书有效期至"), [Optional()])


class AvailabilityForm(FlaskForm):
    """The week as boxes, "0-evening" for Monday evening."""

    cell = CheckboxesField(choices=[SelectChoice(f"{day}-{band}") for day in range(WEEKDAYS) for band in BANDS])
