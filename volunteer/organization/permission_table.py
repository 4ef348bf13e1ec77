"""docs/permissions.md, drawn from the code: which role holds what, and what every address asks for."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from volunteer.organization.permissions import HOLDS, Permission, Role
from volunteer.web.guard import declared_access

HEAD = """# Who may do what

Drawn from the code by `flask --app app docs permissions`; a test keeps it current. A grant gives a role at and below
one node of the unit tree or the place tree, from a date until a date. What lies outside of that answers 404; what lies
inside but needs another permission answers 403.
"""
WITHOUT_VERB = frozenset({"HEAD", "OPTIONS"})


def render(app: Flask) -> str:
    """The whole document."""
    return "\n".join([HEAD, "## Roles\n", *_roles(), "\n## Addresses\n", *_addresses(app), ""])


def _roles() -> Iterable[str]:
    yield _row(["permission", *Role])
    yield _row(["---", *(":-:" for _ in Role)])
    for permission in sorted(Permission):
        yield _row([f"`{permission}`", *("●" if permission in HOLDS[role] else "" for role in Role)])


def _addresses(app: Flask) -> Iterable[str]:
    yield _row(["address", "verb", "open to"])
    yield _row(["---", "---", "---"])
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (str(rule), sorted(rule.methods or ())))
    for rule in rules:
        access = declared_access(app, rule.endpoint) or ("nobody",)
        verbs = sorted((rule.methods or set()) - WITHOUT_VERB)
        yield _row([f"`{rule}`", " ".join(verbs), " or ".join(access).replace("signed_in", "whoever is signed in")])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
