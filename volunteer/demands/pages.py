"""Pages of demands: a site's board, the desk's list, the page of one demand with its guarded part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Select
from werkzeug.wrappers import Response

from volunteer.demands import board, choices, queries, service
from volunteer.demands.asking_units import waits_for_voucher
from volunteer.demands.board_pages import board_page
from volunteer.demands.forms import ForwardForm, RateForm
from volunteer.demands.merging import done_with
from volunteer.demands.models import Demand
from volunteer.demands.orders import ordered_from
from volunteer.demands.recipients import recipients_on, was_called
from volunteer.demands.repeated import series_of
from volunteer.demands.rules import overdue
from volunteer.demands.services import answer_to
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import CHANNELS, PROGRESS, STATUSES
from volunteer.kernel import clock
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.web.fields import tidy
from volunteer.web.guard import needs
from volunteer.web.tables import Sorting, page_of, sorting

TABLE_ONLY = {"sort", "view", "status", "town", "category", "overdue", "since", "until", "q"}

bp = Blueprint("demands", __name__)


@bp.get("/demands")
@needs(Permission.DEMAND_READ)
def index() -> str:
    """The board of those who ask, or the table of those who answer; a filter or `?view=list` always means the table."""
    actor, now = current_actor(), clock.now()
    if board.keeps_a_board(actor) and not request.args.keys() & TABLE_ONLY:
        return board_page(actor, now)
    return _desk_page(actor, now)


@bp.get("/demands/<int:demand_id>")
@needs(Permission.DEMAND_READ)
def detail(demand_id: int) -> str:
    """One demand: how far it is, who answers, what was done, what can be done now."""
    return detail_page(queries.one_demand(current_actor(), demand_id))


@bp.post("/demands/<int:demand_id>/private-place")
@needs(Permission.PRIVATE_PLACE_READ)
def open_private(demand_id: int) -> str:
    """The page with the guarded part opened; the view is on record."""
    actor = current_actor()
    place = service.open_private(actor, demand_id)
    return detail_page(queries.one_demand(actor, demand_id), opened=place)


@bp.get("/demands/<int:demand_id>/private-place")
@needs(Permission.PRIVATE_PLACE_READ)
def closed_private(demand_id: int) -> Response:
    """Back to the page with the guarded part closed, for whoever reloads or returns."""
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)


def detail_page(
    demand: Demand,
    *,
    opened: PrivatePlace | None = None,
    forward_form: ForwardForm | None = None,
    rate_form: RateForm | None = None,
) -> str:
    """The page of one demand, with the forms of its steps as they were typed."""
    actor, now = current_actor(), clock.now()
    lead = done_with(demand)
    (card,) = board.cards(actor, [demand], now)
    steps = card.steps - _too_early(demand, card.steps)
    return render_template(
        "pages/demands/detail.html",
        demand=demand,
        now=now,
        late=card.late,
        steps=steps,
        story=board.story(demand),
        lead=lead,
        lead_story=board.story(lead) if lead else None,
        progress=card.steps_behind if demand.status in PROGRESS else None,
        progress_share=card.share_of_next,
        ratings=queries.ratings_of(demand.id),
        recipients=recipients_on(demand.id),
        ordered=ordered_from(demand.id),
        series_id=series_of(demand.id),
        waits_for_voucher=demand.status == DemandStatus.SUBMITTED and waits_for_voucher(demand),
        channels=CHANNELS,
        forward_form=(forward_form or ForwardForm(formdata=None)) if "forward" in steps else None,
        rate_form=rate_form or RateForm(formdata=None),
        may_open_private=board.permits(actor, demand, Permission.PRIVATE_PLACE_READ),
        private_closed=_is_closed(demand.private_place, now),
        opened=opened,
        handles_demand=board.permits(actor, demand, Permission.DEMAND_HANDLE),
        may_make_project=demand.status == DemandStatus.ACCEPTED and _organizes(actor, demand),
        answer=answer_to(demand.id) if _organizes(actor, demand) else None,
    )


def _too_early(demand: Demand, steps: set[str]) -> set[str]:
    """Nothing is struck off as unrated before somebody called (D9)."""
    return {"close"} if "close" in steps and not was_called(demand) else set()


def _organizes(actor: Actor, demand: Demand) -> bool:
    unit = demand.responsible_unit
    return unit is not None and actor.reach(Permission.PROJECT_EDIT).covers(unit.path)


def _is_closed(place: PrivatePlace | None, now: datetime) -> bool:
    return place is not None and place.closes_at is not None and place.closes_at <= now


def _desk_page(actor: Actor, now: datetime) -> str:
    wanted, order = _filters(), _order()
    found = page_of(listed(actor, now))
    return render_template(
        "pages/demands/index.html",
        found=found,
        rows=_rows(actor, found.items, now),
        wanted=wanted,
        order=order,
        statuses=[(status.value, word) for status, word in STATUSES.items()],
        towns=choices.towns(),
        channels=CHANNELS,
        categories=choices.categories(),
        may_ask=actor.may(Permission.DEMAND_ASK) or actor.may(Permission.DEMAND_ASK_FOR),
        has_board=board.keeps_a_board(actor),
    )


def listed(actor: Actor, now: datetime) -> Select[Demand]:
    """The demands the address asks for, in its order."""
    return _order().apply(queries.demand_list(actor, _filters(), now))


def _order() -> Sorting:
    return sorting(queries.LIST_ORDERS, Demand.id, "deadline")


def _filters() -> queries.DemandFilters:
    status = request.args.get("status")
    return queries.DemandFilters(
        status=status if status in STATUSES else None,
        town=tidy(request.args.get("town")),
        category=tidy(request.args.get("category")),
        overdue=True if request.args.get("overdue") == "1" else None,
        at_risk=request.args.get("overdue") == "soon",
        since=_day("since"),
        until=_day("until"),
        q=tidy(request.args.get("q")),
    )


def _day(name: str) -> date | None:
    """A day of the address; one that cannot be read, or that no demand can have, is left out."""
    day = request.args.get(name, type=date.fromisoformat)
    return day if day is not None and 2000 <= day.year <= 2199 else None


def _rows(actor: Actor, demands: Sequence[Demand], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "demand": demand,
            "late": overdue(demand.status, demand.deadline, now),
            "steps": board.open_steps(actor, demand),
        }
        for demand in demands
    ]
