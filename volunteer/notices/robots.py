"""The robot of a unit's group chat: set, tried, taken away."""

from __future__ import annotations

import json

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import exists, select

from volunteer.happenings.notices import RobotRemoved, RobotSet
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import Row, Work, use_case
from volunteer.notices.channels.settings import robot_origins
from volunteer.notices.models import UnitRobot
from volunteer.notices.robot_addresses import read_address
from volunteer.notices.sealing import seal
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.web.speech import CHINESE, speaking

CHANNEL = "robot"


def managed_unit(actor: Actor, unit_id: int) -> Unit:
    """A unit whose robot the actor may set."""
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    require(actor, Permission.UNIT_MANAGE, unit_path=unit.path)
    return unit


@use_case
def set_robot(work: Work, actor: Actor, unit_id: int, address: str, secret: str | None = None) -> UnitRobot:
    """Keep the address of a robot; from then on pages know its kind and its end only."""
    unit = managed_unit(actor, unit_id)
    found = read_address(address, robot_origins(current_app.config))
    if found is None:
        raise Invalid({"address": str(_("请粘贴企业微信、钉钉或飞书群机器人的完整地址"))})
    robot = db.session.get(UnitRobot, unit.id, with_for_update=True) or UnitRobot(unit_id=unit.id)
    robot.kind, robot.tail = found.kind, found.tail
    robot.sealed = seal(json.dumps({"token": found.token, "secret": secret or None}))
    robot.set_by, robot.set_at = actor.account_id, work.now
    db.session.add(robot)
    work.record(RobotSet(subject_id=unit.id, unit_id=unit.id, details={"kind": found.kind}))
    return robot


@use_case
def remove_robot(work: Work, actor: Actor, unit_id: int) -> None:
    """Nothing is said in the group any more."""
    unit = managed_unit(actor, unit_id)
    robot = db.session.get(UnitRobot, unit.id, with_for_update=True)
    if robot is None:
        raise NotVisible
    db.session.delete(robot)
    work.record(RobotRemoved(subject_id=unit.id, unit_id=unit.id, details={"kind": robot.kind}))


@use_case
def try_robot(work: Work, actor: Actor, unit_id: int) -> None:
    """Say a word in the group, to see whether it arrives."""
    unit = managed_unit(actor, unit_id)
    if db.session.get(UnitRobot, unit.id) is None:
        raise NotVisible
    with speaking(CHINESE):
        said = {"text": _("“%(unit)s”的群机器人已接通", unit=unit.name)}
    work.rows.append(send(work, CHANNEL, str(unit.id), f"robot-try:{unit.id}:{work.now.isoformat()}", said))


def to_group(work: Work, unit_id: int | None, kind: str, link: str, key: str, **parameters: str) -> list[Row]:
    """What the group of a unit is told: one message if the unit has a robot. Without names of people."""
    if unit_id is None or not db.session.scalar(select(exists().where(UnitRobot.unit_id == unit_id))):
        return []
    said = {"kind": kind, "parameters": parameters, "link": link}
    return [send(work, CHANNEL, str(unit_id), f"group:{unit_id}:{key}", said)]
