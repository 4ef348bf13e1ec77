"""The pages of the three lists: on the screen, on paper, as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Disclosure, Export, export
from volunteer.organization.permissions import Permission
from volunteer.organization.towns import towns
from volunteer.resources.list_columns import COLUMNS
from volunteer.resources.lists import LISTS, ListFilters
from volunteer.taxonomy.naming import names
from volunteer.web.fields import tidy
from volunteer.web.guard import needs
from volunteer.web.humanize import clock_time, full_date, short_date, weekday
from volunteer.web.tables import page_of

MOST_PRINTED = 500
READERS = (Permission.DEMAND_READ, Permission.PROJECT_READ, Permission.RESOURCE_ORDER)
NAME = "<any(resources,demands,projects):list_name>"

bp = Blueprint("lists", __name__)


@bp.get(f"/lists/{NAME}")
@needs(*READERS)
def show(list_name: str) -> str:
    """One of the lists, as the address narrows it."""
    wanted, what = _filters(), COLUMNS[list_name]()
    found = page_of(LISTS[list_name](current_actor(), wanted))
    return render_template(
        "pages/lists/show.html",
        name=list_name,
        what=what,
        rows=_cells(what, found.items),
        links=[_link(list_name, row) for row in found.items],
        found=found,
        wanted=wanted,
        towns=towns(),
        categories=names().categories_in_use,
        tabs=_tabs(list_name),
    )


@bp.get(f"/lists/{NAME}/print")
@needs(*READERS)
def sheet(list_name: str) -> str:
    """The same on paper, as far as paper goes."""
    wanted, what = _filters(), COLUMNS[list_name]()
    rows = db.session.scalars(LISTS[list_name](current_actor(), wanted).limit(MOST_PRINTED + 1)).all()
    return render_template(
        "pages/lists/print.html",
        name=list_name,
        what=what,
        rows=_cells(what, rows[:MOST_PRINTED]),
        cut=len(rows) > MOST_PRINTED,
        most=MOST_PRINTED,
        narrowed=_narrowed(wanted),
        today=clock.today(),
    )


@bp.post(f"/lists/{NAME}/export")
@needs(*READERS)
def spreadsheet(list_name: str) -> Response:
    """All rows of exactly what is filtered; on record."""
    rows: Select[Any] = LISTS[list_name](current_actor(), _filters())
    return export(COLUMNS[list_name](), rows)


def _filters() -> ListFilters:
    return ListFilters(
        town=tidy(request.args.get("town")),
        category=tidy(request.args.get("category")),
        unit=tidy(request.args.get("unit")),
        since=_day("since"),
        until=_day("until"),
    )


def _day(name: str) -> date | None:
    """A day of the address; one that cannot be read, or that no service can have, is left out."""
    day = request.args.get(name, type=date.fromisoformat)
    return day if day is not None and 2000 <= day.year <= 2199 else None


def _tabs(current: str) -> list[dict[str, Any]]:
    """The lists, each narrowed alike."""
    kept = {key: value for key, value in request.args.items() if key != "page"}
    words = {"resources": _("资源清单"), "demands": _("需求清单"), "projects": _("项目清单")}
    return [
        {"label": word, "url": url_for("lists.show", list_name=name, **kept), "current": name == current}
        for name, word in words.items()
    ]


def _cells(what: Export, rows: Sequence[Any]) -> list[list[str]]:
    """What the columns show, said as on a screen."""
    shown: Iterable[Any] = what.load(rows)
    return [[_said(column.value(row, Disclosure())) for column in what.columns] for row in shown]


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        same_year = clock.local(value).year == clock.today().year
        return f"{short_date(value) if same_year else full_date(value)} {weekday(value)} {clock_time(value)}"
    return "" if value is None else str(value)


def _link(name: str, row: Any) -> str | None:
    """Where a row can be looked at."""
    if name == "resources":
        actor = current_actor()
        seen = actor.may(Permission.RESOURCE_ORDER) or actor.may(Permission.RESOURCE_MANAGE)
        return url_for("resources.show", resource_id=row.id) if seen else None
    if name == "demands":
        return url_for("demands.detail", demand_id=row.id)
    return url_for("projects.detail", project_id=row.id)


def _narrowed(wanted: ListFilters) -> str:
    """By what the list was narrowed, in words."""
    town = dict(towns()).get(wanted.town or "")
    category = names().categories.get(wanted.category or "")
    days = "–".join(full_date(day) for day in (wanted.since, wanted.until) if day)
    return " · ".join(filter(None, (town, category, wanted.unit, days)))
