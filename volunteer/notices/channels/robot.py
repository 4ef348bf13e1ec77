"""The robot in a unit's group chat: short words for everybody there, never a person's name or phone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.kernel.outbox import Undeliverable
from volunteer.notices.channels.composing import compose
from volunteer.notices.channels.settings import robot_origins
from volunteer.notices.channels.speakers import speaker_of
from volunteer.notices.models import UnitRobot
from volunteer.notices.sealing import Unsealable, unseal
from volunteer.notices.states import RobotKind
from volunteer.web.speech import CHINESE


def robot(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
    """Speak in the group of the unit that the recipient names."""
    statement = select(UnitRobot.kind, UnitRobot.sealed).where(UnitRobot.unit_id == int(recipient))
    found = db.session.execute(statement).first()
    if found is None:
        raise Undeliverable("the unit has no robot any more")
    try:
        secrets = json.loads(unseal(found.sealed))
    except Unsealable:
        raise Undeliverable("the robot's address cannot be read any more: set it again") from None
    kind = RobotKind(found.kind)
    own = robot_origins(current_app.config).get(kind)
    speaker = speaker_of(kind, secrets["token"], secrets.get("secret"), own)
    if not speaker.notify(body=compose(payload, CHINESE).plain):
        raise speaker.failure or ConnectionError(f"nothing to say to the {kind} robot")
