"""The sheet that a site hangs up: one large code, three steps, the telephone on duty."""

from __future__ import annotations

from flask import current_app, url_for

from volunteer.organization.models import Place
from volunteer.web.printing import sheet
from volunteer.web.qr import qr_plain


def help_poster(site: Place, base: str) -> bytes:
    """The PDF, A4."""
    link = base + url_for("help_requests.form", site_code=site.code)
    data = {
        "brand": current_app.config["BRAND_NAME"],
        "site": site.name,
        "town": site.parent.name if site.parent else "",
        "phone": site.duty_phone or "",
        "address": link,
        "qr": qr_plain(link),
    }
    return sheet("help_poster", data)
