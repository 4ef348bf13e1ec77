"""`/metrics` for Prometheus: what the workers counted, and what the database knows. Closed without METRICS_TOKEN."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable

import structlog
from flask import Blueprint, Response, abort, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from volunteer.health import gauges
from volunteer.kernel import job_runs
from volunteer.kernel.database import db
from volunteer.web import meters
from volunteer.web.guard import public
from volunteer.web.security import bearer

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"

log = structlog.get_logger()
bp = Blueprint("metrics", __name__)


class Asked(Collector):
    """What the database answers; that it does not is a figure as well."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Asked anew for each scrape."""
        try:
            yield from list(gauges.collected(job_runs.database_now()))
            answers = 1.0
        except (SQLAlchemyError, PoolTimeout):
            db.session.rollback()
            log.error("scrape without database")
            answers = 0.0
        yield GaugeMetricFamily("volunteer_database_up", "Whether the database answers", value=answers)


@bp.get("/metrics")
@public
def scrape() -> Response:
    """Figures for whoever holds the token; without one set there is no such address."""
    token = current_app.config["METRICS_TOKEN"]
    if not token:
        abort(404)
    if not hmac.compare_digest((bearer() or "").encode(), token.encode()):
        abort(401)
    counted = CollectorRegistry()
    if os.environ.get(DIRECTORY):
        multiprocess.MultiProcessCollector(counted)
    else:
        for meter in meters.ALL:
            counted.register(meter)
    asked = CollectorRegistry(auto_describe=False)
    asked.register(Asked())
    return Response(generate_latest(counted) + generate_latest(asked), content_type=CONTENT_TYPE_LATEST)
