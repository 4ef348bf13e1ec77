"""The site as an app that can be installed: its manifest, the worker that keeps its frame, the page without network."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _

from volunteer.web import display
from volunteer.web.assets import asset, static_path
from volunteer.web.guard import public
from volunteer.web.security import with_camera
from volunteer.web.speech import speaking

# What every page needs, kept by the worker.
FILES = ("main.css", "dark.css", "main.js", "offline.js", "img/icons.svg", "img/favicon.svg")
# What only the pages of the day of service need; kept once one of them was opened.
ON_THE_DAY = ("scanner.js",)
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
BRAND_COLOUR = "#B5121B"
GROUND_COLOUR = "#F6F3EF"

bp = Blueprint("shell", __name__)


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Name and look of the installed app. Browsers ask for it without cookies, so the address says the language."""
    code = request.args.get(display.LOCALE)
    with speaking(code if code in display.LOCALES else "zh"):
        content = {
            "id": url_for("home.public_home"),
            "start_url": url_for("home.public_home"),
            "scope": url_for("home.public_home"),
            "name": current_app.config["BRAND_NAME"],
            "short_name": _("志愿服务"),
            "lang": "en" if code == "en" else "zh-CN",
            "display": "standalone",
            "theme_color": BRAND_COLOUR,
            "background_color": GROUND_COLOUR,
            "icons": [
                {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ],
        }
    return current_app.response_class(json.dumps(content, ensure_ascii=False), mimetype="application/manifest+json")


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, from the root so that it serves every page; a changed file makes it another worker."""
    if current_app.config["SERVICE_WORKER"] != "off":
        chosen = display.chosen()
        files, later = [asset(name) for name in FILES], [asset(name) for name in ON_THE_DAY]
        look = {"locale": display.locale(), "size": chosen.size, "theme": chosen.theme}
        pages = {"offline": url_for(".offline", **look), "day": url_for(".day", **look)}
        code = _built("shell.js")
        version = hashlib.sha256("".join([*files, *later, *pages.values(), code]).encode()).hexdigest()[:12]
        shell = json.dumps({"version": version, "files": files, "later": later, **pages})
        body = f"self.shell={shell};{code}"
    else:
        body = _built("shell_off.js")
    response = current_app.response_class(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline")
@public
def offline() -> str:
    """What stands in for any page while the network is gone: the same for everybody, in the device's own look."""
    code = request.args.get(display.LOCALE)
    with speaking(code if code in display.LOCALES else "zh"):
        return render_template("pages/offline.html", look=display.read(request.args))


@bp.get("/offline/day")
@public
def day() -> str:
    """Gate and check-in while the network is gone: names nobody; list and codes come from the device."""
    code = request.args.get(display.LOCALE)
    with_camera()
    with speaking(code if code in display.LOCALES else "zh"):
        return render_template("pages/offline_day.html", look=display.read(request.args))


def _built(name: str) -> str:
    path = static_path(f"dist/{name}")
    if not path.is_file():
        abort(404)  # the front end is not built: pages work without a worker
    return path.read_text("utf-8")
