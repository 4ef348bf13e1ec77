"""Forms that give roles, hand them over and name deputies."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from volunteer.accounts.queries import account_named
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization.forms import cleaned
from volunteer.organization.words import ROLES
from volunteer.people.models import Member
from volunteer.web.checkboxes import CheckboxesField
from volunteer.web.picking import PickerField


class PersonForm(FlaskForm):
    """Somebody: a member found by name, or anybody by the name they sign in under."""

    member = PickerField(_l("人选"), source="member")
    username = StringField(_l("对方的用户名"), [Length(max=100)], filters=[cleaned])

    def without_members(self) -> Self:
        """For those who see no members."""
        del self.member
        return self

    def account_id(self) -> int:
        """The account of whoever was chosen; Invalid when nobody was."""
        member_id = self.member.data if "member" in self else None
        if member_id is not None:
            return db.session.scalars(select(Member.account_id).where(Member.id == member_id)).one()
        account = account_named(self.username.data) if self.username.data else None
        if account is None:
            words = _("没有这个用户名") if self.username.data else _("请填写对方的姓名或用户名")
            raise Invalid({"username" if self.username.data or "member" not in self else "member": str(words)})
        return account.id


class GrantForm(PersonForm):
    """Who, what, where, from when until when. A link from the page of a unit, place or group fills in where."""

    role = SelectField(_l("职责"), choices=[SelectChoice(role, words) for role, words in ROLES.items()])
    node = PickerField(
        _l("组织、社区或协作组"), [InputRequired(_l("请选择组织、社区或协作组"))], source="node_of_grants"
    )
    deputy = BooleanField(_l("作为副职（与正职权限相同，可设结束日期作临时代理）"))
    since = DateField(_l("开始日期"), [Optional()])
    until = DateField(_l("结束日期"), [Optional()])


class DeputyForm(PersonForm):
    """Who stands in, until when."""

    until = DateField(_l("到哪天为止"), [Optional()])

    def ends(self) -> datetime | None:
        """The instant after the last day."""
        return midnight(self.until.data + timedelta(days=1)) if self.until.data else None


class HandoverForm(PersonForm):
    """Which roles go to whom, from when; the view fills the choices."""

    grants = CheckboxesField(_l("要交接的职责"), coerce=int)
    since = DateField(_l("从哪天起"), [Optional()])

    def begins(self) -> datetime | None:
        """The beginning of the first day; None for now, which today is."""
        day = self.since.data
        return midnight(day) if day is not None and day > clock.today() else None


def midnight(day: date) -> datetime:
    """The beginning of a day in Shanghai."""
    return datetime.combine(day, time.min, clock.SHANGHAI).astimezone(UTC)
