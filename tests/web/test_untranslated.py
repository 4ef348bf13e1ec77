"""No words for people stand outside a translation call: in Python, in templates, in scripts and styles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[㐀-鿿豈-﫿　-〿＀-￯]")
CALLS = {"_", "_l", "_n", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
# Files whose Chinese is no word of the screens, and what it is.
DATA = {
    "static/js/components/town_map.js": "the endings that a town's name loses on the map",
    "templates/components/language_switch.html": "the language's own name",
    "templates/errors/minimal.html": "shown in both languages at once when not even a language can be looked up",
    "templates/pages/styleguide.html": "people and places of examples",
    "templates/pages/styleguide/lists.html": "people of examples",
    "volunteer/access/command.py": "told in a terminal, in both languages",
    "volunteer/accounts/weak_passwords.py": "what people here take for a password, compared with what is typed",
    "volunteer/backup/command.py": "told in a terminal, in both languages",
    "volunteer/backup/passphrase.py": "asked for in a terminal, in both languages",
    "volunteer/backup/rehearsal.py": "told in a terminal, in both languages",
    "volunteer/config.py": "the brand's name is a setting",
    "volunteer/demands/intake_rules.py": "marks between the sentences that a resident types",
    "volunteer/demo/": "people, places and demands of an invented city",
    "volunteer/hotlines/checking.py": "how places and dates are written in cells",
    "volunteer/hotlines/headings.py": "headings of lists that travel between offices",
    "volunteer/hotlines/results.py": "headings and words of lists that travel back to the hotline",
    "volunteer/privacy/erasing.py": "what stands in the table instead of a name",
    "volunteer/privacy/register.py": "drawn into a document that is Chinese",
    "volunteer/kernel/pinyin.py": "how family names are read",
    "volunteer/kernel/prefix.py": "marks between the syllables of what is typed",
    "volunteer/notices/examples.py": "people, places and reasons of examples",
    "volunteer/organization/actor.py": "the name of nobody in particular, never shown",
    "volunteer/records/rules.py": "how a certificate is filed, printed as it is in every language",
    "volunteer/reference/": "names of public holidays and taxonomy, as published",
    "volunteer/rosters/cleaning.py": "how dates are written in cells",
    "volunteer/rosters/headings.py": "headings and words of spreadsheets that travel between offices",
    "volunteer/runtime/": "a terminal has no language; both are printed",
    "volunteer/settings/": "the document of settings is for those who install, in Chinese; so is their terminal",
    "volunteer/suggestions/name_matching.py": "how units are written in group chats",
    "volunteer/suggestions/pasted_names.py": "how names are written in group chats",
    "volunteer/suggestions/surnames.py": "family names",
    "volunteer/taxonomy/rules.py": "marks between the synonyms that are typed",
    "volunteer/texts/": "what people write in their own words, and what stands in them instead of private parts",
    "volunteer/web/display.py": "the language's own name",
    "volunteer/web/humanize.py": "family names of two characters",
    "volunteer/web/lettering.py": "bounds and marks of Chinese typesetting",
    "volunteer/web/styleguide_map.py": "towns of an example",
}
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


def sources(folder: str, pattern: str) -> list[Path]:
    """The files of a folder that hold no data."""
    found = [path for path in sorted((ROOT / folder).rglob(pattern)) if "dist" not in path.parts]
    return [path for path in found if not str(path.relative_to(ROOT)).startswith(tuple(DATA))]


def in_python(path: Path) -> Iterator[str]:
    """Chinese strings of a module, docstrings aside, that no translation call holds."""
    yield from _unmarked(ast.parse(path.read_text(encoding="utf-8")))


def _unmarked(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield f"line {node.lineno}: {node.value}"
    if isinstance(node, ast.Call) and _name(node.func) in CALLS:
        return
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not is_text:
        for child in ast.iter_child_nodes(node):
            yield from _unmarked(child)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def in_template(app: Flask, path: Path) -> Iterator[str]:
    """Chinese words of a template, comments aside, that no translation call holds."""
    yield from _unmarked_node(app.jinja_env.parse(path.read_text(encoding="utf-8")))


def _unmarked_node(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in CALLS:
        return
    text = node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", None)
    if isinstance(text, str) and CHINESE.search(text):
        yield f"line {node.lineno}: {text.strip()}"
    for child in node.iter_child_nodes():
        yield from _unmarked_node(child)


def test_python_marks_its_words() -> None:
    wrong = {str(path.relative_to(ROOT)): list(in_python(path)) for path in sources("volunteer", "*.py")}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


def test_templates_mark_their_words(app: Flask) -> None:
    wrong = {str(path.relative_to(ROOT)): list(in_template(app, path)) for path in sources("templates", "*.html")}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


@pytest.mark.parametrize("pattern", ["*.js", "*.css"])
def test_scripts_and_styles_hold_no_words(pattern: str) -> None:
    wrong = {
        str(path.relative_to(ROOT)): [line.strip() for line in code.splitlines() if CHINESE.search(line)]
        for path in sources("static", pattern)
        if CHINESE.search(code := COMMENTS.sub("", path.read_text(encoding="utf-8")))
    }
    assert wrong == {}
