"""What every template may use without importing it: filters, addresses of assets, status words."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment

from volunteer.web import display, fragments, humanize, speech
from volunteer.web.assets import asset
from volunteer.web.links import beside, here
from volunteer.web.qr import qr_svg
from volunteer.web.speech import language
from volunteer.web.statuses import status_look


class TemplateEnvironment(Environment):
    """Templates share one set of globals: a chained map for each makes every import within a page cost more than it."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` the helpers of the user-interface kit."""
    app.jinja_env.filters.update(humanize.FILTERS)
    fragments.init_app(app)
    speech.init_app(app)
    app.jinja_env.globals.update(
        asset=asset,
        beside=beside,
        display=display.chosen,
        here=here,
        html_lang=html_lang,
        qr_svg=qr_svg,
        status_look=status_look,
    )


def html_lang() -> str:
    """The language of the page as HTML names it: zh-CN or en."""
    return "en" if language() == "en" else "zh-CN"
