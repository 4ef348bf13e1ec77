"""Forms of skills, their groups and categories."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.taxonomy.rules import synonyms_in
from volunteer.taxonomy.schemas import HIGHEST_RANK
from volunteer.taxonomy.words import SAFEGUARDS

MOST_HELPERS = 20
LONGEST_LIST = 2_000


def _tidy(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").split())


def _lines(written: Any) -> Any:
    return "\n".join(written) if isinstance(written, list) else (written or "").replace("\x00", "")


class GroupForm(FlaskForm):
    """A group of skills: its names and its place."""

    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=20)], filters=[_tidy])
    name_en = StringField(_l("英文名称"), [DataRequired(_l("请填写英文名称")), Length(max=60)], filters=[_tidy])
    rank = IntegerField(_l("排在第几"), [InputRequired(_l("请填写数字")), NumberRange(0, HIGHEST_RANK)], default=0)

    def values(self) -> dict[str, Any]:
        """What the use cases take."""
        return {name: self[name].data for name in ("name", "name_en", "rank")}


class WordedForm(FlaskForm):
    """What skills and categories share: names, and what else people call it."""

    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=20)], filters=[_tidy])
    name_en = StringField(_l("英文名称"), [DataRequired(_l("请填写英文名称")), Length(max=60)], filters=[_tidy])
    synonyms = TextAreaField(_l("常用说法"), [Length(max=LONGEST_LIST)], filters=[_lines])

    def values(self) -> dict[str, Any]:
        """What the use cases take."""
        return {"name": self.name.data, "name_en": self.name_en.data, "synonyms": synonyms_in(self.synonyms.data)}


class SkillForm(WordedForm):
    """A skill."""

    group = SelectField(_l("分组"), [DataRequired(_l("请选择分组"))])
    needs_approval = BooleanField(_l("要看证件，由负责人审核"))

    def values(self) -> dict[str, Any]:
        """What the use cases take."""
        return {**super().values(), "group": self.group.data, "needs_approval": self.needs_approval.data}


class CategoryForm(WordedForm):
    """A kind of service, with what publishing and claiming must see to."""

    min_helpers = IntegerField(
        _l("每场至少几人"), [InputRequired(_l("请填写人数")), NumberRange(1, MOST_HELPERS)], default=1
    )
    flags = SelectMultipleField(
        _l("保障要求"),
        choices=[SelectChoice(code, word) for code, word in SAFEGUARDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def values(self) -> dict[str, Any]:
        """What the use cases take; one helper is no demand at all."""
        fewest = {"min_helpers": self.min_helpers.data} if self.min_helpers.data > 1 else {}
        return {**super().values(), "safeguards": {**fewest, **dict.fromkeys(self.flags.data or (), True)}}
