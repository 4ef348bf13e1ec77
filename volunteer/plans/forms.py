"""The form that asks for a plan: whose people and projects, which days, one town or all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from volunteer.kernel.spans import coming
from volunteer.web.picking import PickerField


class PlanForm(FlaskForm):
    """Starts with the whole of what the actor may plan, and the coming two weeks."""

    first_day = DateField(_l("从"), [InputRequired(_l("请选择日期"))])
    last_day = DateField(_l("到"), [InputRequired(_l("请选择日期"))])
    town_id = SelectField(_l("镇街"), coerce=int, default=0)
    unit_id = PickerField(_l("组织"), [InputRequired(_l("请选择"))], source="unit_of_plans")

    def offering(self, towns: Sequence[tuple[int, str]], today: date) -> PlanForm:
        """What can be chosen, and the usual answers where nothing was answered yet."""
        self.town_id.choices = [(0, _l("全部镇街")), *towns]
        if not self.is_submitted():
            usual = coming(today)
            self.first_day.data, self.last_day.data = usual.first, usual.last
        return self
