"""A period of the trail for an inspector: read in order, written as a signed archive, put on record itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import Select

from volunteer.audit import manifest
from volunteer.audit.manifest import Manifest
from volunteer.audit.models import AuditEvent
from volunteer.audit.queries import account_names, period
from volunteer.audit.wording import action_words
from volunteer.happenings.audit import TrailHandedOver
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger.keeping import keeping
from volunteer.organization.actor import Actor
from volunteer.web.humanize import masked_name

AT_ONCE = 2_000
MOST_ROWS = 200_000  # over the web: a longer period is for the command, which nobody waits for
HEADING = (
    "id",
    "at",
    "action",
    "words",
    "subject_kind",
    "subject_id",
    "account_id",
    "name_masked",
    "unit_id",
    "address",
    "request_id",
    "reason",
    "details",
)


@use_case
def hand_over(
    work: Work, actor: Actor, target: IO[bytes] | Path, since: date, until: date, purpose: str, *, everything: bool
) -> Manifest:
    """Write what the actor may read of a period to `target`; the command hands over `everything`."""
    found = period(None if everything else actor, since, until)
    made = manifest.write(
        target,
        HEADING,
        _rows(found, None if everything else MOST_ROWS),
        keeping().key,
        since=since.isoformat(),
        until=until.isoformat(),
        made_at=clock.local(work.now).isoformat(timespec="seconds"),
        purpose=purpose,
        scope="all" if everything else _("导出人权限范围内"),
    )
    details = {"since": made.since, "until": made.until, "rows": made.rows, "sha256": made.sha256}
    work.record(TrailHandedOver(subject_id=0, unit_id=_unit_of(actor), reason=purpose, details=details))
    return made


def _unit_of(actor: Actor) -> int | None:
    return next((grant.node_id for grant in actor.grants if grant.tree == "unit"), None)


def _rows(statement: Select[AuditEvent], most: int | None) -> Iterator[tuple[Any, ...]]:
    """In the order in which the database wrote them, names masked."""
    names: dict[int, str] = {}
    told = 0
    streamed = statement.execution_options(yield_per=AT_ONCE)
    for chunk in db.session.scalars(streamed).partitions(AT_ONCE):
        unknown = {event.account_id for event in chunk} - names.keys()
        names |= account_names(unknown)
        for event in chunk:
            told += 1
            if most is not None and told > most:
                raise Refused("trail_too_long")
            yield _row(event, names)


def _row(event: AuditEvent, names: dict[int, str]) -> tuple[Any, ...]:
    return (
        event.id,
        clock.local(event.at).isoformat(),
        event.action,
        action_words(event.action),
        event.subject_kind,
        event.subject_id,
        event.account_id,
        masked_name(names.get(event.account_id or 0, "")),
        event.unit_id,
        event.address,
        event.request_id,
        event.reason,
        json.dumps(event.details, ensure_ascii=False, sort_keys=True),
    )
