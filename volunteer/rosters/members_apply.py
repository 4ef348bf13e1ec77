"""What a file of members does: squads made, accounts and members written, members changed, moved and gone.

Written in statements over thousands of rows each, within one transaction. Whoever leaves goes the way of
`update_member`, because claims, lists and organizers hang on it (D4); there are few of those.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import exists, func, select

from volunteer.happenings.people import MemberChanged
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization import settings
from volunteer.organization.actor import Actor
from volunteer.organization.models import Tier, Unit
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import under
from volunteer.organization.service import NewUnit, create_unit
from volunteer.people.models import SERVING, Member, MemberKind
from volunteer.people.rules import ASSUMED_AVAILABILITY
from volunteer.people.service import update_member
from volunteer.rosters import members
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.sealed_cells import plain
from volunteer.rosters.squads import Meant
from volunteer.rosters.staging import Tell

BATCH = 5000
RADIUS = "default_radius_km"

MEANT = """
WITH meant AS (
  SELECT * FROM jsonb_to_recordset(CAST(:meant AS jsonb)) AS u(team text, squad text, unit_id bigint)
), row AS MATERIALIZED (
  SELECT k.*, u.unit_id FROM roster_row k
  JOIN meant u ON u.squad = k.cells->>'squad' AND u.team = coalesce(k.cells->>'team', '')
  WHERE k.import_id = :id AND k.line BETWEEN :first AND :last AND k.action = ANY(:actions)
)
"""
CREATE = f"""{MEANT}, radius AS (
  SELECT key::bigint AS unit_id, value::float AS km FROM jsonb_each_text(CAST(:radius AS jsonb))
), new AS MATERIALIZED (
  SELECT row.*, nextval(pg_get_serial_sequence('account', 'id')) AS account_id FROM row
), accounts AS (
  INSERT INTO account (id, name, status, failed_sign_ins, locale, sign_in_epoch)
  SELECT account_id, cells->>'name', 'pending', 0, 'zh', 0 FROM new
), identities AS (
  INSERT INTO sign_in_identity (account_id, kind, subject) SELECT account_id, 'password', key FROM new
)
INSERT INTO member (account_id, number, name, pinyin, initials, phone, kind, unit_id, branch, availability,
  profile_assumed, radius_km, max_positions, recommendations_on, version)
SELECT new.account_id, cells->>'number', cells->>'name', cells->>'pinyin', cells->>'initials', cells->>'phone',
  coalesce(cells->>'kind', 'active'), new.unit_id, cells->>'branch', :availability, true, coalesce(km, :usual_km),
  8, true, 1
FROM new LEFT JOIN radius ON radius.unit_id = new.unit_id
ORDER BY line
"""
CHANGE = f"""{MEANT}, renamed AS (
  UPDATE account SET name = row.cells->>'name' FROM row JOIN member m ON m.id = row.target_id
  WHERE account.id = m.account_id AND 'name' = ANY(row.fields)
)
UPDATE member SET
  name = row.cells->>'name', pinyin = row.cells->>'pinyin', initials = row.cells->>'initials',
  phone = coalesce(row.cells->>'phone', member.phone), branch = coalesce(row.cells->>'branch', member.branch),
  kind = CASE WHEN 'kind' = ANY(row.fields) THEN coalesce(row.cells->>'kind', 'active') ELSE member.kind END,
  unit_id = row.unit_id, version = member.version + 1
