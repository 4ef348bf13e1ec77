"""Task forces, emergencies and call-outs in JSON."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.organization.models import Unit
from volunteer.projects.rules import ASSURED
from volunteer.task_forces.board import Board, Numbers
from volunteer.task_forces.calls import Need, Whom
from volunteer.task_forces.models import CallOut, Emergency, TaskForce
from volunteer.task_forces.rules import FORCES
from volunteer.web.fields import Id, Input, Moment, Phone, Text


class ForceIn(Input):
    """A new force below a brigade or team; `leader_id` is a member."""

    parent_id = Id(required=True)
    name = Text(40, required=True)
    purpose = Text(100, required=True)
    tier = ma.fields.String(load_default=str(FORCES[0]), validate=validate.OneOf([str(tier) for tier in FORCES]))
    leader_id = Id(allow_none=True)
    ends_on = ma.fields.Date(allow_none=True)


class MembersIn(Input):
    """Members by id."""

    member_ids = ma.fields.List(Id(), required=True, validate=validate.Length(1, 500))


class ForceOut(ma.Schema):
    """A force and how many belong to it."""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    tier = ma.fields.String(required=True)
    status = ma.fields.String(required=True)
    purpose = ma.fields.String(required=True, allow_none=True)
    ends_on = ma.fields.Date(required=True, allow_none=True)
    people = ma.fields.Integer(required=True)


class ChangedOut(ma.Schema):
    """How many it concerned."""

    changed = ma.fields.Integer(required=True)


class EmergencyIn(Input):
    """In which town, why, until when."""

    town_id = Id(required=True)
    reason = Text(60, required=True)
    ends_at = Moment(required=True)


class ExtendIn(Input):
    """A later end."""

    ends_at = Moment(required=True)
    version = ma.fields.Integer(required=True, strict=True)


class ReviewIn(Input):
    """What the reviewer thinks."""

    note = Text(500, required=True)


class EmergencyOut(ma.Schema):
    """An emergency; `closed_at` is empty while it holds."""

    id = ma.fields.Integer(required=True)
    town_id = ma.fields.Integer(required=True)
    town = ma.fields.String(required=True)
    reason = ma.fields.String(required=True)
    opened_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    reviewed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class NeedIn(Input):
    """What, where, how many, until when and with whom."""

    title = Text(40, required=True)
    category = ma.fields.String(required=True, validate=validate.Length(1, 40))
    site_id = Id(required=True)
    muster_point = Text(60, required=True)
    headcount = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 500))
    muster_minutes = ma.fields.Integer(load_default=30, strict=True, validate=validate.Range(5, 240))
    hours = ma.fields.Integer(load_default=4, strict=True, validate=validate.Range(1, 48))
    leader_name = Text(20, required=True)
    leader_phone = Phone(required=True)
    bring_note = Text(100, least=0, allow_none=True)
    insurance_note = Text(200, least=0, allow_none=True)
    assured = ma.fields.List(ma.fields.String(validate=validate.OneOf(ASSURED)), load_default=list)


class CallOutIn(NeedIn):
    """The same, and whom to call: the people of a unit or force, of one unit only, with a skill, within a distance."""

    unit_id = Id(required=True)
    below_id = Id(allow_none=True)
    skill = ma.fields.String(allow_none=True, validate=validate.Length(max=40))
    within_km = ma.fields.Float(allow_none=True, validate=validate.Range(0.1, 200))


class NeedOut(ma.Schema):
    """Where the need can be claimed."""

    position_id = ma.fields.Integer(required=True)
    project_id = ma.fields.Integer(required=True)


class NumbersOut(ma.Schema):
    """People by their latest answer; those present have checked in."""

    asked = ma.fields.Integer(required=True)
    coming = ma.fields.Integer(required=True)
    waiting = ma.fields.Integer(required=True)
    not_coming = ma.fields.Integer(required=True)
    silent = ma.fields.Integer(required=True)
    present = ma.fields.Integer(required=True)


class CallOutOut(ma.Schema):
    """A call-out with its numbers, as far as the reader may see them."""

    id = ma.fields.Integer(required=True)
    emergency_id = ma.fields.Integer(required=True, allow_none=True)
    unit_id = ma.fields.Integer(required=True)
    position_id = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    muster_point = ma.fields.String(required=True)
    headcount = ma.fields.Integer(required=True)
    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    numbers = ma.fields.Nested(NumbersOut, required=True)


class LineOut(NumbersOut):
    """The numbers of one unit below."""

    unit_id = ma.fields.Integer(required=True, allow_none=True)
    unit = ma.fields.String(required=True, allow_none=True)


class BoardOut(ma.Schema):
    """A board from one unit down."""

    unit_id = ma.fields.Integer(required=True)
    unit = ma.fields.String(required=True)
    total = ma.fields.Nested(NumbersOut, required=True)
    units = ma.fields.List(ma.fields.Nested(LineOut), required=True)


def force_json(unit: Unit, force: TaskForce | None, people: int) -> dict[str, Any]:
    """A force as ForceOut shows it."""
    return {
        "id": unit.id,
        "name": unit.name,
        "tier": unit.tier,
        "status": unit.status,
        "purpose": force.purpose if force else None,
        "ends_on": force.ends_on if force else None,
        "people": people,
    }


def emergency_json(one: Emergency) -> dict[str, Any]:
    """An emergency as EmergencyOut shows it."""
    names = ("id", "reason", "opened_at", "ends_at", "closed_at", "reviewed_at", "version")
    return {**{name: getattr(one, name) for name in names}, "town_id": one.place_id, "town": one.place.name}


def call_out_json(made: CallOut, numbers: Numbers) -> dict[str, Any]:
    """A call-out as CallOutOut shows it."""
    names = ("id", "emergency_id", "unit_id", "position_id", "muster_point", "created_at", "closed_at")
    position = made.position
    return {
        **{name: getattr(made, name) for name in names},
        "title": position.project.title,
        "headcount": position.headcount,
        "starts": position.session.starts,
        "ends": position.session.ends,
        "numbers": numbers,
    }


def board_json(board: Board) -> dict[str, Any]:
    """A board as BoardOut shows it."""
    lines = [
        {**vars(line.numbers), "unit_id": line.unit and line.unit.id, "unit": line.unit and line.unit.name}
        for line in board.lines
    ]
    return {"unit_id": board.top.id, "unit": board.top.name, "total": board.total, "units": lines}


def need_from(data: dict[str, Any], now: datetime) -> Need:
    """What NeedIn says."""
    names = ("title", "category", "site_id", "muster_point", "headcount", "muster_minutes", "leader_name")
    ends = now + timedelta(minutes=data["muster_minutes"], hours=data["hours"])
    plain = {name: data[name] for name in (*names, "leader_phone")}
    notes = {name: data.get(name) for name in ("bring_note", "insurance_note")}
    return Need(**plain, **notes, assured=tuple(data["assured"]), ends=ends)


def whom_from(data: dict[str, Any]) -> Whom:
    """What CallOutIn adds."""
    narrowed = {name: data.get(name) for name in ("below_id", "skill", "within_km")}
    return Whom(unit_id=data["unit_id"], **narrowed)
