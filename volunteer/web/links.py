"""Links back to the page being shown, with parts of its query changed: paging, filters, language."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

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


def beside(path: str) -> str:
    """Another address of this site with the query of the current page: the same filters, the same order."""
    query = urlencode([(key, value) for key, values in request.args.lists() for value in values])
    return f"{path}?{query}" if query else path


def inside(target: str | None) -> str | None:
    """The target if it is a path of this site; None for anything that would lead a visitor elsewhere."""
    if not target or not target.startswith("/") or not target.isprintable() or "\\" in target:
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and not target.startswith("//") else None
