"""`_("…")` in templates, looked up once a request rather than at every word.

A page says some sixty things; finding the reader's catalogue again for each costs more than saying them.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, g
from flask_babel import get_locale, get_translations
from markupsafe import Markup

Speech = tuple[Callable[[str], str], Callable[[str, str, int], str]]


def init_app(app: Flask) -> None:
    """Let templates speak this way; to be called after Flask-Babel has installed its own."""
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)


def say(message: str, **values: object) -> Markup:
    """The message in the reader's language; values are escaped."""
    words = Markup(_catalogue()[0](message))  # written by us; % escapes the values
    return words % values if values or "%" in words else words


def say_number(one: str, many: str, num: int, **values: object) -> Markup:
    """The message for this number, which is `%(num)s` in it."""
    words = Markup(_catalogue()[1](one, many, num))  # as above
    return words % {"num": num, **values}


def _catalogue() -> Speech:
    known: dict[str, Speech] = g.setdefault("catalogues", {})
    locale = str(get_locale())  # a page may be made in another language than its reader's
    if locale not in known:
        found = get_translations()
        known[locale] = (found.gettext, found.ngettext)
    return known[locale]
