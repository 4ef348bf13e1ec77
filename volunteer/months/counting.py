"""The numbers of a unit, in one statement, or of every unit of a network, in one for each kind of thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Row, cast, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.months.facts import FACTS, Fact, Measures, entries, measured

FIGURES = (
    "sessions",
    "projects",
    "services",
    "people",
    "verified_minutes",
    "backfilled_minutes",
    "corrections",
    "site_ratings",
    "site_score",
    "recipient_ratings",
    "recipient_score",
    "unrated",
    "declined",
    "lapsed",
    "empty_places",
    "empty_minutes",
    "no_shows",
)


@dataclass
class Counted:
    """Numbers by name, the ids that were counted, and the paths that the unit had in what was counted."""

    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    subjects: dict[str, list[Any]] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)


def of_unit(paths: Collection[str], days: Span, until: datetime, *, subjects: bool = False) -> Counted:
    """What was done below these paths (those of one unit) in some days, as it was known at an instant."""
    counted, facts = Counted(paths=set(paths)), [_parts(fact, days, until) for fact in FACTS]
    sums = [
        select(*_labelled({**figures, **kept} if subjects else figures))
        .select_from(rows)
        .where(below(rows.c.path, paths))
        .subquery()
        for rows, figures, kept in facts
    ]
    # Each is one row; side by side they are one statement.
    side_by_side = reduce(lambda left, right: left.join(right, true()), sums[1:], sums[0])
    row = db.session.execute(select(*(column for one in sums for column in one.c)).select_from(side_by_side)).one()
    for _rows, figures, kept in facts:
        _take(counted, row, figures, kept if subjects else {})
    return counted


def of_network(top_path: str, days: Span, until: datetime) -> dict[int, Counted]:
    """The same for every unit below the top that has anything to count, each with what is below it."""
    by_unit: defaultdict[int, Counted] = defaultdict(Counted)
    for fact in FACTS:
        rows, figures, kept = _parts(fact, days, until)
        above, path = _ancestors(rows.c.path)
        found = (
            select(above.c.id, func.array_agg(path.distinct()).label("paths"), *_labelled({**figures, **kept}))
            .select_from(rows)
            .join(above, true())
            .where(below(rows.c.path, [top_path]))
            .group_by(above.c.id)
        )
        for row in db.session.execute(found):
            by_unit[row.id].paths.update(row.paths)
            _take(by_unit[row.id], row, figures, kept)
    return dict(by_unit)


def late(paths: Collection[str], days: Span, frozen_at: datetime) -> dict[str, int]:
    """What the ledger took in for these days after they were frozen (追加)."""
    rows = entries(days, until=None, since=frozen_at)
    figures = measured(rows.c)
    found = select(*_labelled(figures)).select_from(rows).where(below(rows.c.path, paths))
    counted = Counted()
    _take(counted, db.session.execute(found).one(), figures, {})
    return {name: counted.figures[name] for name in figures}


def below(path: Any, prefixes: Collection[str]) -> ColumnElement[bool]:
    """The path is one of these or lies below one."""
    return or_(false(), *(path.startswith(prefix, autoescape=True) for prefix in sorted(prefixes)))


def _ancestors(path: Any) -> tuple[Any, ColumnElement[str]]:
    """The ids on a path, the unit's own last, and the path of each."""
    steps = cast(func.string_to_array(func.rtrim(path, "/"), "/"), ARRAY(BigInteger))
    above = func.unnest(steps).table_valued("id", with_ordinality="depth", name="above").render_derived()
    behind = cast(func.cardinality(steps) - above.c.depth, Integer)
    return above, func.concat(func.array_to_string(func.trim_array(steps, behind), "/"), "/")


def _parts(fact: Fact, days: Span, until: datetime) -> tuple[Any, Measures, Measures]:
    rows = fact.rows(days, until)
    return rows, fact.figures(rows.c), {f"{name}_ids": ids for name, ids in fact.subjects(rows.c).items()}


def _labelled(columns: Measures) -> list[Any]:
    return [column.label(name) for name, column in columns.items()]


def _take(counted: Counted, row: Row[Any], figures: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """Add what a statement found; a sum over nothing is nothing."""
    found = row._mapping
    counted.figures.update({name: int(found[name] or 0) for name in figures})
    counted.subjects.update({name.removesuffix("_ids"): found[name] or [] for name in kept})
