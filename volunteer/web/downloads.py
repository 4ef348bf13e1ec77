"""Answers that leave as a file with a name."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response


def as_download(answer: Response, name: str, ending: str) -> Response:
    """Let the browser save it under a name in any script (RFC 6266): headers hold letters of one byte only."""
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.{ending}"
    return answer
