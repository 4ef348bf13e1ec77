"""Everybody's best twenty, made at night: how many members each position reaches, and which reach nobody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import delete, select, text

from volunteer import matching
from volunteer.happenings.suggestions import ProjectUnsuggested
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import SERVING
from volunteer.projects.models import Project, ServiceSession
from volunteer.suggestions.adapter import HORIZON
from volunteer.suggestions.market import Market, read_market
from volunteer.suggestions.models import SuggestionList, SuggestionReach
from volunteer.suggestions.service import MOST

FIRST = 5  # what a member's home shows
BATCH = 20_000  # lists written in one statement

Lists = Mapping[int, list[tuple[int, int]]]

# Whoever turns recommendations off meanwhile is waited for and left out: afterwards there is no list of theirs.
_WRITE_LISTS = text(f"""
INSERT INTO suggestion_list (member_id, made_at, position_ids, scores)
SELECT r.member_id, :now, r.position_ids, r.scores
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(member_id bigint, position_ids bigint[], scores int[])
JOIN member m ON m.id = r.member_id
WHERE m.recommendations_on AND m.kind IN ({", ".join(f"'{kind}'" for kind in SERVING)})
ORDER BY m.id FOR SHARE OF m
ON CONFLICT (member_id) DO UPDATE
SET made_at = excluded.made_at, position_ids = excluded.position_ids, scores = excluded.scores
""")
_WRITE_REACH = text("""
INSERT INTO suggestion_reach (position_id, made_at, listed, first_five, reasons)
SELECT r.position_id, :now, r.listed, r.first_five, r.reasons
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(position_id bigint, listed bigint, first_five bigint, reasons jsonb)
ON CONFLICT (position_id) DO UPDATE
SET made_at = excluded.made_at, listed = excluded.listed, first_five = excluded.first_five, reasons = excluded.reasons
""")


def refresh(work: Work) -> int:
    """Make everybody's list anew, drop those of people who are suggested nothing; how many lists there are."""
    today = clock.local(work.now).date()
    soon = ServiceSession.starts <= work.now + HORIZON
    market = read_market((), (soon,), Span(today, today + HORIZON), work.now)
    found = matching.top_of_everybody(_asking(market), MOST)
    lists = {member: positions for member, positions in found.items() if positions}
    known = set(db.session.scalars(select(SuggestionReach.position_id).where(SuggestionReach.listed == 0)))
    unreached = _write_reach(work, market, lists)
    _tell(work, market, unreached - known)
    _write_lists(work, lists)  # last, as nobody can claim from here to the commit
    return len(lists)


def forget_list(member_id: int) -> None:
    """From now on this member has no list."""
    db.session.execute(delete(SuggestionList).where(SuggestionList.member_id == member_id))


def _asking(market: Market) -> matching.Problem:
    """Without the members who hold as many places as they may."""
    free = tuple(member for member in market.problem.members if member.max_positions > 0)
    return replace(market.problem, members=free)


def _write_lists(work: Work, lists: Lists) -> None:
    rows = [
        {"member_id": member, "position_ids": [one for one, _ in found], "scores": [score for _, score in found]}
        for member, found in lists.items()
    ]
    for first in range(0, len(rows), BATCH):
        batch = json.dumps(rows[first : first + BATCH])
        db.session.execute(_WRITE_LISTS, {"now": work.now, "rows": batch})
    db.session.execute(delete(SuggestionList).where(SuggestionList.made_at < work.now))


def _write_reach(work: Work, market: Market, lists: Lists) -> set[int]:
    """Note how many lists hold each position that still lacks people; those that none holds are the answer."""
    listed = Counter(position for found in lists.values() for position, _ in found)
    first = Counter(position for found in lists.values() for position, _ in found[:FIRST])
    lacking = [row.id for row in market.positions.values() if row.missing > 0]
    reasons = _reasons(market, {position for position in lacking if not listed[position]})
    rows = [
        {"position_id": one, "listed": listed[one], "first_five": first[one], "reasons": reasons.get(one, {})}
        for one in lacking
    ]
    db.session.execute(_WRITE_REACH, {"now": work.now, "rows": json.dumps(rows)})
    db.session.execute(delete(SuggestionReach).where(SuggestionReach.made_at < work.now))
    return set(reasons)


def _reasons(market: Market, positions: set[int]) -> dict[int, Mapping[str, int]]:
    """For each of these positions, how many members were lost at which condition."""
    kept = tuple(one for one in market.problem.positions if one.id in positions)
    snapshot = matching.Snapshot.of(replace(market.problem, positions=kept))
    return {entry.position: entry.reasons for entry in matching.unfilled(snapshot)}


def _tell(work: Work, market: Market, news: Iterable[int]) -> None:
    """One word for each project, the night it begins to reach nobody."""
    by_project: dict[int, list[int]] = {}
    for position in sorted(news):
        by_project.setdefault(market.positions[position].project_id, []).append(position)
    projects = db.session.scalars(select(Project).where(Project.id.in_(by_project)).order_by(Project.id))
    for project in projects:
        work.record(
            ProjectUnsuggested(
                subject_id=project.id,
                unit_id=project.unit_id,
                maker_id=project.created_by,
                title=project.title,
                position_ids=tuple(by_project[project.id]),
            )
        )
