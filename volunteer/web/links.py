"""Links back to the page being shown, with parts of its query changed: paging, filters, language."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def here(**changes: object) -> str:
    """Address of the current page with these query parameters replaced; None removes one.

    The result is always a path on this server, whatever the visitor put into the query.
    """
    args = request.args.to_dict(flat=False)
    pairs = [(key, value) for key, values in args.items() if key not in changes for value in values]
    pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
    path = "/" + (request.script_root + request.path).lstrip("/")
    return f"{path}?{urlencode(pairs)}" if pairs else path