FROM row WHERE member.id = row.target_id
"""


def apply(work: Work, actor: Actor, made: RosterImport, leaving: Sequence[int], tell: Tell) -> None:
    """Do what the rows were said to do. `leaving` are the members that a complete list does not name."""
    meant = members.meant_by(made)
    if make_squads(actor, made, meant):
        meant = members.meant_by(made)
    last = db.session.scalar(select(func.max(RosterRow.line)).where(RosterRow.import_id == made.id)) or 0
    told = members.told(meant)
    radius = json.dumps(_own_radius(meant))
    usual = {"availability": ASSUMED_AVAILABILITY, "usual_km": settings.KNOBS[RADIUS].default}
    for first in range(1, last + 1, BATCH):
        lines = {"first": first, "last": first + BATCH - 1}
        members.set_based(CREATE, made, told, **lines, **usual, radius=radius, actions=["created"])
        members.set_based(CHANGE, made, told, **lines, actions=["changed", "moved"])
        tell(min(first + BATCH, last), last)
    db.session.expire_all()
    _tell_of_moves(work, made)
    _let_go(actor, made, meant, leaving)


def make_squads(actor: Actor, made: RosterImport, meant: Sequence[Meant]) -> int:
    """Make the squads that somebody said yes to, and their teams where those are new, too; how many."""
    teams: dict[str, int] = {}
    new = [one for one in meant if one.unit_id is None and one.problem is None]
    for one in new:
        parent_id = one.team_id or teams.get(one.team or "")
        if parent_id is None:
            name = one.team or ""
            parent_id = create_unit(actor, NewUnit(parent_id=made.unit_id, tier=Tier.TEAM, name=name)).id
            teams[name] = parent_id
        parent = db.session.get_one(Unit, parent_id)
        full = one.squad if one.squad.startswith(parent.name) else f"{parent.name}{one.squad}"
        create_unit(actor, NewUnit(parent_id=parent_id, tier=Tier.SQUAD, name=full, short_name=one.squad))
    db.session.flush()
    return len(new)


def absent_members(made: RosterImport, unit_ids: Sequence[int]) -> list[int]:
    """The serving members of complete units that the file does not name."""
    complete = select(Unit.path).where(Unit.id.in_(unit_ids))
    paths = [path for path in db.session.scalars(complete) if path.startswith(made.unit.path)]
    below = select(Unit.id).where(under(Unit.path, tuple(paths)))
    named = exists().where(RosterRow.import_id == made.id, RosterRow.target_id == Member.id)
    statement = select(Member.id).where(Member.unit_id.in_(below), Member.kind.in_(SERVING), ~named)
    return list(db.session.scalars(statement.order_by(Member.id))) if paths else []


def _own_radius(meant: Sequence[Meant]) -> dict[int, float]:
    """The radius assumed in each squad whose own setting, or that of a unit above, is not the usual one."""
    own = select(Unit.id, Unit.settings).where(Unit.settings.has_key(RADIUS))
    set_by = {unit_id: float(settings_[RADIUS]) for unit_id, settings_ in db.session.execute(own)}
    squads = select(Unit.id, Unit.path).where(Unit.id.in_({one.unit_id for one in meant} - {None}))
    found = {}
    for squad, path in db.session.execute(squads) if set_by else ():
        nearest = next((id_ for id_ in reversed(ids_of(path)) if id_ in set_by), None)
        if nearest is not None:
            found[squad] = set_by[nearest]
    return found


def _tell_of_moves(work: Work, made: RosterImport) -> None:
    """Posts and open transfers hang on the squad of a member, so each who moved is told of."""
    moved = (
        select(Member.id, Member.account_id, Member.unit_id, RosterRow.fields)
        .join(RosterRow, RosterRow.target_id == Member.id)
        .where(RosterRow.import_id == made.id, RosterRow.action == "moved")
        .order_by(RosterRow.line)
    )
    for member_id, account_id, unit_id, fields in db.session.execute(moved):
        details = {"fields": fields, "roster": made.id}
        work.record(MemberChanged(subject_id=member_id, unit_id=unit_id, member_account_id=account_id, details=details))


def _let_go(actor: Actor, made: RosterImport, meant: Sequence[Meant], absent: Sequence[int]) -> None:
    """Whoever left, by the word of a row or because a complete list does not name them."""
    units = {(one.team, one.squad): one.unit_id for one in meant}
    gone = select(RosterRow).where(RosterRow.import_id == made.id, RosterRow.action == "left").order_by(RosterRow.line)
    for row in db.session.scalars(gone).all():
        cells = row.cells
        changes = {name: plain(cells[name]) for name in row.fields if name in cells}
        if "unit_id" in row.fields:
            changes["unit_id"] = units[(cells.get("team"), cells["squad"])]
        _change(actor, row.target_id or 0, changes)
    for member_id in absent:
        _change(actor, member_id, {"kind": MemberKind.LEFT})


def _change(actor: Actor, member_id: int, changes: dict[str, object]) -> None:
    member = db.session.get_one(Member, member_id)
    update_member(actor, member_id, member.version, changes)
