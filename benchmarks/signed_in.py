"""Browsers that are signed in without having gone through the form."""

from __future__ import annotations

from volunteer.accounts import rules
from volunteer.accounts.sign_in_models import Device
from volunteer.kernel import clock
from volunteer.kernel.database import db


def key_of(account_id: int, epoch: int = 0) -> str:
    """What the cookie of such a browser holds as `_user_id`."""
    key, now = rules.new_token(), clock.now()
    db.session.add(
        Device(account_id=account_id, key_hash=rules.digest(key), epoch=epoch, way="password", made_at=now, seen_at=now)
    )
    db.session.commit()
    return key
