"""Imports go down only, and rooms of one floor do not import each other (docs/architecture.md)."""

from __future__ import annotations

import sys

from tests.architecture.source import imports, modules

# From the ground up. A room may import from lower floors and from itself.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"happenings", "matching", "texts"}),
    frozenset({"kernel"}),
    frozenset({"web"}),
    frozenset({"accounts", "taxonomy"}),
    frozenset({"organization", "demand_templates"}),
    frozenset({"checklists", "guides", "health"}),
    frozenset({"people", "sites", "demands", "projects", "reference"}),
    frozenset(
        {
            "access",
            "claims",
            "deadlines",
            "designations",
            "recurring",
            "resources",
            "sign_in",
            "surveys",
            "transfers",
            "wishes",
        }
    ),
    frozenset({"activities", "calendars", "rosters", "small_things"}),
    frozenset({"answers", "ledger"}),
    frozenset({"backfills", "suggestions"}),
    frozenset(
        {
            "plans",
            "gaps",
            "help_requests",
            "hotlines",
            "interchange",
            "months",
            "records",
            "registrations",
            "task_forces",
            "triage",
        }
    ),
    frozenset({"complaints"}),
    frozenset({"home", "notices", "audit"}),
    frozenset({"privacy"}),
    frozenset({"backup", "demo", "runtime", "settings", "config", "tables", "wiring"}),
)
HEIGHT = {room: height for height, floor in enumerate(FLOORS) for room in floor}
TOP = len(FLOORS) - 1

PURE = {"numpy", "scipy", "highspy", "volunteer", *sys.stdlib_module_names}


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "volunteer" and len(parts) > 1 else None


def test_every_room_has_a_floor() -> None:
    rooms = {_room(name) for name, _ in modules()} - {None}
    assert rooms <= HEIGHT.keys()


def test_imports_go_down() -> None:
    wrong = []
    for name, tree in modules():
        room = _room(name)
        if room is None or HEIGHT[room] == TOP:
            continue
        for imported in imports(tree):
            other = _room(imported)
            if other in HEIGHT and other != room and HEIGHT[other] >= HEIGHT[room]:
                wrong.append(f"{name} → {imported}")
    assert wrong == []


def test_matching_is_pure() -> None:
    for name, tree in modules():
        if _room(name) == "matching":
            foreign = {imported for imported in imports(tree) if imported.partition(".")[0] not in PURE}
            assert foreign == set(), name
            assert not any(_room(i) not in (None, "matching") for i in imports(tree)), name
