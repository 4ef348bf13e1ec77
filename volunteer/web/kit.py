"""What every template may use without importing it: filters, addresses of assets, status words."""

from __future__ import annotations

from flask import Flask
from flask_babel import get_locale

from volunteer.web import display, fragments, humanize, speech
from volunteer.web.assets import asset
from volunteer.web.links import here
from volunteer.web.qr import qr_svg
from volunteer.web.statuses import status_look


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` the helpers of the user-interface kit."""
    app.jinja_env.filters.update(humanize.FILTERS)
    fragments.init_app(app)
    speech.init_app(app)
    app.jinja_env.globals.update(
        asset=asset, display=display.chosen, here=here, html_lang=html_lang, qr_svg=qr_svg, status_look=status_look
    )


def html_lang() -> str:
    """The language of the page as HTML names it: zh-CN or en."""
    return "en" if str(get_locale() or "zh").startswith("en") else "zh-CN"
