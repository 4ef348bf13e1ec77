"""What rows would do, for the kinds whose files are short enough to be decided one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text

from volunteer.kernel.database import db
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.understanding import Problem

CREATED, CHANGED, MOVED, LEFT, UNCHANGED = ACTIONS = ("created", "changed", "moved", "left", "unchanged")
# Problems that reading found stay; these are found anew with each comparison.
COMPARED = frozenset(
    {"twice", "several_units", "no_such_parent", "no_such_organ", "wrong_tier", "tier_differs", "cycle", "not_yours",
     "no_such_town", "no_such_site", "several_sites", "no_such_team", "site_needed", "another_person", "until_wrong",
     "no_city", "taken", "under_itself", "another_town"}
)  # fmt: skip


@dataclass
class Decision:
    """What one row would do, and what stands in its way."""

    line: int
    action: str = UNCHANGED
    target_id: int | None = None
    fields: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def against(self, column: str, name: str, value: object = "", told: object = "") -> None:
        """Note a problem."""
        self.problems.append({"column": column, "problem": name, "value": str(value), "told": str(told)})

    def to_change(self, fields: Iterable[str], *, moving: Iterable[str] = ()) -> None:
        """What the row would change of what is there already; some of it means moving."""
        self.fields = sorted(fields)
        if self.fields:
            self.action = MOVED if set(self.fields) & set(moving) else CHANGED


def rows_of(made: RosterImport) -> Sequence[RosterRow]:
    """The rows of an import by line."""
    statement = select(RosterRow).where(RosterRow.import_id == made.id).order_by(RosterRow.line)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def begun(rows: Sequence[RosterRow], key: str) -> Iterator[tuple[RosterRow, Decision]]:
    """Each row with an empty decision that knows what reading found, and whether its key stood further above."""
    first: dict[str, int] = {}
    for row in rows:
        decision = Decision(row.line, problems=[one for one in row.problems if one["problem"] not in COMPARED])
        if row.key is not None and first.setdefault(row.key, row.line) < row.line:
            decision.against(key, "twice", row.cells[key], first[row.key])
        yield row, decision


def changed_fields(cells: dict[str, Any], target: object, names: Iterable[str]) -> list[str]:
    """The cells that hold something else than the target; empty cells change nothing."""
    return [name for name in names if name in cells and cells[name] != getattr(target, name)]


_SHAPE = "AS d(line bigint, action text, target_id bigint, fields text[], problems jsonb)"
_SAVE = f"""
UPDATE roster_row SET action = d.action, target_id = d.target_id, fields = d.fields, problems = d.problems
FROM jsonb_to_recordset(CAST(:decisions AS jsonb)) {_SHAPE}
WHERE roster_row.import_id = :id AND roster_row.line = d.line
"""
_DIFFERING = f"""
SELECT count(*) FROM jsonb_to_recordset(CAST(:decisions AS jsonb)) {_SHAPE}
JOIN roster_row k ON k.import_id = :id AND k.line = d.line
WHERE (k.action, k.target_id, k.fields, k.problems) IS DISTINCT FROM (d.action, d.target_id, d.fields, d.problems)
"""


def save(made: RosterImport, decisions: Iterable[Decision]) -> None:
    """Write beside each row what it would do."""
    db.session.execute(text(_SAVE), _asked(made, decisions))


def differing(made: RosterImport, decisions: Iterable[Decision]) -> int:
    """How many rows would do something else than what is written beside them."""
    return int(db.session.execute(text(_DIFFERING), _asked(made, decisions)).scalar_one())


def _asked(made: RosterImport, decisions: Iterable[Decision]) -> dict[str, Any]:
    return {"id": made.id, "decisions": json.dumps([vars(one) for one in decisions])}
