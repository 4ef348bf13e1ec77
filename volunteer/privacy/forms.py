"""Forms of the privacy room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.privacy.states import LeakKind, RequestKind
from volunteer.privacy.words import KINDS, LEAKS
from volunteer.web.picking import PickerField

LONGEST = 500


class AskForm(FlaskForm):
    """Something that one cannot change oneself."""

    kind = RadioField(
        _l("要办什么"),
        choices=[(kind.value, KINDS[kind]) for kind in (RequestKind.CORRECT, RequestKind.OTHER)],
        default=RequestKind.CORRECT,
    )
    words = TextAreaField(_l("写明内容"), [DataRequired(_l("请写明内容")), Length(max=LONGEST)])


class AnswerForm(FlaskForm):
    """What became of a request."""

    version = HiddenField()
    words = TextAreaField(_l("办理结果或原因"), [DataRequired(_l("请写明办理结果或原因")), Length(max=LONGEST)])


class LeakForm(FlaskForm):
    """What is known of a leak when it is found."""

    title = StringField(_l("事情"), [DataRequired(_l("请写明是什么事")), Length(max=80)])
    drill = BooleanField(_l("这是一次演练"), default=True)
    unit_id = PickerField(_l("涉及的队伍"), [DataRequired(_l("请选择队伍"))], source="unit_of_privacy")
    kinds = SelectMultipleField(
        _l("可能泄露的信息"),
        choices=[(kind.value, LEAKS[kind]) for kind in LeakKind],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    since = DateField(_l("数据从哪天起"), [DataRequired(_l("请选择日期"))])
    until = DateField(_l("到哪天止"), [DataRequired(_l("请选择日期"))])
    found_at = DateTimeLocalField(_l("发现时间"), [DataRequired(_l("请填写时间"))], format="%Y-%m-%dT%H:%M")


class LessonForm(FlaskForm):
    """What was learned of it."""

    lesson = TextAreaField(_l("原因和改进"), [DataRequired(_l("请写明原因和改进")), Length(max=2000)])
