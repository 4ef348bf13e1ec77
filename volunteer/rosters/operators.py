"""A file of those who act for sites and towns: accounts made where there are none, roles given."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from volunteer.access.rules import covers_place
from volunteer.access.service import NewGrant, end, give, new_account
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.queries import account_named
from volunteer.accounts.states import IdentityKind
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Place, PlaceKind
from volunteer.organization.permissions import Permission, Role
from volunteer.rosters.decisions import CHANGED, CREATED, UNCHANGED, Decision, begun, rows_of
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.staging import Tell


class Known:
    """Places by name and the accounts that rows name, with the roles they hold."""

    def __init__(self, rows: list[str]) -> None:
        self.places: dict[tuple[int | None, str], list[Place]] = {}
        self.towns: dict[str, Place] = {}
        for place in db.session.scalars(select(Place)):
            self.places.setdefault((place.parent_id, place.name), []).append(place)
            if place.kind == PlaceKind.TOWN:
                self.towns[place.name] = place
        named = select(SignInIdentity.subject, Account).join(Account, Account.id == SignInIdentity.account_id)
        wanted = (SignInIdentity.kind == IdentityKind.PASSWORD, SignInIdentity.subject.in_(rows))
        self.accounts: dict[str, Account] = {
            subject: account for subject, account in db.session.execute(named.where(*wanted))
        }
        now = clock.now()
        held = select(Grant).where(
            Grant.account_id.in_([account.id for account in self.accounts.values()]),
            Grant.not_over(now),
        )
        self.grants = {(one.account_id, one.role, one.place_id): one for one in db.session.scalars(held)}


def compare(actor: Actor, made: RosterImport) -> list[Decision]:
    """What each row would do. The same person may stand in several rows, for several places."""
    rows = rows_of(made)
    known = Known([row.key for row in rows if row.key])
    first: dict[tuple[str | None, int], int] = {}
    decisions = []
    for row, decision in begun(rows, "username"):
        decision.problems = [one for one in decision.problems if one["problem"] != "twice"]
        place = _place(actor, known, row, decision)
        if place is not None and first.setdefault((row.key, place.id), row.line) < row.line:
            decision.against("username", "twice", row.cells.get("username"), first[row.key, place.id])
        decisions.append(_decide(known, row, place, decision))
    return decisions


def _decide(known: Known, row: RosterRow, place: Place | None, decision: Decision) -> Decision:
    cells = row.cells
    since, until = cells.get("since"), cells.get("until")
    if until and (until < (since or until) or date.fromisoformat(until) < clock.today()):
        decision.against("until", "until_wrong", until)
    account = known.accounts.get(row.key or "")
    if account is not None and account.name != cells.get("name", account.name):
        decision.against("name", "another_person", cells["name"])
    grant = known.grants.get((account.id, _role(row), place.id)) if account is not None and place else None
    decision.action = CREATED
    if grant is not None:
        decision.target_id = grant.id
        decision.action = UNCHANGED
        if until and grant.until != _end(until):
            decision.to_change(["until"])
    return decision


def _place(actor: Actor, known: Known, row: RosterRow, decision: Decision) -> Place | None:
    """The place a row means; what is wrong with it is noted."""
    cells = row.cells
    town = known.towns.get(cells.get("town", ""))
    if "town" not in cells:
        return None
    if town is None:
        decision.against("town", "no_such_town", cells["town"])
        return None
    place = town
    if _role(row) == Role.SITE_OPERATOR:
        found = known.places.get((town.id, cells.get("site", "")), [])
        if len(found) != 1:
            problem = "site_needed" if "site" not in cells else "several_sites" if found else "no_such_site"
            decision.against("site", problem, cells.get("site", ""))
            return None
        place = found[0]
    if not covers_place(actor.reach(Permission.GRANT_MANAGE), place.path):
        decision.against("town", "not_yours", place.name)
    return place


def apply(actor: Actor, made: RosterImport, tell: Tell) -> None:
    """Do it, row by row."""
    rows = rows_of(made)
    known = Known([row.key for row in rows if row.key])
    for done, row in enumerate(rows, 1):
        if row.action in (CREATED, CHANGED):
            _give(actor, known, row)
        tell(done, len(rows))


def _give(actor: Actor, known: Known, row: RosterRow) -> None:
    cells = row.cells
    if row.action == CHANGED:
        end(actor, row.target_id or 0)
    account = account_named(cells["username"]) or new_account(cells["name"], cells["username"])
    place = _place(actor, known, row, Decision(row.line))
    since = cells.get("since")
    give(
        actor,
        NewGrant(
            account_id=account.id,
            role=Role(_role(row)),
            place_id=place.id if place else None,
            since=_begin(since) if since else None,
            until=_end(cells["until"]) if "until" in cells else None,
        ),
    )


def _role(row: RosterRow) -> str:
    return str(row.cells.get("role", Role.SITE_OPERATOR))


def _begin(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.min, clock.SHANGHAI).astimezone(UTC)


def _end(day: str) -> datetime:
    """The last day counts."""
    return _begin((date.fromisoformat(day) + timedelta(days=1)).isoformat())
