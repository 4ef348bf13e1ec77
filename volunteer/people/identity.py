"""From a token or a signed-in account to an Actor, in one statement.

A grant at a collaboration group becomes one view for each team of its organs, so that a team is seen from the moment
its organ joins the group until the moment it leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Row, TextClause, text

from volunteer.kernel.changes import marks_column, note_marks
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.permissions import Role

_SELECT = """
SELECT a.id, a.name, a.locale, a.sign_in_epoch, m.id AS member_id, m.unit_id, u.path AS unit_path,
  EXISTS (SELECT 1 FROM account_totp f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS two_factors,
  (SELECT jsonb_agg(jsonb_build_array(g.role, n.tree, n.id, n.path, n.kind, g.collaboration_group_id)
                    ORDER BY g.id, n.id)
   FROM access_grant g CROSS JOIN LATERAL (
     SELECT 'unit' AS tree, held.id, held.path, held.tier AS kind FROM unit held WHERE held.id = g.unit_id
     UNION ALL SELECT 'place', held.id, held.path, held.kind FROM place held WHERE held.id = g.place_id
     UNION ALL SELECT 'unit', held.id, held.path, held.tier FROM organ JOIN unit held ON held.organ_id = organ.id
     WHERE g.collaboration_group_id IS NOT NULL
       AND organ.collaboration_group_id = g.collaboration_group_id AND held.tier = 'team') n
   WHERE g.account_id = a.id AND g.since <= :now AND (g.until IS NULL OR g.until > :now)) AS grants{more}
FROM {source} LEFT JOIN member m ON m.account_id = a.id LEFT JOIN unit u ON u.id = m.unit_id
WHERE a.status = 'active' AND {condition}
"""
_NO_DEVICE = ", NULL AS device_id, NULL AS seen_at"
_BY_TOKEN = text(
    _SELECT.format(
        more=_NO_DEVICE,
        source="api_token t JOIN account a ON a.id = t.account_id",
        condition="t.token_hash = :key AND t.revoked_at IS NULL AND t.expires_at > :now",
    )
)
_BY_ACCOUNT = text(
    _SELECT.format(more=_NO_DEVICE, source="account a", condition="a.id = :key AND a.sign_in_epoch = :epoch")
)

_along: dict[str, str] = {}


def ask_along(columns: Mapping[str, str]) -> None:
    """What every page of somebody signed in needs besides, by name: SQL over the account `a`, the member `m`, :now.

    Called by wiring; the answers are read by `asked_along`.
    """
    _along.clear()
    _along.update(columns)
    _by_device.cache_clear()


def asked_along(name: str) -> Any:
    """What the statement that found this request's actor answered; None when it found them by a token, or nobody."""
    return g.asked_along.get(name) if has_request_context() and "asked_along" in g else None


@dataclass(frozen=True)
class AtBrowser:
    """The actor behind a browser, when the sign-in was, and when the browser was last noted as seen."""

    actor: Actor
    since: datetime
    noted: datetime


def actor_of_device(key_hash: bytes, now: datetime, address: str | None) -> AtBrowser | None:
    """Who is behind a browser, given the SHA-256 of its key.

    None when it was signed out, here or everywhere, or the account may not be used.
    """
    row = db.session.execute(_by_device(), {"key": key_hash, "now": now}).one_or_none()
    if row is None:
        return None
    note_marks(row.marks)
    g.asked_along = {name: getattr(row, name) for name in _along}
    return AtBrowser(_actor(row, address), row.made_at, row.seen_at)


def actor_of_account(account_id: int, epoch: int, now: datetime, address: str | None) -> Actor | None:
    """The actor that an account would be, for what is done in somebody's name later; None when it is signed out."""
    row = db.session.execute(_BY_ACCOUNT, {"key": account_id, "epoch": epoch, "now": now}).one_or_none()
    return _actor(row, address) if row else None


def actor_of_token(token_hash: bytes, now: datetime, address: str | None) -> Actor | None:
    """The actor behind a bearer token, given the token's SHA-256."""
    row = db.session.execute(_BY_TOKEN, {"key": token_hash, "now": now}).one_or_none()
    return _actor(row, address) if row else None


@cache
def _by_device() -> TextClause:
    """Pages show what is kept in memory, so the marks of its changes come along."""
    alive = "d.key_hash = :key AND d.ended_at IS NULL AND d.epoch = a.sign_in_epoch"
    more = {"device_id": "d.id", "made_at": "d.made_at", "seen_at": "d.seen_at", "marks": marks_column(), **_along}
    columns = "".join(f",\n  {column} AS {name}" for name, column in more.items())
    return text(_SELECT.format(source="device d JOIN account a ON a.id = d.account_id", condition=alive, more=columns))


def _actor(row: Row[Any], address: str | None) -> Actor:
    grants = tuple(GrantView(Role(role), *node) for role, *node in row.grants or ())
    return Actor(
        account_id=row.id,
        name=row.name,
        member_id=row.member_id,
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        grants=grants,
        locale=row.locale,
        address=address,
        device_id=row.device_id,
        two_factors=row.two_factors,
    )
