"""The robot in a unit's group chat: short words for everybody there, never a person's name or phone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from flask import current_app
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.kernel.outbox import Undeliverable
from volunteer.notices.channels.composing import compose
from volunteer.notices.channels.receiver import CHINESE
from volunteer.notices.channels.settings import robot_origins
from volunteer.notices.models import UnitRobot
from volunteer.notices.robot_addresses import ORIGINS
from volunteer.notices.sealing import Unsealable, unseal
from volunteer.notices.states import RobotKind


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
    speaker = speaker_of(RobotKind(found.kind), secrets["token"], secrets.get("secret"))
    if not speaker.notify(body=compose(payload, CHINESE).plain):
        raise ConnectionError(f"{found.kind} robot does not answer")  # the address stays unsaid


def speaker_of(kind: RobotKind, token: str, secret: str | None) -> NotifyBase:
    """Apprise's speaker for a robot, at the public address or the installation's own."""
    speaker: NotifyBase
    if kind is RobotKind.WECOM:
        speaker = NotifyWeComBot(key=token)
    elif kind is RobotKind.DINGTALK:
        speaker = NotifyDingTalk(token=token, secret=secret)
    else:
        speaker = NotifyFeishu(token=token)
    own = robot_origins(current_app.config).get(kind)
    if own is not None:
        speaker.notify_url = speaker.notify_url.replace(ORIGINS[kind], own)
        if kind is RobotKind.WECOM:
            speaker.api_url = speaker.api_url.replace(ORIGINS[kind], own)
    return speaker
