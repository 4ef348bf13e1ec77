"""The form of an item."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from volunteer.checklists.schemas import HINT, MOST_RANK, NAME, NAME_EN
from volunteer.web.fields import number_carried, tidy


class ItemForm(FlaskForm):
    """What is made sure of, and whether nothing is published without it."""

    version = HiddenField(filters=[number_carried])
    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=NAME)], filters=[tidy])
    name_en = StringField(_l("英文名称"), [Length(max=NAME_EN)], filters=[tidy])
    hint = StringField(_l("怎样算落实"), [Length(max=HINT)], filters=[tidy])
    required = BooleanField(_l("必须落实才能发布"))
    rank = IntegerField(
        _l("顺序"), [InputRequired(_l("请填写顺序")), NumberRange(0, MOST_RANK, _l("请填 0 到 9999 之间的整数"))]
    )

    def values(self) -> dict[str, Any]:
        """What the use cases take."""
        given = {name: self[name].data for name in ("name", "name_en", "hint", "required")}
        return {**given, "rank": self.rank.data} if "rank" in self else given
