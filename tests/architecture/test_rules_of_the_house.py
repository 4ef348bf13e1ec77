"""One commit, declared access, reachable machines, wired reactions, guarded statuses."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator

from flask import Flask

import volunteer
from tests.architecture.source import modules
from volunteer import happenings, wiring
from volunteer.audit.reactions import audited
from volunteer.happenings.base import Happening
from volunteer.kernel.transitions import Machine
from volunteer.organization.permissions import HOLDS, Permission, Role
from volunteer.web.guard import declared_access

# Where a status may be set without a machine, and why.
WITHOUT_MACHINE = {
    "volunteer.kernel.transitions": "the machine itself",
}


def _machines() -> Iterator[Machine]:
    for found in pkgutil.walk_packages(volunteer.__path__, "volunteer."):
        if found.name.endswith("rules"):
            module = importlib.import_module(found.name)
            yield from (value for value in vars(module).values() if isinstance(value, Machine))


def _happenings(base: type[Happening] = Happening) -> set[type[Happening]]:
    for found in pkgutil.iter_modules(happenings.__path__, "volunteer.happenings."):
        importlib.import_module(found.name)
    children = set(base.__subclasses__())
    return children.union(*(_happenings(child) for child in children)) if children else children


def test_only_the_unit_of_work_commits() -> None:
    committing = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit" and _is_session(node.value)
    }
    assert committing == {"volunteer.kernel.unit_of_work"}


def _is_session(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "session") or (
        isinstance(node, ast.Attribute) and node.attr == "session"
    )


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    undeclared = sorted(e for e in endpoints if declared_access(app, e) is None)
    assert undeclared == []


def test_declared_permissions_exist_and_are_held(app: Flask) -> None:
    named = {p for rule in app.url_map.iter_rules() for p in declared_access(app, rule.endpoint) or ()}
    assert named - {"public", "signed_in"} <= set(Permission)
    assert set(HOLDS) == set(Role)


def test_machines_reach_every_state() -> None:
    machines = list(_machines())
    assert len({m.subject for m in machines}) >= 4
    for machine in machines:
        assert machine.unreachable() == set(), machine.subject


def test_machine_steps_need_known_permissions() -> None:
    for machine in _machines():
        named = {step.permission for step in machine.steps.values() if step.permission}
        assert named <= set(Permission), machine.subject


def test_every_happening_is_wired_and_audited() -> None:
    leaves = {kind for kind in _happenings() if kind.action and kind.__module__.startswith("volunteer.")}
    assert leaves == set(wiring.REACTIONS)
    for kind, reactions in wiring.REACTIONS.items():
        assert audited in reactions, kind.__name__


def test_actions_are_named_once() -> None:
    actions = [kind.action for kind in wiring.REACTIONS]
    assert len(actions) == len(set(actions))


def test_a_status_changes_only_through_its_machine() -> None:
    setting = {
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name not in WITHOUT_MACHINE
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "status"
    }
    assert setting == set()
