"""All that is known about somebody as a file: JSON for programs, a workbook for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import exists, select

from volunteer.accounts.models import Account
from volunteer.audit.models import AuditEvent
from volunteer.happenings.privacy import OwnDataExported
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.privacy.holdings import GROUPS, Told, told
from volunteer.privacy.rules import EXPORT_PAUSE
from volunteer.privacy.words import COLUMNS
from volunteer.web.downloads import as_download
from volunteer.web.spreadsheet import Column, Sheet, answer

FORMS = ("json", "xlsx")


@use_case
def take_along(work: Work, actor: Actor, form: str) -> list[Told]:
    """Everything known about the actor, put on record; once in a while, as it is much to read."""
    if actor.account_id is None:
        raise NotVisible
    db.session.get_one(Account, actor.account_id, with_for_update={"key_share": True})
    lately = exists().where(
        AuditEvent.account_id == actor.account_id,
        AuditEvent.action == OwnDataExported.action,
        AuditEvent.at > work.now - EXPORT_PAUSE,
    )
    if db.session.scalar(select(lately)):
        raise Refused("exported_lately")
    found = list(told(actor.account_id, actor.member_id))
    work.record(OwnDataExported(subject_id=actor.account_id, unit_id=actor.unit_id, details={"form": form}))
    return found


def as_file(found: Sequence[Told], form: str) -> Response:
    """The download."""
    name = f"{_('关于我的信息')}-{clock.local(clock.now()):%Y%m%d}"
    response = answer(_sheets(found), name) if form == "xlsx" else _json(found, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(found: Sequence[Told], name: str) -> Response:
    kinds = [
        {
            "group": str(GROUPS[one.holding.group].title),
            "kind": one.holding.model.__tablename__,
            "title": str(one.holding.title),
            "source": str(GROUPS[one.holding.group].source),
            "purpose": str(GROUPS[one.holding.group].purpose),
            "kept": str(GROUPS[one.holding.group].kept),
            "cut": one.cut,
            "rows": [dict(zip(one.holding.columns, row, strict=True)) for row in one.rows],
        }
        for one in found
    ]
    content = {"made_at": clock.now().isoformat(), "kinds": kinds}
    response = Response(json.dumps(content, ensure_ascii=False, indent=1), mimetype="application/json")
    as_download(response, name, "json")
    return response


def _sheets(found: Sequence[Told]) -> Iterable[Sheet]:
    heads = (_("内容"), _("条数"), _("类别"), _("从哪里来"), _("做什么用"), _("保存多久"))
    widths = (24, 8, 24, 28, 28, 36)
    columns = [
        Column(head, "number" if n == 1 else "text", width)
        for n, (head, width) in enumerate(zip(heads, widths, strict=True))
    ]
    rows = []
    for one in found:
        group = GROUPS[one.holding.group]
        words = (group.title, group.source, group.purpose, group.kept)
        rows.append([str(one.holding.title), len(one.rows), *map(str, words)])
    yield Sheet(_("目录"), columns, rows)
    for one in found:
        if one.rows:
            heads = tuple(str(COLUMNS[name]) for name in one.holding.columns)
            yield Sheet(str(one.holding.title), [Column(head, width=20) for head in heads], map(_cells, one.rows))


def _cells(row: Sequence[Any]) -> list[str]:
    return [
        "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in row
    ]
