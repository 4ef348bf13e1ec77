"""Forms of the page that shows who stands on a project."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from volunteer.claims.schemas import MOST_PLACES
from volunteer.projects.models import Position
from volunteer.web.api import LARGEST_ID
from volunteer.web.humanize import period
from volunteer.web.picking import PickerField

_AN_ID = (InputRequired(_l("请选择")), NumberRange(1, LARGEST_ID, _l("请选择")))


class AddMemberForm(FlaskForm):
    """One member for one position."""

    position = SelectField(_l("场次和岗位"), coerce=int, validate_choice=False, validators=_AN_ID)
    member = PickerField(_l("党员"), [InputRequired(_l("请选择"))], source="member_of_claims")
    consented = BooleanField(_l("本人已同意"))

    def offering(self, positions: Sequence[Position]) -> AddMemberForm:
        """The same form with what can be chosen."""
        self.position.choices = _lines(positions)
        return self


class TeamClaimForm(FlaskForm):
    """Places for a team until a day."""

    unit = PickerField(_l("服务队"), [InputRequired(_l("请选择"))], source="unit_of_claims")
    team_position = SelectField(_l("场次和岗位"), coerce=int, validate_choice=False, validators=_AN_ID)
    places = IntegerField(
        _l("名额"), validators=[InputRequired(_l("请填写人数")), NumberRange(1, MOST_PLACES, _l("1 到 500 人"))]
    )
    release_on = DateField(_l("保留到（当天 18:00）"), validators=[InputRequired(_l("请选择日期"))])

    def offering(self, positions: Sequence[Position]) -> TeamClaimForm:
        """The same form with what can be chosen."""
        self.team_position.choices = _lines(positions)
        return self


def _lines(positions: Sequence[Position]) -> list[tuple[int, str]]:
    return [(p.id, f"{period(p.session.starts, p.session.ends)} · {p.title}") for p in positions]
