"""Text is sent gzipped: static files from a memory of packed ones, pages to whoever may not be spied on by it."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request, session

from volunteer.web.assets import asked_file, static_path, version_of

TEXT = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
    }
)
WORTH_IT = 1024
PAGE_LEVEL = 4
FILE_LEVEL = 9
# What a browser says when its own reader or a page of this site asked.
OWN_REQUESTS = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    """Pack what is worth it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.status_code != 200 or response.mimetype not in TEXT or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    if request.method != "GET" or not request.accept_encodings.quality("gzip"):
        return response
    packed = _packed_file() or _packed_page(response)
    if packed:
        response.direct_passthrough = False
        response.set_data(packed)
        response.content_encoding = "gzip"
        etag, _weak = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # the same file in another dress
    return response


def _packed_file() -> bytes | None:
    filename = asked_file()
    version = version_of(filename) if filename else None
    return _packed_once(filename, version) if filename and version else None


@lru_cache(maxsize=64)
def _packed_once(filename: str, version: str) -> bytes:
    return gzip.compress(static_path(filename).read_bytes(), FILE_LEVEL)


def _packed_page(response: Response) -> bytes | None:
    if response.is_streamed or _length_may_tell():
        return None
    body = response.get_data()
    return gzip.compress(body, PAGE_LEVEL) if len(body) >= WORTH_IT else None


def _length_may_tell() -> bool:
    """Whether the packed length could give away a secret (BREACH).

    A page holds its form token beside words from its address. Who sees the length of answers on the wire learns the
    token by making the reader's browser ask for many addresses, which takes a page of another site. So pages for
    somebody signed in are packed only when the browser says that its own reader or a page of ours asked. Without TLS
    there is nothing to hide from whoever sees the wire.
    """
    if not request.is_secure or "_user_id" not in session:
        return False
    return request.headers.get("Sec-Fetch-Site") not in OWN_REQUESTS
