"""docs/permissions.md, drawn from the code: which role holds what, and what every address asks for."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from volunteer.access.rules import NODES
from volunteer.organization.permissions import HOLDS, Permission, Role
from volunteer.web.guard import SIGNED_IN, declared_access

HEAD = """# Who may do what

Drawn from the code by `flask --app app docs permissions`; a test keeps it current, another asks every address as every
role, inside and outside, and compares the answers with these tables.

A grant gives a role at and below one node of the unit tree or the place tree, from a date until a date; one at a
collaboration group gives it at the teams of the group's organs. The scope of a permission is what the grants of the
roles that hold it cover. Without the permission an address answers 403; with it, what lies outside the scope answers
404 (or 403 where the row may be seen for another reason), and nothing of it is listed. Places have no unit: whoever
holds a permission at a root brigade holds it for all places.
"""
HELD = "●"
WITHOUT_VERB = frozenset({"HEAD", "OPTIONS"})


def render(app: Flask) -> str:
    """The whole document."""
    return "\n".join([HEAD, "## Roles\n", *_roles(), "\n## Addresses\n", *_addresses(app), ""])


def _roles() -> Iterable[str]:
    yield _row(["permission", *Role])
    yield _row(["---", *(":-:" for _ in Role)])
    yield _row(["*held at a*", *(", ".join(sorted(NODES[role])) for role in Role)])
    for permission in sorted(Permission):
        yield _row([f"`{permission}`", *(HELD if permission in HOLDS[role] else "" for role in Role)])


def _addresses(app: Flask) -> Iterable[str]:
    yield _row(["address", "verb", "open to", *Role])
    yield _row(["---", "---", "---", *(":-:" for _ in Role)])
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (str(rule), sorted(rule.methods or ())))
    for rule in rules:
        access = declared_access(app, rule.endpoint) or ("nobody",)
        verbs = sorted((rule.methods or set()) - WITHOUT_VERB)
        named = " or ".join(access).replace(SIGNED_IN, "whoever is signed in")
        yield _row([f"`{rule}`", " ".join(verbs), named, *(_held(access, role) for role in Role)])


def _held(access: Iterable[str], role: Role) -> str:
    """Whether a role opens an address, somewhere; what asks for no permission says so in words alone."""
    return HELD if HOLDS[role] & set(access) else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
