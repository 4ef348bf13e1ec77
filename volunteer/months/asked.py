"""What an address asks for: which unit within reach, which month."""

from __future__ import annotations

from datetime import date, datetime

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from volunteer.kernel.clock import local
from volunteer.kernel.errors import Forbidden
from volunteer.months.calendar import FIRST_YEAR, LAST_YEAR, cut_off, month_of, parsed_month, shifted
from volunteer.months.freezing import CUT_OFF
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import get_visible
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.web.picking import PickerField

YEAR_BEGINS = "report_year_first_month"


class UnitForm(FlaskForm):
    """Whose month; asked in the address."""

    unit = PickerField(_l("看哪个组织"), source="unit_of_reports")


def unit_form() -> UnitForm:
    """The form as the address fills it."""
    return UnitForm(request.args, meta={"csrf": False})


def unit_asked(actor: Actor, wanted: int | None) -> Unit:
    """The unit named, or the one the actor stands for: the first node of the tree where reports are open to them."""
    if wanted is None:
        paths = actor.reach(Permission.REPORT_READ).unit_paths
        if not paths:
            raise Forbidden
        wanted = ids_of(min(paths, key=len))[-1]
    return get_visible(Unit, actor, Permission.REPORT_READ, wanted)


def month_asked(now: datetime) -> date:
    """The month named; otherwise the one before this, which leaders come to read."""
    return parsed_month(request.args.get("month")) or shifted(month_of(local(now).date()), -1)


def year_asked() -> int | None:
    """The year named, if it asks for one."""
    year = request.args.get("year", type=int)
    return year if year is not None and FIRST_YEAR <= year < LAST_YEAR else None


def cut_off_of(unit: Unit, month: date) -> datetime:
    """When a month of the unit's network is frozen."""
    return cut_off(month, top_setting(unit, CUT_OFF))


def first_month_of_year(unit: Unit) -> int:
    """With which month a reporting year begins there."""
    return top_setting(unit, YEAR_BEGINS)


def top_setting(unit: Unit, key: str) -> int:
    """What the top of the unit's network sets: numbers of one network must be of the same days."""
    value: int = setting_at(f"{ids_of(unit.path)[0]}/", key, KNOBS[key].default)
    return value
