"""Whose plans an actor sees, and which members and positions a plan is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from volunteer.kernel.spans import Span
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.scope import scoped, unit_within
from volunteer.plans.models import Plan
from volunteer.projects.models import Position, Project
from volunteer.suggestions.market import Market, held_in, members_below, organized_below, read_market
from volunteer.taxonomy.models import Category


@scoped(Plan)
def _plans(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return unit_within(Plan.unit_id, reach)


def window_of(plan: Plan) -> Span:
    """The days of the plan."""
    return Span(plan.first_day, plan.last_day)


def held_by(plan: Plan) -> list[ColumnElement[bool]]:
    """The positions a plan is about: its unit organizes them, in its town if it has one, and they may be claimed.

    Needs Position, Project and Place.
    """
    town = [held_in(plan.town.path)] if plan.town is not None else []
    return [organized_below(plan.unit.path), ~_breaks_safeguard(), *town]


def market_of(plan: Plan, now: datetime, what: Iterable[ColumnElement[bool]] = ()) -> Market:
    """The people of the plan's unit and the open positions of its window, narrowed by more conditions."""
    return read_market([members_below(plan.unit.path)], [*held_by(plan), *what], window_of(plan), now)


def _breaks_safeguard() -> ColumnElement[bool]:
    """D10: the category wants several helpers together, and the whole session has fewer places."""
    other = aliased(Position)
    places = select(func.sum(other.headcount)).where(other.session_id == Position.session_id).correlate(Position)
    wanted = Category.safeguards["min_helpers"].as_integer()
    of_project = (Category.code == Project.category, wanted > places.scalar_subquery())
    return select(Category.code).where(*of_project).correlate(Position, Project).exists()
