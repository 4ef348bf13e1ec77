"""A province to find people in: a million members in the squads of 21 cities, with names as frequent as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

import psycopg

from volunteer.demo.names import person_name
from volunteer.kernel.pinyin import pinyin_of, pinyin_of_names

CITIES = 21
TEAMS_EACH = 1_050
SQUADS_EACH = 3
HISTORY = ("unit", "keep_unit_period_on_insert"), ("member", "keep_membership_on_insert")  # not what is measured


@dataclass(frozen=True)
class Province:
    """Paths of one unit of each size to look from."""

    root: str
    city: str
    team: str
    squad: str
    squads: int


def fill(owner_url: str, members: int, seed: int) -> Province:
    """Write the province into an empty, migrated database."""
    random = Random(seed)
    units = list(_units())
    squads = [unit for unit in units if unit["tier"] == "squad"]
    with psycopg.connect(owner_url) as connection:
        for table, trigger in HISTORY:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        _copy(connection, "unit", units)
        _copy(connection, "account", ({"id": n, "name": "-", **_ACCOUNT} for n in range(1, members + 1)))
        _copy(connection, "member", _members(members, squads, random))
        for table, trigger in HISTORY:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE member")
        connection.execute("VACUUM ANALYZE unit")
    paths = [unit["path"] for unit in units]
    return Province(paths[0], paths[1], paths[2], paths[3], len(squads))


_ACCOUNT = {"status": "pending", "failed_sign_ins": 0, "locale": "zh", "sign_in_epoch": 0}


def _units() -> Iterator[dict[str, Any]]:
    number = 0

    def unit(tier: str, name: str, short: str, above: dict[str, Any] | None) -> dict[str, Any]:
        nonlocal number
        number += 1
        pinyin, initials = pinyin_of_names(name, short)
        path = f"{above['path'] if above else ''}{number}/"
        return {"id": number, "parent_id": above["id"] if above else None, "tier": tier, "name": name,
                "short_name": short, "pinyin": pinyin, "initials": initials, "path": path, "status": "active",
                "settings": "{}", "version": 1}  # fmt: skip

    root = unit("brigade", "省机关党员志愿服务大队", "省大队", None)
    yield root
    for c in range(CITIES):
        city = unit("brigade", f"{c + 1}市机关党员志愿服务大队", f"{c + 1}市大队", root)
        yield city
        for t in range(TEAMS_EACH):
            team = unit("team", f"{c + 1}市第{t + 1}局服务队", f"第{t + 1}局", city)
            yield team
            for s in range(SQUADS_EACH):
                yield unit("squad", f"{team['name']}第{s + 1}分队", f"第{s + 1}分队", team)


def _members(count: int, squads: list[dict[str, Any]], random: Random) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        name = person_name(random)
        pinyin, initials = _spelled(name)
        yield {"id": n, "account_id": n, "number": f"GD{n:07d}", "name": name, "pinyin": pinyin, "initials": initials,
               "kind": "active", "unit_id": squads[n % len(squads)]["id"], "availability": 0, "profile_assumed": True,
               "radius_km": 10, "max_positions": 8, "recommendations_on": True, "version": 1}  # fmt: skip


@lru_cache(maxsize=200_000)
def _spelled(name: str) -> tuple[str, str]:
    return pinyin_of(name)


def _copy(connection: psycopg.Connection[Any], table: str, rows: Any) -> None:
    rows = iter(rows)
    first = next(rows)
    with connection.cursor().copy(f"COPY {table} ({', '.join(first)}) FROM STDIN") as copy:
        copy.write_row(list(first.values()))
        for row in rows:
            copy.write_row(list(row.values()))
