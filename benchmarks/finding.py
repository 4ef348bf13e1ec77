"""Finding people and units as they are typed, among a million members.

Characters, full pinyin and initials, from one letter to a whole name, and what nobody is called, each asked by somebody
who sees the whole province, one city, one team and one squad. The answers are held against a plain scan.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import text

from benchmarks.figures import verdict
from benchmarks.finding_province import Province, fill
from benchmarks.scratch import SECRET_KEY, scratch_server
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.finding import units_called
from volunteer.organization.permissions import Role
from volunteer.people.finding import find_members
from volunteer.wiring import create_app

MOST = 12
LONGEST_MS = 50.0
NAMES = ("z", "c", "zs", "czq", "chen", "zhang", "zhangwei", "chenzhiqiang", "陈", "张", "陈志强", "欧阳", "ouyang",
         "oyj", "xiaolongnv", "小龙女", "qqq", "lixiaohua", "w", "GD0500000")  # fmt: skip
UNITS = ("第1局", "di1ju", "d1j", "局 第2分队", "大队", "没有的单位")
_SCAN = text("""
SELECT m.id FROM member m JOIN unit u ON u.id = m.unit_id
WHERE u.path LIKE :path || '%' AND m.kind = 'active'
  AND (m.name LIKE :q || '%' OR m.pinyin LIKE :q || '%' OR m.initials LIKE :q || '%' OR m.number = upper(:q))
""")


@dataclass
class Times:
    """Milliseconds by what was typed and from where."""

    taken: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)

    def note(self, key: tuple[str, str, str], seconds: float) -> None:
        self.taken.setdefault(key, []).append(1_000 * seconds)

    def typical(self) -> list[tuple[float, tuple[str, str, str]]]:
        """The median of each, the slowest last."""
        return sorted((sorted(times)[len(times) // 2], key) for key, times in self.taken.items())


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench finding", description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with scratch_server() as server:
        province = fill(server.owner_url, options.members, options.seed)
        app = create_app({"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": server.app_url})
        with app.app_context():
            times, faults = measure(province, options.rounds)
            db.engine.dispose()
    return report(times, faults, options.members, province)


def measure(province: Province, rounds: int) -> tuple[Times, list[str]]:
    """Every question from everywhere, round after round; what was answered wrongly."""
    times, faults = Times(), []
    for _round in range(rounds):
        for name, path, actor in _lookers(province):
            for typed in NAMES:
                found = _timed(times, ("member", name, typed), lambda a=actor, q=typed: find_members(a, q, MOST))
                faults += [] if _round else _wrong(path, typed, [member.id for member in found])
            for typed in UNITS:
                _timed(times, ("unit", name, typed), lambda a=actor, q=typed: _units(a, q))
    return times, faults


def _units(actor: Actor, typed: str) -> list[object]:
    return list(db.session.scalars(units_called(actor, typed).limit(MOST)))


def _timed(times: Times, key: tuple[str, str, str], ask: Callable[[], list[object]]) -> list[object]:
    began = time.perf_counter()
    found = ask()
    times.note(key, time.perf_counter() - began)
    db.session.rollback()
    return found


def _lookers(province: Province) -> Iterator[tuple[str, str, Actor]]:
    for name in ("root", "city", "team", "squad"):
        path = getattr(province, name)
        grant = GrantView(Role.COMMITTEE, "unit", int(path.rstrip("/").rpartition("/")[2]), path, "brigade")
        yield name, path, Actor(account_id=1, grants=(grant,))


def _wrong(path: str, typed: str, found: list[int]) -> list[str]:
    right = set(db.session.scalars(_SCAN, {"path": path, "q": typed}))
    db.session.rollback()
    if not set(found) <= right or len(found) != min(len(right), MOST):
        return [f"{typed!r} below {path}: {len(found)} found of {len(right)}"]
    return []


def report(times: Times, faults: list[str], members: int, province: Province) -> int:
    """Print the figures."""
    typical = times.typical()
    print(f"{members:,} members in {province.squads:,} squads, {len(typical)} questions")
    print(f"median of all     {typical[len(typical) // 2][0]:8.2f} ms")
    for milliseconds, (kind, place, typed) in typical[-5:]:
        print(f"  slowest         {milliseconds:8.2f} ms   {kind} {typed!r} from the {place}")
    slowest = typical[-1][0]
    print(f"longest           {slowest:8.2f} ms   (at most {LONGEST_MS:g})")
    return verdict(slowest <= LONGEST_MS, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
