"""Behind proxies of one's own: who asks is whom the outermost of them saw. Limits for those without an account count by
that address, so that without this all residents behind one proxy would share one."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask) -> None:
    """Believe as many entries of X-Forwarded-For and X-Forwarded-Proto as TRUSTED_PROXIES says; none unless told."""
    trusted = app.config["TRUSTED_PROXIES"]
    if trusted:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=0)
