"""Branches of the unit tree with their numbers, and units found by what people type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization import queries
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.people.queries import member_counts
from volunteer.people.unit_figures import figures


@dataclass(frozen=True)
class Branch:
    """One unit with its numbers; `figures` by name, only those whose lists the reader may open."""

    unit: Unit
    members: int
    figures: Mapping[str, int]
    led: bool
    children: int


def branches(actor: Actor, units: Sequence[Unit]) -> list[Branch]:
    """Some units with their numbers; as many statements for one as for hundreds."""
    ids = [unit.id for unit in units]
    members, led, below = member_counts(ids), queries.led_units(ids, clock.now()), queries.child_numbers(ids)
    numbers = {one.name: one.by_unit(ids) for one in figures() if actor.may(one.permission)}
    return [
        Branch(
            unit=unit,
            members=members.get(unit.id, 0),
            figures={name: counts.get(unit.id, 0) for name, counts in numbers.items()},
            led=unit.id in led,
            children=below.get(unit.id, 0),
        )
        for unit in units
    ]


def children_of(above: Unit) -> Select[Unit]:
    """The active units directly below, in the order they were set up."""
    return select(Unit).where(Unit.parent_id == above.id, Unit.status == UnitStatus.ACTIVE).order_by(Unit.id)


def active_below(above: Unit) -> Sequence[Unit]:
    """All active units directly below, for a form that chooses among them."""
    return db.session.scalars(children_of(above)).all()


def found_units(actor: Actor, q: str, tier: str | None) -> list[int]:
    """The ids of units within reach whose name holds the text, in characters, pinyin or initials; parents first."""
    return list(db.session.scalars(queries.units(actor, tier=tier, q=q).with_only_columns(Unit.id)))


def units_of(ids: Sequence[int]) -> list[Unit]:
    """The units of these ids, in their order."""
    found = {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    return [found[unit_id] for unit_id in ids]


def parents_of(units: Sequence[Unit]) -> dict[int, str]:
    """The short names of the units directly above some, by id."""
    named = select(Unit.id, Unit.short_name).where(Unit.id.in_({unit.parent_id for unit in units}))
    return {unit_id: name for unit_id, name in db.session.execute(named)}
