"""The page on which the holiday table is kept, year by year (年历)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.reference import holiday_service as service
from volunteer.reference.holiday_forms import COUNTS_AS, HolidayForm
from volunteer.reference.holiday_names import shown
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs

bp = Blueprint("holidays", __name__, url_prefix="/holidays")


@bp.get("")
@needs(Permission.SETTING_MANAGE)
def index() -> str:
    """A year: its days, what the calendar package would add, whether it is complete."""
    return _page(_year(), HolidayForm(formdata=None))


@bp.post("")
@needs(Permission.SETTING_MANAGE)
def save() -> BaseResponse | tuple[str, int]:
    """Add a day, or change it."""
    form = HolidayForm()
    saved = carried_out(
        form,
        lambda: service.set_day(current_actor(), form.day.data, form.name.data, int(form.weekday.data)),
        refused_at="day",
    )
    if saved is None:
        return _page(_year(), form), 422
    flash(_("已保存"), "ok")
    return _back(saved.day.year)


@bp.post("/remove")
@needs(Permission.SETTING_MANAGE)
def remove() -> BaseResponse:
    """Take a day out of the table."""
    day = _day(request.form.get("day"))
    service.remove_day(current_actor(), day)
    flash(_("已删除，这一天按平常的星期计算"), "ok")
    return _back(day.year)


@bp.post("/<int:year>/take-over")
@needs(Permission.SETTING_MANAGE)
def take_over(year: int) -> BaseResponse:
    """Take the chosen days of the proposal."""
    taken = service.take_over(current_actor(), _known(year), [_day(value) for value in request.form.getlist("day")])
    flash(ngettext("已采用 %(num)s 天", "已采用 %(num)s 天", taken), "ok")
    return _back(year)


@bp.post("/<int:year>/confirm")
@needs(Permission.SETTING_MANAGE)
def confirm(year: int) -> BaseResponse:
    """Say that the year is complete."""
    service.confirm(current_actor(), _known(year))
    flash(_("%(year)s年已核对，推算的期限已重新计算", year=year), "ok")
    return _back(year)


def _page(year: int, form: HolidayForm) -> str:
    this_year = clock.today().year
    return render_template(
        "pages/holidays/index.html",
        year=year,
        years=sorted({*service.years(), this_year, this_year + 1, year}),
        days=service.days_of(year),
        proposed=service.proposal(year),
        seen_to=service.seen_to(year),
        counts_as={int(value): words for value, words in COUNTS_AS},
        name_of=shown,
        form=form,
    )


def _back(year: int) -> BaseResponse:
    return redirect(url_for(".index", year=year), 303)


def _year() -> int:
    asked = request.args.get("year", type=int)
    return asked if asked and service.FIRST_YEAR <= asked <= service.LAST_YEAR else clock.today().year


def _known(year: int) -> int:
    if not service.FIRST_YEAR <= year <= service.LAST_YEAR:
        raise Invalid({"year": _("没有这一年")})
    return year


def _day(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise Invalid({"day": _("请选择日期")}) from None
