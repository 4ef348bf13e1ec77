"""QR codes as inline SVG, sized by the stylesheet."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """Draw ``text`` as a QR code that survives a scratched poster (error level M) and fills the box it is put into.

    The quiet zone of four modules that readers rely on is part of the drawing.
    """
    return Markup(segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4))


def qr_plain(text: str) -> str:
    """The same as the text of an SVG, for sheets that are typeset."""
    return str(qr_svg(text))
