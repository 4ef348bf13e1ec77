"""Where a page leads after it: a path of this site, whatever stands in `next`."""

from __future__ import annotations

import ast
import re

import pytest
from flask import Flask

from tests.architecture.source import modules
from volunteer.web.links import inside

AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\r\nLocation: https://evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    " //evil.example",
    "/\x00/evil.example",
    "",
)
# Where a `next` is handed on as it came, and who looks at it.
HANDED_ON = {"volunteer.accounts.pages": "`_activated` looks at it"}


@pytest.mark.parametrize("target", AWAY)
def test_nothing_leads_away(target: str) -> None:
    assert inside(target) is None


@pytest.mark.parametrize("target", ["/", "/positions?q=a&next=//evil.example", "/demands/7#steps"])
def test_paths_of_this_site_are_kept(target: str) -> None:
    assert inside(target) == target


def test_every_next_is_looked_at() -> None:
    """A `next` that a visitor sent goes through `inside` in the place where it is read."""
    loose = {name for name, tree in modules() for read in _loose(tree)}
    assert loose == HANDED_ON.keys()


def _loose(tree: ast.AST) -> list[int]:
    looked_at = {
        id(below)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "inside"
        for below in ast.walk(node)
    }
    return [node.lineno for node in ast.walk(tree) if _reads_next(node) and id(node) not in looked_at]  # type: ignore[attr-defined]


def _reads_next(node: ast.AST) -> bool:
    """Whether this is `….get("next")` of a request, or `form.next.data`."""
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        return node.args[0].value == "next" and ast.unparse(node.func).endswith(
            (".args.get", ".form.get", ".values.get")
        )
    return isinstance(node, ast.Attribute) and node.attr == "data" and ast.unparse(node.value).endswith(".next")


@pytest.mark.parametrize("path", ["/sign-in", "/display", "/activate"])
def test_a_form_takes_no_other_site_along(app: Flask, path: str) -> None:
    assert set(_kept(app, path, "/positions")) == {"/positions"}
    for target in AWAY:
        assert not any(_kept(app, path, target)), target


def _kept(app: Flask, path: str, target: str) -> list[str]:
    page = app.test_client().get(path, query_string={"next": target})
    assert page.status_code == 200
    return re.findall(r'<input[^>]*name="next"[^>]*value="([^"]*)"', page.text)
