"""Forms in which members speak of themselves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, FloatField, RadioField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError

from volunteer.kernel.clock import SHANGHAI
from volunteer.organization.forms import cleaned
from volunteer.people.models import AbsenceKind
from volunteer.people.rules import BANDS, WEEKDAYS
from volunteer.people.words import ABSENCES, LEVELS
from volunteer.web.checkboxes import CheckboxesField
from volunteer.web.fields import PHONE


class ProfileForm(FlaskForm):
    """What a member says of oneself; the view fills the categories."""

    phone = StringField(_l("手机"), [Optional(), Regexp(PHONE, message=_l("请填写数字和短横线"))], filters=[cleaned])
    radius_km = FloatField(_l("愿意去多远（公里）"), [InputRequired(_l("请填写公里数")), NumberRange(0.5, 200)])
    paused_until = DateField(_l("暂停到哪天"), [Optional()])
    interests = CheckboxesField(_l("想参加的类别"))
    recommendations_on = BooleanField(_l("为我推荐适合的服务"))


class AvailabilityForm(FlaskForm):
    """The week as boxes, "0-evening" for Monday evening."""

    cell = CheckboxesField(choices=[SelectChoice(f"{day}-{band}") for day in range(WEEKDAYS) for band in BANDS])


class LevelForm(FlaskForm):
    """How well one can do something."""

    level = RadioField(_l("水平"), choices=[SelectChoice(level, word) for level, word in LEVELS.items()], coerce=int)


class EvidenceForm(FlaskForm):
    """A picture of the paper, and the date on it."""

    picture = FileField(_l("证件照片"))
    expires_on = DateField(_l("证件上的有效期至"), [Optional()])

    def validate_picture(self, field: Any) -> None:
        """A file was chosen."""
        if not field.data:
            raise ValidationError(_("请拍照或选一张照片"))


class AbsenceForm(FlaskForm):
    """From one day to another; only on request from and until a time of day."""

    kind = RadioField(
        _l("原因"),
        choices=[SelectChoice(code, word) for code, word in ABSENCES.items()],
        default=AbsenceKind.HOLIDAY,
    )
    first = DateField(_l("从哪天"), [InputRequired(_l("请选择日期"))])
    last = DateField(_l("到哪天"), [Optional()])
    begins = TimeField(_l("当天几点起"), [Optional()])
    ends = TimeField(_l("当天几点止"), [Optional()])

    def period(self) -> tuple[datetime, datetime]:
        """The instants between which the member is away; whole days unless times are given."""
        first: date = self.first.data
        last: date = self.last.data or first
        starts = datetime.combine(first, self.begins.data or time(), SHANGHAI)
        if self.ends.data:
            return starts, datetime.combine(last, self.ends.data, SHANGHAI)
        return starts, datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
