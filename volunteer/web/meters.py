"""What each worker counts for Prometheus: requests, how long they took, refusals by reason, exceptions.

gunicorn's workers add up through files of their own (`PROMETHEUS_MULTIPROC_DIR`, made by gunicorn.conf.py and gone with
the server): nothing here must survive. What the database knows is asked at the scrape (`health/gauges.py`).

Labels are few: patterns of addresses, classes of status, names of refusals. No person, no number of a thing.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds; a page is to be there within 0.1

REQUESTS = Counter("volunteer_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("volunteer_request_seconds", "How long answers took", ["method"], buckets=BUCKETS)
REFUSALS = Counter("volunteer_refusals", "Requests the rules said no to", ["reason"])
EXCEPTIONS = Counter("volunteer_exceptions", "Requests that ended in an unforeseen exception", ["kind"])


ALL = (REQUESTS, SECONDS, REFUSALS, EXCEPTIONS)


def note_request(method: str, route: str, status: int, seconds: float) -> None:
    """One request has been answered."""
    known = method if method in METHODS else "OTHER"
    REQUESTS.labels(known, route, f"{status // 100}xx").inc()
    SECONDS.labels(known).observe(seconds)


def note_refusal(reason: str) -> None:
    """The rules said no, for a reason that has a name."""
    REFUSALS.labels(reason).inc()


def note_exception(error: BaseException) -> None:
    """Something went wrong that nobody had thought of."""
    EXCEPTIONS.labels(type(error).__name__).inc()
