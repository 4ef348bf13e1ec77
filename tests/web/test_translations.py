"""English is complete: every marked string has its translation, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "volunteer" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%")


def _marked() -> set[str]:
    found: set[str] = set()
    for folder, method in (("volunteer", "python"), ("templates", "jinja2")):
        pattern = "**.py" if method == "python" else "**.html"
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=[(pattern, method)], keywords=KEYWORDS
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def _english() -> Catalog:
    with ENGLISH.open("rb") as stream:
        return read_po(stream, locale="en")


def test_every_marked_string_is_translated() -> None:
    catalog = _english()
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in catalog
        if message.id and (message.string if isinstance(message.string, str) else all(message.string))
    }
    assert sorted(_marked() - translated.keys()) == []


def test_placeholders_are_kept() -> None:
    wrong = []
    for message in _english():
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
        wrong += [text for text in strings if ids[0] and not set(PLACEHOLDER.findall(text)) <= wanted]
    assert wrong == []
