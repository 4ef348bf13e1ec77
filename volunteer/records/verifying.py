"""Checking a certificate by its code. A code cannot be guessed; whoever tries all the same is made to wait."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.records.certificate_queries import by_code
from volunteer.records.models import Certificate, VerifyMiss
from volunteer.records.rules import code_hash

MOST_MISSES = 20
WAIT = timedelta(minutes=15)


class TooManyMisses(Exception):
    """This address asked for too many certificates that do not exist."""


def checked(actor: Actor, typed: str) -> Certificate | None:
    """The certificate with this code, or None; TooManyMisses once an address has guessed too often."""
    if _misses(_address_hash(actor), clock.now()) >= MOST_MISSES:
        raise TooManyMisses
    hashed = code_hash(typed)
    certificate = by_code(hashed) if hashed is not None else None
    if certificate is None:
        note_miss(actor)
    return certificate


@use_case
def note_miss(work: Work, actor: Actor) -> None:
    """Count a code that fits nothing; after a quiet while the count begins anew."""
    first = insert(VerifyMiss).values(address_hash=_address_hash(actor), misses=1, since=work.now)
    over = VerifyMiss.since < work.now - WAIT
    counted = {
        "misses": case((over, 1), else_=VerifyMiss.misses + 1),
        "since": case((over, work.now), else_=VerifyMiss.since),
    }
    db.session.execute(first.on_conflict_do_update(index_elements=["address_hash"], set_=counted))


def _misses(address_hash: bytes, now: datetime) -> int:
    found = db.session.get(VerifyMiss, address_hash)
    return found.misses if found is not None and found.since >= now - WAIT else 0


def _address_hash(actor: Actor) -> bytes:
    """The address itself is not kept: a keyed hash tells one from another as well."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"verify " + (actor.address or "").encode(), hashlib.sha256).digest()
