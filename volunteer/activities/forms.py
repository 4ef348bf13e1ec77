"""Forms of the day of service."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Regexp

from volunteer.activities.place_check import Here
from volunteer.projects.models import Position
from volunteer.web.picking import PickerField


class OwnWordForm(FlaskForm):
    """What is pressed, and where the phone is, where the session asks for it."""

    kind = HiddenField()
    lon = HiddenField()
    lat = HiddenField()
    accuracy_m = HiddenField()

    def here(self) -> Here | None:
        """Where the phone says it is; None where it does not, or says nonsense."""
        try:
            lon, lat = float(self.lon.data or ""), float(self.lat.data or "")
            accuracy = float(self.accuracy_m.data or 0)
        except ValueError:
            return None
        return Here(lon, lat, accuracy) if abs(lon) <= 180 and abs(lat) <= 90 and accuracy >= 0 else None


class CodeForm(OwnWordForm):
    """Six digits and what they are for."""

    code = StringField(
        _l("六位签到码"),
        [InputRequired(_l("请填写现场的六位签到码")), Regexp(r"^[0-9]{6}\Z", message=_l("签到码是六位数字"))],
        filters=[lambda text: (text or "").replace(" ", "")],
    )


class LeavingForm(FlaskForm):
    """When a member left who forgot to check out."""

    left_at = TimeField(_l("离开时间"), [InputRequired(_l("请填写离开时间，例如 11:00"))])


class WalkUpForm(FlaskForm):
    """Who comes along, and where they lend a hand."""

    member_id = PickerField(_l("是谁"), [InputRequired(_l("请填写是谁"))], source="member_at_gate")
    # A place may be gone by now: the use case says so.
    position_id = SelectField(_l("岗位"), [InputRequired(_l("请选择岗位"))], coerce=int, validate_choice=False)

    def offer(self, positions: Sequence[Position]) -> None:
        """The positions with a free place."""
        self.position_id.choices = [(position.id, position.title) for position in positions]
