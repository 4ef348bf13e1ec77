"""Pieces of pages that many readers share: rendered once, kept by the process, finished for each reader.

In a template:

    {% call kept((row, today), distance=row_distance) %} … {{ late("distance") }} … {% endcall %}

The key must hold everything the piece shows except what is put in late; the language and the CSRF token are seen to
here. Use rows that compare by identity (two reads are two objects) as keys: a changed row is another key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from secrets import token_hex

from flask import Flask, current_app, g
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

MOST = 20_000  # pieces; then all are let go of, which costs a moment and needs no bookkeeping
STORE = "volunteer_fragments"
TOKEN = "csrf_token"  # the name of a field
_MARK = f"\x02{token_hex(8)}\x02"  # what no text of a page holds, by accident or on purpose


def init_app(app: Flask) -> None:
    """Give templates `kept` and `late`."""
    app.jinja_env.globals.update(kept=kept, late=late)


def late(name: str) -> Markup:
    """The place inside a kept piece where `name` is put in for each reader."""
    return Markup(f"{_MARK}{name}{_MARK}")  # nobody's text


def kept(key: Hashable, caller: Callable[[], str], **values: object) -> Markup:
    """The piece under this key, rendered on first use, with this reader's values."""
    store: dict[Hashable, str] = current_app.extensions.setdefault(STORE, {})
    full_key = (str(get_locale()), key)
    piece = store.get(full_key)
    if piece is None:
        if len(store) >= MOST:
            store.clear()
        piece = store[full_key] = _rendered(caller)
    for name, value in values.items():
        piece = piece.replace(late(name), escape(value))
    if late(TOKEN) in piece:
        piece = piece.replace(late(TOKEN), generate_csrf())
    return Markup(piece)  # rendered by a template that escapes, and escaped values


def _rendered(caller: Callable[[], str]) -> str:
    """The piece with the place of the token in it rather than one reader's token."""
    generate_csrf()
    own = g.csrf_token
    g.csrf_token = late(TOKEN)
    try:
        return str(caller())
    finally:
        g.csrf_token = own
