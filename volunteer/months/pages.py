"""The page of a unit's month or year, and the lists behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from volunteer.kernel import clock
from volunteer.months import asked, words
from volunteer.months.calendar import month_of, months_of, shifted
from volunteer.months.lists import LISTS
from volunteer.months.queries import compared, unit_month, unit_year
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs
from volunteer.web.humanize import number

MONTH_TILES = ("sessions", "services", "people", "verified_minutes")
YEAR_TILES = (*MONTH_TILES, "backfilled_minutes")
FEW_PROJECTS = 12  # beside the numbers; the rest stand in their list
CHOICES = 15  # months to choose from: this one and those a year back

bp = Blueprint("months", __name__)


@bp.get("/reports/month")
@needs(Permission.REPORT_READ)
def index() -> str:
    """What a unit did in a month (or, with `year`, in a year), beside the month before and the same a year ago."""
    form = asked.unit_form()
    form.validate()
    unit = asked.unit_asked(current_actor(), form.unit.data or request.args.get("unit", type=int))
    year = asked.year_asked()
    return _year_page(unit, form, year) if year else _month_page(unit, form)


@bp.get("/reports/month/behind/<figure>")
@needs(Permission.REPORT_READ)
def behind(figure: str) -> str:
    """What one number counted."""
    listed = LISTS.get(figure)
    if listed is None:
        abort(404)
    unit = asked.unit_asked(current_actor(), request.args.get("unit", type=int))
    month = unit_month(unit, asked.month_asked(clock.now()), clock.now(), subjects=True)
    page = listed.page(month)
    line = words.LINES.get(figure)
    return render_template(
        "pages/months/behind.html",
        unit=unit,
        month=month,
        title=line.label if line else words.LATE,
        meaning=line.meaning if line else words.LATE_MEANING,
        said=line.said(month.figures) if line else None,
        headings=listed.headings,
        rows=listed.rows(page.items),
        found=page,
    )


def _month_page(unit: Unit, form: asked.UnitForm) -> str:
    now = clock.now()
    month = asked.month_asked(now)
    shown, before, year_ago = compared(unit, month, now)
    projects = shown.subjects.get("projects", [])
    links = {key: url_for(".behind", figure=key, unit=unit.id, month=f"{month:%Y-%m}") for key in MONTH_TILES}
    return render_template(
        "pages/months/month.html",
        **_common(unit, form, month),
        shown=shown,
        columns=(shown, before, year_ago),
        tiles=[_tile(words.LINES[key], shown.figures, url) for key, url in links.items()],
        late=shown.late(),
        frozen_on=asked.cut_off_of(unit, month),
        projects=LISTS["projects"].rows(projects[:FEW_PROJECTS]),
        project_number=len(projects),
        now=now,
    )


def _year_page(unit: Unit, form: asked.UnitForm, year: int) -> str:
    months, now = months_of(year, asked.first_month_of_year(unit)), clock.now()
    summed = unit_year(unit, year, months)
    return render_template(
        "pages/months/year.html",
        **_common(unit, form, months[0]),
        summed=summed,
        tiles=[_tile(words.LINES[key], summed.figures) for key in YEAR_TILES],
        this_year=clock.today().year,
        this_month=month_of(clock.today()),
        passed=[month for month in months if asked.cut_off_of(unit, month) <= now],
    )


def _tile(line: words.Line, figures: Mapping[str, int], url: str | None = None) -> dict[str, Any]:
    """A number drawn large, durations in hours; it leads to its list where there is anything."""
    value = int(line.value(figures) or 0)
    if line.measure != words.Measure.MINUTES:
        return {"value": number(value), "label": line.label, "url": url if value else None}
    label = _("%(what)s（小时）", what=line.label)
    return {"value": f"{value / 60:,.1f}", "label": label, "url": url if value else None}


def _common(unit: Unit, form: asked.UnitForm, month: date) -> dict[str, Any]:
    this_month = month_of(clock.today())
    choices = [shifted(this_month, -back) for back in range(CHOICES)]
    if month not in choices:
        choices.append(month)
    form.unit.data, form.unit.text = unit.id, form.unit.text or unit.name
    return {
        "unit": unit,
        "form": form,
        "month": month,
        "month_choices": [
            (f"{one:%Y-%m}", _("%(year)s年%(month)s月", year=one.year, month=one.month)) for one in choices
        ],
        "groups": words.GROUPS,
        "words": words,
        "lines": words.LINES,
    }
