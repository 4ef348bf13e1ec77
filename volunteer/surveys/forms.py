"""Forms of surveys."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.organization.forms import cleaned
from volunteer.surveys.words import PARTS
from volunteer.web.picking import PickerField


class SurveyForm(FlaskForm):
    """A new survey."""

    title = StringField(_l("标题"), [DataRequired(_l("请填写标题")), Length(max=40)], filters=[cleaned])
    unit_id = PickerField(_l("请谁核对"), [InputRequired(_l("请选组织"))], source="unit")
    due_on = DateField(_l("截止日期"), [InputRequired(_l("请选择日期"))])
    asks = SelectMultipleField(
        _l("核对哪些内容"),
        choices=[SelectChoice(part, word) for part, word in PARTS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    message = TextAreaField(_l("说明"), [Optional(), Length(max=200)], filters=[cleaned])


class ExtendForm(FlaskForm):
    """Another last day."""

    version = HiddenField()
    due_on = DateField(_l("新的截止日期"), [InputRequired(_l("请选择日期"))])
