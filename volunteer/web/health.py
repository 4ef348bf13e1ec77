"""Is the process up, and can it do its work?"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from volunteer.kernel.database import db
from volunteer.web.guard import public

bp = Blueprint("health", __name__)

Fault = Callable[[], str | None]
_faults: list[Fault] = []


def register_faults(*faults: Fault) -> None:
    """Set who may know of something that somebody should look at, though pages work (called by wiring)."""
    _faults[:] = faults


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """The database is reachable and migrated; `warnings` names what should be looked at."""
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        warnings = [told for fault in _faults if (told := fault()) is not None]
    except SQLAlchemyError:
        return jsonify(status="unavailable", message="database unreachable or not migrated"), 503
    return jsonify(status="ok", revision=revision, warnings=warnings), 200
