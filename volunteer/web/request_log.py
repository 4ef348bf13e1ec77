"""Each request has a number and leaves one line: what was asked by its pattern, how it ended, how long it took.

No address as it was typed, no query, no name: a private link is in the address. The number comes from one's own proxy
(`X-Request-ID`) or is made here; it stands in every line and audit row of the request, in the answer's headers and on
pages that say that something went wrong.
"""

from __future__ import annotations

import re
import time

import structlog
from flask import Flask, Response, current_app, g, request

from volunteer.kernel import tracing
from volunteer.web import meters

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
UNMATCHED = "-"  # an address that nothing answers
SILENT = frozenset({"static", "health.healthz", "health.readyz", "metrics.scrape"})  # asked by machines all day

log = structlog.get_logger("volunteer.request")


def init_app(app: Flask) -> None:
    """First to see a request, last to see its answer."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)
    app.jinja_env.globals["request_number"] = tracing.current


def route() -> str:
    """The pattern of what is asked for, without what stands in the address."""
    return request.url_rule.rule if request.url_rule is not None else UNMATCHED


def _begin() -> None:
    g.began = time.perf_counter()
    tracing.begin(_number())


def _number() -> str:
    """Only a proxy of one's own may choose it: it stands in the audit trail."""
    given = request.headers.get(HEADER) if current_app.config["TRUSTED_PROXIES"] else None
    return given if given and GIVEN.fullmatch(given) else tracing.new_number()


def _end(response: Response) -> Response:
    number = tracing.current()
    if number is None or "began" not in g:
        return response
    response.headers[HEADER] = number
    seconds = time.perf_counter() - g.began
    pattern = route()
    meters.note_request(request.method, pattern, response.status_code, seconds)
    actor = g.get("actor")
    tell = log.debug if request.endpoint in SILENT and response.status_code < 500 else log.info
    tell(
        "request",
        method=request.method,
        route=pattern,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        account_id=getattr(actor, "account_id", None),
    )
    return response


def _forget(_error: BaseException | None) -> None:
    tracing.begin(None)
