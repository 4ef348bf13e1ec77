"""The form of a template."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from volunteer.taxonomy.naming import names
from volunteer.web.fields import tidy

TITLE, TEXT, NAME, NAME_EN = 80, 2000, 20, 60
MOST_HEADS = 500
TIMES = ["%H:%M", "%H:%M:%S"]
LEVELS = [SelectChoice(1, _l("基础")), SelectChoice(2, _l("熟练")), SelectChoice(3, _l("专业"))]


class TemplateForm(FlaskForm):
    """What the button is called, and what it fills in."""

    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=NAME)], filters=[tidy])
    name_en = StringField(
        _l("英文名称"),
        [DataRequired(_l("请填写英文名称")), Length(max=NAME_EN), Regexp(r"[\x20-\x7e]+$", message=_l("请用英文填写"))],
        filters=[tidy],
    )
    category = SelectField(_l("类别"), [DataRequired(_l("请选择类别"))])
    title = StringField(
        _l("需要什么帮助"), [DataRequired(_l("请用一句话写明需要什么")), Length(max=TITLE)], filters=[tidy]
    )
    text = TextAreaField(_l("具体说明"), [DataRequired(_l("请写明做什么、为谁做")), Length(max=TEXT)], filters=[tidy])
    starts = TimeField(_l("开始"), [InputRequired(_l("请填写开始时间"))], format=TIMES)
    ends = TimeField(_l("结束"), [InputRequired(_l("请填写结束时间"))], format=TIMES)
    headcount = IntegerField(
        _l("需要几个人"),
        [InputRequired(_l("请填写人数")), NumberRange(1, MOST_HEADS, _l("人数为 1 至 500"))],
    )
    skill = SelectField(_l("需要的技能"), [Optional()], filters=[tidy])
    level = SelectField(_l("技能等级"), [Optional()], choices=LEVELS, coerce=int, default=1)
    risk_note = TextAreaField(_l("风险与保障"), [Length(max=TEXT)], filters=[tidy])

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.category.choices = [SelectChoice("", _l("请选择")), *_choices(names().categories_in_use)]
        self.skill.choices = [SelectChoice("", _l("不限")), *_choices(names().skills_in_use)]

    def values(self) -> dict[str, Any]:
        """What the use cases take."""
        plain = ("name", "name_en", "category", "title", "text", "starts", "ends", "headcount", "skill", "risk_note")
        return {**{name: self[name].data for name in plain}, "level": self.level.data or 1}


def _choices(known: tuple[tuple[str, str], ...]) -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in known]
