"""Pieces of pages that many readers share: rendered once, kept by the process, finished for each reader.

In a template:

    {% call kept((row, today), distance=row_distance) %} … {{ late("distance") }} … {% endcall %}
    {{ kept_each(cards, listed_card, today) }}

The key must hold everything the piece shows except what is put in late; the language and the CSRF token are seen to
here. Use rows that compare by identity (two reads are two objects) as keys: a changed row is another key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from secrets import token_hex
from typing import Protocol

from flask import Flask, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from volunteer.web.speech import language

MOST = 20_000  # pieces; then all are let go of, which costs a moment and needs no bookkeeping
TOKEN = "csrf_token"
_MARK = f"\x02{token_hex(8)}\x02"  # what no text of a page holds, by accident or on purpose
_TOKEN_MARK = f"{_MARK}{TOKEN}{_MARK}"
_pieces: dict[Hashable, str] = {}


class Looking(Protocol):
    """Something drawn many times: `looks` decides how."""

    @property
    def looks(self) -> Hashable: ...


class Shown(Looking, Protocol):
    """The same, but for what `late` puts in."""

    @property
    def late(self) -> Mapping[str, str]: ...


def init_app(app: Flask) -> None:
    """Give templates `kept`, `kept_each`, `late` and `looks_of`."""
    app.jinja_env.globals.update(kept=kept, kept_each=kept_each, late=late, looks_of=looks_of)


def late(name: str) -> Markup:
    """The place inside a kept piece where `name` is put in for each reader."""
    return Markup(f"{_MARK}{name}{_MARK}")  # nobody's text


def kept(key: Hashable, caller: Callable[[], str], **values: object) -> Markup:
    """The piece under this key, rendered on first use, with this reader's values."""
    return _finished(_filled(_piece((language(), key), caller), values))


def kept_each(items: Iterable[Shown], macro: Callable[..., str], *shared: Hashable) -> Markup:
    """One piece for each item, drawn by a macro from the item and what all of them share."""
    spoken = (language(), str(getattr(macro, "name", macro)), shared)
    pieces = [_filled(_piece((spoken, item.looks), lambda one=item: macro(one, *shared)), item.late) for item in items]
    return _finished("".join(pieces))


def looks_of(items: Iterable[Looking] | None) -> Hashable:
    """How several things are drawn, as part of a key."""
    return tuple(item.looks for item in items or ())


def _piece(key: Hashable, render: Callable[[], str]) -> str:
    piece = _pieces.get(key)
    if piece is None:
        piece = _rendered(render)
        if len(_pieces) >= MOST:
            _pieces.clear()
        _pieces[key] = piece
    return piece


def _filled(piece: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        piece = piece.replace(f"{_MARK}{name}{_MARK}", str(escape(value)))
    return piece


def _finished(piece: str) -> Markup:
    """With this reader's token."""
    if _TOKEN_MARK in piece:
        token: str = g.get(TOKEN) or generate_csrf()  # which keeps it there for the rest of the request
        piece = piece.replace(_TOKEN_MARK, token)
    return Markup(piece)  # rendered by a template that escapes, with escaped values


def _rendered(render: Callable[[], str]) -> str:
    """The piece with the place of the token in it rather than one reader's token."""
    generate_csrf()
    own = g.csrf_token
    g.csrf_token = _TOKEN_MARK
    try:
        return str(render())
    finally:
        g.csrf_token = own
