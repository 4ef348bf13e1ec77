"""Subtrees of a tree of 10,000 units, against a single indexed select that returns the same rows.

Made by the script: one city, ten counties, teams and squads, 19,200 members. Ids follow the tree, so that the units of
a subtree also lie between two ids; its members are selected by the ids of its units, which the yardstick is told
beforehand and the product has to find. Both go through one connection, turn about, and must return the same rows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import ARRAY, BigInteger, Executable, any_, cast, func, select

from benchmarks.figures import verdict
from benchmarks.scratch import SECRET_KEY, scratch_server
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.queries import counted_below_statement
from volunteer.organization.scope import visible
from volunteer.people.models import Member
from volunteer.people.queries import members
from volunteer.wiring import create_app

COUNTIES, TEAMS, SQUADS = 10, 40, 24  # 1 + 10 + 400 + 9,600 units
MEMBERS_EACH = 2
TARGET = 2.0
ROUNDS = 60
WARM = 6

ACCOUNTS = """
INSERT INTO account (id, name, status, failed_sign_ins, locale, sign_in_epoch)
SELECT n, '成员', 'pending', 0, 'zh', 0 FROM generate_series(1, %s) n
"""

UNITS = """
COPY unit (id, parent_id, tier, path, name, short_name, pinyin, initials, status, settings, version) FROM STDIN
"""
MEMBERS = """
COPY member (id, account_id, number, name, pinyin, initials, kind, unit_id, branch, availability, profile_assumed,
             radius_km, max_positions, recommendations_on, version) FROM STDIN
"""

Row = tuple[int, int | None, str, str]  # id, parent, tier, path


@dataclass(frozen=True)
class Pair:
    """A query of the product, and the yardstick for it."""

    name: str
    product: Executable
    yardstick: Executable


@dataclass(frozen=True)
class Figure:
    """What was found for a pair."""

    name: str
    rows: int
    product_ms: float
    yardstick_ms: float
    same: bool

    @property
    def ratio(self) -> float:
        """How many times the yardstick's time the product takes."""
        return self.product_ms / self.yardstick_ms


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench units", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    tree = made_tree()
    with scratch_server() as server:
        fill(server.owner_url, tree)
        app = create_app({"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": server.app_url})
        with app.app_context():
            figures = [measure(pair, options.rounds) for pair in pairs(tree)]
            db.session.remove()
            db.engine.dispose()
    return report(len(tree), figures)


def made_tree() -> list[Row]:
    """The units, depth first: whatever is below a unit has the ids that follow its own."""
    rows: list[Row] = []

    def add(parent: Row | None, tier: Tier) -> Row:
        number = len(rows) + 1
        row = (number, parent[0] if parent else None, tier.value, f"{parent[3] if parent else ''}{number}/")
        rows.append(row)
        return row

    city = add(None, Tier.BRIGADE)
    for _county in range(COUNTIES):
        county = add(city, Tier.BRIGADE)
        for _team in range(TEAMS):
            team = add(county, Tier.TEAM)
            for _squad in range(SQUADS):
                add(team, Tier.SQUAD)
    return rows


