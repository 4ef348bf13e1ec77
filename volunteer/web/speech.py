"""What pages say, looked up in the reader's catalogue at once: `_("…")` in templates, `gettext` in the kit.

A page says some sixty things; finding the catalogue again for each costs more than saying them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import Flask, has_request_context
from flask_babel import force_locale, get_locale, get_translations
from markupsafe import Markup

Speech = tuple[Callable[[str], str], Callable[[str, str, int], str]]

_catalogues: dict[str, Speech] = {}
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


class Later:
    """A message said when it is asked for, in the language of whoever asks then."""

    __slots__ = ("_message",)

    def __init__(self, message: str) -> None:
        self._message = message

    def __str__(self) -> str:
        return gettext(self._message)


def init_app(app: Flask) -> None:
    """Let templates speak this way; to be called after Flask-Babel has installed its own."""
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)
    app.before_request(_forget)
    app.teardown_request(_forget)


def language() -> str:
    """The language being spoken, as its code: zh or en. A request asks for it once."""
    known = _spoken.get()
    if known is None:
        locale = get_locale()
        known = str(locale.language) if locale else "zh"
        if has_request_context():
            _spoken.set(known)
    return known


CHINESE = "zh"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Another language than the reader's, for a part of a request."""
    with force_locale(code):
        before = _spoken.set(code)
        try:
            yield
        finally:
            _spoken.reset(before)


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language."""
    words = _catalogue()[0](message)
    return words % values if values else words


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The message for this number, which is `%(num)s` in it."""
    return _catalogue()[1](one, many, int(num)) % {"num": num, **values}


def say(message: str, **values: object) -> Markup:
    """The same in a template, with values escaped."""
    words = Markup(_catalogue()[0](message))  # written by us; % escapes the values
    return words % values if values or "%" in words else words


def say_number(one: str, many: str, num: int, **values: object) -> Markup:
    """The same in a template, with values escaped."""
    words = Markup(_catalogue()[1](one, many, int(num)))  # as above
    return words % {"num": num, **values}


def _catalogue() -> Speech:
    spoken = language()
    if spoken not in _catalogues:
        found = get_translations()
        _catalogues[spoken] = (found.gettext, found.ngettext)
    return _catalogues[spoken]


def _forget(_problem: BaseException | None = None) -> None:
    _spoken.set(None)
