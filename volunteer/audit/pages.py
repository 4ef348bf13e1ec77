"""The audit trail as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import EXCLUDE, ValidationError

from volunteer.audit import periods, queries
from volunteer.audit.changes import changes_of
from volunteer.audit.export_words import list_name, what_left
from volunteer.audit.models import AuditEvent
from volunteer.audit.queries import Wanted
from volunteer.audit.schemas import AuditFilter
from volunteer.audit.subjects import Subject, subject_names
from volunteer.audit.wording import SUBJECTS, action_choices, action_words, subject_words
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.findings import open_count
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

PAGE_SIZE = 50
EXPORT = "export"
LAST_PAGE = 10_000

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@needs(Permission.AUDIT_READ)
def index() -> str:
    """Newest first; the filters stay in the address, and one that cannot be read is left out."""
    wanted = wanted_events()
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    statement = queries.events(current_actor(), wanted).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)
    found = db.session.scalars(statement).all()
    return render_template(
        "pages/audit/index.html",
        events=shown(found[:PAGE_SIZE]),
        page=page,
        pages=page + (len(found) > PAGE_SIZE),  # the trail grows without end, so nobody counts it
        wanted=wanted,
        looked=periods.looked(wanted, clock.today(), queries.oldest_day()) if wanted.q else None,
        today=clock.today(),
        one_subject=_one_subject(wanted, found),
        one_person=_one_person(wanted),
        subjects=SUBJECTS.items(),
        actions=action_choices(wanted.subject_kind),
        ledger_faults=open_count(current_actor()),
    )


def wanted_events() -> Wanted:
    """What the address asks for; a filter that cannot be read is left out."""
    given = {name: value.strip() for name, value in request.args.items() if value.strip()}
    try:
        return Wanted(**AuditFilter(unknown=EXCLUDE).load(given))
    except ValidationError as error:
        return Wanted(**(error.valid_data or {}))


def _one_subject(wanted: Wanted, found: Sequence[AuditEvent]) -> str | None:
    """What the list was narrowed to by following a subject."""
    if wanted.subject_kind is None or wanted.subject_id is None:
        return None
    name = subject_names(found[:1]).get((wanted.subject_kind, wanted.subject_id))
    return subject_words(wanted.subject_kind, wanted.subject_id, name)


def _one_person(wanted: Wanted) -> str | None:
    """Whom the list was narrowed to by following a name."""
    return queries.account_names([wanted.account_id]).get(wanted.account_id) if wanted.account_id else None


def shown(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Events in words, a few statements for all of them."""
    listed = list(events)
    people = queries.account_names(event.account_id for event in listed)
    subjects = subject_names(listed)
    return [
        {
            "at": event.at,
            "who": people.get(event.account_id or 0),
            "account_id": event.account_id,
            "action": action_words(event.action),
            "subject": subject_words(event.subject_kind, event.subject_id, _name(event, subjects)),
            "subject_kind": event.subject_kind,
            "subject_id": event.subject_id,
            "reason": what_left(event.details, event.reason) if event.subject_kind == EXPORT else event.reason,
            "changes": changes_of(event.details),
            "address": event.address,
            "request_id": event.request_id,
        }
        for event in listed
    ]


def _name(event: AuditEvent, subjects: Mapping[Subject, str]) -> str | None:
    """What the subject is called; an export by the list that left."""
    if event.subject_kind == EXPORT:
        return list_name(event.details)
    return subjects.get((event.subject_kind, event.subject_id))
