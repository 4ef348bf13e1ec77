"""系统状况: how every part stands and what to do, worst first; when each job last ran."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.health import checks
from volunteer.health.checks import ORDER, Standing
from volunteer.health.own import A_LITTLE_LATE
from volunteer.health.words import job_words
from volunteer.kernel import job_runs
from volunteer.kernel.job_runs import SCHEDULER
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

STANDINGS: Mapping[Standing, LazyString] = {
    Standing.FINE: _l("正常"),
    Standing.ATTENTION: _l("注意"),
    Standing.TROUBLE: _l("有问题"),
}
TONES = {Standing.FINE: "ok", Standing.ATTENTION: "info", Standing.TROUBLE: "warn"}

bp = Blueprint("health_page", __name__)


@bp.get("/system")
@needs(Permission.SETTING_MANAGE)
def show() -> str:
    """Every part, and the jobs."""
    now = job_runs.database_now()
    found = checks.examine(now)
    return render_template(
        "pages/health/index.html",
        now=now,
        worst=checks.worst(found),
        findings=sorted(found, key=lambda one: -ORDER.index(one.standing)),
        jobs=_jobs(now),
        words=STANDINGS,
        tones=TONES,
    )


@bp.get("/system/worst")
@needs(Permission.SETTING_MANAGE)
def worst() -> str:
    """What is worst, as a strip; the administrator's home fetches it once it stands, as looking takes its time."""
    found = checks.examine(job_runs.database_now())
    return render_template(
        "pages/health/_worst.html", one=max(found, key=lambda one: ORDER.index(one.standing), default=None)
    )


def _jobs(now: datetime) -> list[dict[str, Any]]:
    """The jobs in words, those in trouble first."""
    known = job_runs.runs()
    rows = []
    for job in current_app.extensions["volunteer_jobs"]:
        run = known.get(job.name)
        late = job_runs.late(job, run, known.get(SCHEDULER), now)
        if run is not None and run.failures:
            standing = Standing.TROUBLE if run.failures > 1 else Standing.ATTENTION
        else:
            standing = Standing.ATTENTION if late > A_LITTLE_LATE else Standing.FINE
        rows.append(
            {
                "name": job_words(job.name),
                "run": run,
                "next": job_runs.expected(job, run, known.get(SCHEDULER)),
                "standing": standing,
            }
        )
    return sorted(rows, key=lambda row: (-ORDER.index(row["standing"]), row["name"]))
