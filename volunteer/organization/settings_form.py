"""The form of a unit's own settings: one field for each, empty to follow the units above."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from volunteer.organization.settings import KNOBS, Group, Kind, Knob

GROUP_TITLES = {
    Group.DEMANDS: _l("需求与派单"),
    Group.DAY: _l("签到与考勤"),
    Group.MINUTES: _l("时长怎么算"),
    Group.CONFIRMING: _l("时长认定"),
    Group.RECORDS: _l("星级"),
    Group.OTHER: _l("其他"),
}


class HoursField(IntegerField):  # type: ignore[misc]  # wtforms ships no types
    """Minutes that people type as hours, halves allowed."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return hours(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Whole minutes from the hours typed."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = int(Decimal(valuelist[0].strip()) * 60)
        except (InvalidOperation, OverflowError, ValueError) as error:
            raise ValueError(_("请填小时数，例如 8 或 8.5")) from error


class SettingsForm(FlaskForm):
    """A field for every setting, made from their table."""

    version = HiddenField()


def hours(minutes: int) -> str:
    """Minutes as hours, without needless zeros."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def said(knob: Knob, value: int) -> str:
    """A value as the page says it."""
    if knob.kind is Kind.SWITCH:
        return str(_("是") if value else _("否"))
    return hours(value) if knob.kind is Kind.HOURS else str(value)


def _chosen(text: str | int | None) -> int | None:
    return int(text) if text not in (None, "") else None


def _field(knob: Knob) -> Field:
    if knob.kind in (Kind.SWITCH, Kind.CHOICE):
        words = {1: _l("是"), 0: _l("否")} if knob.kind is Kind.SWITCH else {n: str(n) for n in knob.choices}
        choices = [SelectChoice("", _l("不设置")), *(SelectChoice(value, word) for value, word in words.items())]
        return SelectField(knob.label, choices=choices, coerce=_chosen)
    if knob.kind is Kind.HOURS:
        between = NumberRange(knob.least, knob.most, _l("请填 1 到 24 之间的小时数"))
        return HoursField(knob.label, [Optional(), between])
    return IntegerField(knob.label, [Optional(), NumberRange(knob.least, knob.most)])


for _key, _knob in KNOBS.items():
    setattr(SettingsForm, _key, _field(_knob))
