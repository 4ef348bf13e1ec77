"""What the gate shows: the code, the address it stands for as a QR code, how long it holds.

The address is short, so that the QR code has few and large modules: a camera needs about a tenth of its distance.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, url_for

from volunteer.activities.service import CodeShown
from volunteer.kernel import clock
from volunteer.web.qr import qr_svg


def shown(code: CodeShown, session_id: int) -> dict[str, Any]:
    """The code for the page and for the script that asks for the next one."""
    left = code.valid_until - clock.now()
    return {
        "code": code.code,
        "qr_svg": qr_svg(link_of(session_id, code.code)),
        "seconds_left": max(1, -(-left // timedelta(seconds=1))),
    }


def link_of(session_id: int, digits: str) -> str:
    """What the QR code at the gate opens, in any scanner."""
    base: str = current_app.config["PUBLIC_BASE_URL"].rstrip("/")
    return base + url_for("gates.scanned", session_id=session_id, digits=digits)
