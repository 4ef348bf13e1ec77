"""What the source may not do: SQL of what people typed, markup of it, secrets of ordinary chance, comparing by `==`."""

from __future__ import annotations

import ast
import re
import re._parser as parser  # type: ignore[import-untyped]  # Python's own reader of patterns
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, modules
from tests.support import licences, secrets_kept_out
from tests.support.secrets_kept_out import looked_through

SQL = re.compile(r"\b(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS)\b", re.DOTALL)
# SQL that is put together while the program runs: where, and of what.
SQL_OF_PIECES = {
    "volunteer.audit.health": "a constant condition",
    "volunteer.claims.taking": "names of settings, which the callers write out",
    "volunteer.kernel.changes": "tables marked in the source",
    "volunteer.kernel.resealing": "tables and columns listed in the source",
    "volunteer.kernel.unit_of_work": "tables and columns of the models",
}
MARKUP = {
    "volunteer.guides.rendering": "our own guides; a parser that lets no HTML through, names and words are escaped",
    "volunteer.web.fragments": "pieces that a template has escaped",
    "volunteer.web.qr": "drawn by segno of nothing but squares",
    "volunteer.web.speech": "words of the catalogue; values are escaped",
}
SECRET = re.compile(
    r"(?:^|_)(?:hash|digest|hmac|signature|token|secret|password|otp|mac)(?:_|$)|code_hash", re.IGNORECASE
)
# `==` between what looks like secrets, in Python (a database finds by its index): where, and why nothing is learned.
COMPARED = {
    "volunteer.audit.manifest": "a digest of what the asker holds, in a file of the asker's",
    "volunteer.demands.sensitive": "a digest of a text that the asker wrote",
    "volunteer.help_requests.service": "a keyed hash of the asker's own phone, read from the row of the form",
    "volunteer.ledger.proof": "links of a chain that is no secret",
}
# Patterns that repeat what repeats: why they cannot run away.
REPEATING = {
    "volunteer.notices.contacts": "each round begins with a dot, which is not among what it repeats",
    "volunteer.runtime.wheels": "each round begins with a new line, which is not among what it repeats; a file of ours",
}


def _functions(tree: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda))


def _text(node: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc]


def test_sql_of_pieces_is_where_it_is_listed() -> None:
    found = {
        name
        for name, tree in modules()
        for function in _functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr) and SQL.search(_text(node))
    }
    assert found - _of_operators(found) == set(SQL_OF_PIECES)


def _of_operators(found: set[str]) -> set[str]:
    """Rooms that only whoever runs the platform starts, from a terminal."""
    return {name for name in found if name.startswith(("volunteer.runtime.", "volunteer.backup.", "volunteer.demo."))}


def test_markup_is_where_it_is_listed() -> None:
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup"
    }
    assert found == set(MARKUP)


def test_no_template_marks_anything_as_safe() -> None:
    templates = PACKAGE.parent / "templates"
    found = [p.name for p in templates.rglob("*.html") if re.search(r"\|\s*safe\b|autoescape\s+false", p.read_text())]
    assert found == []


def test_secrets_come_of_the_systems_chance() -> None:
    found = {
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not name.startswith(("volunteer.demo.", "volunteer.matching."))
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "random")
    }
    assert found == set()


def _of_the_database(node: ast.Compare) -> bool:
    """Whether a column of a model is compared: the database does it, by an index of hashes."""
    return any(re.match(r"[A-Z]\w*[a-z]\w*\.|columns?\.", ast.unparse(side)) for side in (node.left, *node.comparators))


def test_secrets_are_not_compared_by_equality() -> None:
    found = {
        name
        for name, tree in modules()
        if not name.startswith(("volunteer.demo.", "volunteer.matching."))
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        and SECRET.search(ast.unparse(node.left).split(".")[-1])
        and not _of_the_database(node)
    }
    assert found == set(COMPARED)


def _patterns() -> Iterator[tuple[str, str]]:
    """Every pattern of the source that is written out."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) == "re"
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield name, first.value


def _repeats_repeats(parts: Iterable[Any], *, within: bool = False) -> bool:
    """Whether something without end is repeated without end: the shape that takes exponential time."""
    for kind, value in parts:
        endless = kind in (parser.MAX_REPEAT, parser.MIN_REPEAT) and value[1] == parser.MAXREPEAT
        if endless and within:
            return True
        inner = [value] if kind is not parser.BRANCH else value[1]
        for each in inner:
            deeper = (
                each
                if isinstance(each, parser.SubPattern)
                else [one for one in _tuple(each) if isinstance(one, parser.SubPattern)]
            )
            below = [deeper] if isinstance(deeper, parser.SubPattern) else deeper
            if any(_repeats_repeats(one, within=within or endless) for one in below):
                return True
    return False


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def test_no_pattern_repeats_what_repeats() -> None:
    patterns = list(_patterns())
    found = {name for name, pattern in patterns if _repeats_repeats(parser.parse(pattern))}
    assert found == set(REPEATING)
    assert len(patterns) > 60
    assert _repeats_repeats(parser.parse(r"(a+b?)+$"))


@pytest.mark.parametrize("rule", secrets_kept_out.RULES)
def test_each_kind_of_secret_is_found(rule: str) -> None:
    planted = {
        "a private key": "-----BEGIN PRIVATE " + "KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQ" * 2,
        "a key of a cloud": "id = AKIA" + "ABCDEFGHIJ234567",
        "a token of a code host": "ghp_" + "a1" * 18,
        "a token of a chat": "SEC" + "0a" * 32,
        "a robot's address": "https://oapi.dingtalk.com/robot/send?access_token=" + "0f" * 32,
        "a signed token": "eyJhbGciOi" + "JIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkw." + "a" * 30,
        "an address with a password": "postgresql://owner" + ":hunter2hunter2@db.example/x",
        "a value of a secret": "SECRET_KEY" + " = 'kJ8s7dh2Ksh28sKs92'",
    }
    assert [found.kind for found in looked_through("planted.py", planted[rule])] == [rule]


def test_a_licence_nobody_thought_about_is_told() -> None:
    assert licences.Shipped("copyleft", "MIT AND AGPL-3.0").not_allowed == ["AGPL-3.0"]
    assert licences.Shipped("good", "Apache-2.0 OR BSD-3-Clause").not_allowed == []