def fill(url: str, tree: Sequence[Row]) -> None:
    """Write the tree and its members; the members of a squad follow each other, too. `branch` names the team."""
    squads = [row for row in tree if row[2] == Tier.SQUAD]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy(UNITS) as copy:
            for number, parent, tier, path in tree:
                copy.write_row((number, parent, tier, path, f"组织{number}", f"组织{number}", "zuzhi", "zz",
                                UnitStatus.ACTIVE, "{}", 1))  # fmt: skip
        people = len(squads) * MEMBERS_EACH
        cursor.execute(ACCOUNTS, (people,))
        with cursor.copy(MEMBERS) as copy:
            for n in range(people):
                squad = squads[n // MEMBERS_EACH]
                copy.write_row((n + 1, n + 1, f"N{n:06d}", "成员", "chengyuan", "cy", "active", squad[0], str(squad[1]),
                                0, True, 10.0, 8, True, 1))  # fmt: skip
        connection.commit()
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE unit, member")


def pairs(tree: Sequence[Row]) -> list[Pair]:
    """Units and members of a team, of a county and of the whole city; the numbers beside the teams of a page."""
    city, county = tree[0], tree[1]
    team = tree[2]
    found = []
    for name, top in (("a team", team), ("a county", county), ("the city", city)):
        first, last = _ids_below(tree, top)
        grant = GrantView(Role.TEAM_LEADER, "unit", top[0], top[3], top[2])
        actor = Actor(account_id=1, grants=(grant,))
        found.append(
            Pair(
                f"units of {name}",
                visible(Unit, actor, Permission.UNIT_READ),
                select(Unit).where(Unit.id.between(first, last)),
            )
        )
        found.append(
            Pair(
                f"members of {name}",
                visible(Member, actor, Permission.MEMBER_READ),
                select(Member).where(Member.unit_id == _each(first, last)),
            )
        )
        found.append(
            Pair(
                f"list of {name}",
                members(Actor(account_id=1, grants=(_over(city),)), unit=top[0]).order_by(None),
                select(Member).where(Member.unit_id == _each(first, last)),
            )
        )
    teams = [row[0] for row in tree if row[2] == Tier.TEAM][:20]
    last = _ids_below(tree, tree[teams[-1] - 1])[1]
    below = Member.unit_id == _each(teams[0], last)
    grouped = select(Member.branch, func.count(Member.id)).where(below).group_by(Member.branch)
    found.append(Pair("numbers of 20 teams", counted_below_statement(teams, Member, Member.unit_id), grouped))
    return found


def _each(first: int, last: int) -> Any:
    """Any of the ids from one to another, each named, as one value."""
    return any_(cast(list(range(first, last + 1)), ARRAY(BigInteger)))


def _over(top: Row) -> GrantView:
    return GrantView(Role.COMMITTEE, "unit", top[0], top[3], top[2])


def _ids_below(tree: Sequence[Row], top: Row) -> tuple[int, int]:
    inside = [row[0] for row in tree if row[3].startswith(top[3])]
    if len(inside) != inside[-1] - inside[0] + 1:
        raise ValueError("the ids of a subtree follow each other")
    return inside[0], inside[-1]


def measure(pair: Pair, rounds: int) -> Figure:
    """Both, turn about; the quickest of each, because whatever else the machine does only ever adds."""
    for _n in range(WARM):
        product, yardstick = rows_of(pair.product), rows_of(pair.yardstick)
    times: dict[str, list[float]] = {"product": [], "yardstick": []}
    for _n in range(rounds):
        for name, statement in (("product", pair.product), ("yardstick", pair.yardstick)):
            began = perf_counter()
            rows_of(statement)
            times[name].append((perf_counter() - began) * 1000)
    same = sorted(map(_key, product)) == sorted(map(_key, yardstick))
    return Figure(pair.name, len(product), min(times["product"]), min(times["yardstick"]), same)


def rows_of(statement: Executable) -> Sequence[Any]:
    """The rows as the database hands them over, without making objects of them."""
    return db.session.connection().execute(statement).all()


def _key(row: Any) -> tuple[str, ...]:
    """A row as something to compare: a count by its group, any other row by its id."""
    return tuple(map(str, row)) if len(row) == 2 else (str(row.id),)


def report(units: int, figures: Sequence[Figure]) -> int:
    """Print every pair; what to exit with."""
    print(f"{units:,} units")
    print(f"{'':<22} {'rows':>7} {'product ms':>11} {'one select':>11} {'ratio':>6}")
    for one in figures:
        print(f"{one.name:<22} {one.rows:>7,} {one.product_ms:>11.2f} {one.yardstick_ms:>11.2f} {one.ratio:>6.2f}")
    faults = [f"{one.name}: other rows than the yardstick" for one in figures if not one.same]
    return verdict(all(one.ratio <= TARGET for one in figures), faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
