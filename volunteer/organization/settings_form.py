"""The form of a unit's own settings: one number for each, empty to follow the units above."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

from volunteer.organization.settings import KNOBS


class SettingsForm(FlaskForm):
    """A field for every setting, made from their table."""

    version = HiddenField()


for _key, _knob in KNOBS.items():
    setattr(SettingsForm, _key, IntegerField(_knob.label, [Optional(), NumberRange(_knob.least, _knob.most)]))
