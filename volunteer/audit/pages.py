"""The audit trail as a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import EXCLUDE, ValidationError

from volunteer.audit import queries
from volunteer.audit.models import AuditEvent
from volunteer.audit.queries import Wanted
from volunteer.audit.schemas import AuditFilter
from volunteer.audit.wording import SUBJECTS, action_words, subject_words
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

PAGE_SIZE = 50

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@needs(Permission.AUDIT_READ)
def index() -> str:
    """Newest first; the filters stay in the address, and one that cannot be read is left out."""
    wanted = _wanted()
    statement = queries.events(current_actor(), wanted)
    found = db.paginate(statement, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    return render_template(
        "pages/audit/index.html", events=_shown(found.items), found=found, wanted=wanted, subjects=SUBJECTS.items()
    )


def _wanted() -> Wanted:
    given = {name: value for name, value in request.args.items() if value}
    try:
        return Wanted(**AuditFilter(unknown=EXCLUDE).load(given))
    except ValidationError as error:
        return Wanted(**(error.valid_data or {}))


def _shown(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    listed = list(events)
    names = queries.account_names(event.account_id for event in listed)
    return [
        {
            "at": event.at,
            "who": names.get(event.account_id or 0),
            "account_id": event.account_id,
            "action": action_words(event.action),
            "subject": subject_words(event.subject_kind, event.subject_id),
            "subject_kind": event.subject_kind,
            "subject_id": event.subject_id,
            "reason": event.reason,
            "address": str(event.address) if event.address else None,
        }
        for event in listed
    ]
