"""JSON API of task forces, emergencies and call-outs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.task_forces import board, calls, emergencies, forces, queries
from volunteer.task_forces.access import force_seen
from volunteer.task_forces.models import CallOut, Emergency, TaskForce, TaskForceMember
from volunteer.task_forces.schemas import (
    BoardOut,
    CallOutIn,
    CallOutOut,
    ChangedOut,
    EmergencyIn,
    EmergencyOut,
    ExtendIn,
    ForceIn,
    ForceOut,
    MembersIn,
    NeedIn,
    NeedOut,
    ReviewIn,
    board_json,
    call_out_json,
    emergency_json,
    force_json,
    need_from,
    whom_from,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("task_forces", __name__, "Task forces, emergencies of towns, and calling people out")


@blp.route("/task-forces", methods=["GET"])
@needs(Permission.UNIT_READ)
@blp.response(200, ForceOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_forces() -> Listing:
    """The forces within reach, newest first."""
    return Listing(queries.forces(current_actor()), _forces, scalars=False)


@blp.route("/task-forces", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(ForceIn)
@blp.response(201, ForceOut)
@documented(blp, 401, 403, 409)
def make_force(data: dict[str, Any]) -> dict[str, Any]:
    """Set one up below a brigade or team."""
    return _force(forces.make(current_actor(), forces.NewForce(**data)))


@blp.route("/task-forces/<int:force_id>", methods=["GET"])
@needs(Permission.UNIT_READ)
@blp.response(200, ForceOut)
@documented(blp, 401, 403, 404)
def get_force(force_id: int) -> dict[str, Any]:
    """One force."""
    return _force(force_seen(current_actor(), force_id))


@blp.route("/task-forces/<int:force_id>/draw", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(MembersIn)
@blp.response(200, ChangedOut)
@documented(blp, 401, 403, 404, 409)
def draw_members(data: dict[str, Any], force_id: int) -> dict[str, int]:
    """Draw members in; their squads stay what they are."""
    return {"changed": forces.draw(current_actor(), force_id, data["member_ids"])}


@blp.route("/task-forces/<int:force_id>/let-go", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(MembersIn)
@blp.response(200, ChangedOut)
@documented(blp, 401, 403, 404, 409)
def let_members_go(data: dict[str, Any], force_id: int) -> dict[str, int]:
    """End their time in the force."""
    return {"changed": forces.let_go(current_actor(), force_id, data["member_ids"])}


@blp.route("/task-forces/<int:force_id>/dissolve", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.response(200, ForceOut)
@documented(blp, 401, 403, 404, 409, 422)
def dissolve_force(force_id: int) -> dict[str, Any]:
    """End it; its history stays."""
    return _force(forces.dissolve(current_actor(), force_id))


@blp.route("/emergencies", methods=["GET"])
@needs(Permission.CALL_OUT, Permission.MEMBER_READ, Permission.DEMAND_ASK)
@blp.response(200, EmergencyOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_emergencies() -> Listing:
    """Those that hold, newest first."""
    return Listing(queries.emergencies(closed=False), _emergencies)


@blp.route("/emergencies", methods=["POST"])
@needs(Permission.CALL_OUT)
@idempotent
@blp.arguments(EmergencyIn)
@blp.response(201, EmergencyOut)
@documented(blp, 401, 403, 409)
def open_emergency(data: dict[str, Any]) -> dict[str, Any]:
    """Open emergency mode in a town; ordinary outdoor sessions there are put off."""
    opened = emergencies.open_emergency(current_actor(), data["town_id"], data["reason"], data["ends_at"])
    return emergency_json(opened)


@blp.route("/emergencies/<int:emergency_id>/extend", methods=["POST"])
@needs(Permission.CALL_OUT)
@idempotent
@blp.arguments(ExtendIn)
@blp.response(200, EmergencyOut)
@documented(blp, 401, 403, 404, 409)
def extend_emergency(data: dict[str, Any], emergency_id: int) -> dict[str, Any]:
    """A later end, at most seven days from now."""
    return emergency_json(emergencies.extend(current_actor(), emergency_id, data["version"], data["ends_at"]))


@blp.route("/emergencies/<int:emergency_id>/close", methods=["POST"])
@needs(Permission.CALL_OUT)
@idempotent
@blp.response(200, EmergencyOut)
@documented(blp, 401, 403, 404, 409, 422)
def close_emergency(emergency_id: int) -> dict[str, Any]:
    """End it before its time."""
    return emergency_json(emergencies.close(current_actor(), emergency_id))


@blp.route("/emergencies/<int:emergency_id>/review", methods=["POST"])
@needs(Permission.CALL_OUT)
@idempotent
@blp.arguments(ReviewIn)
@blp.response(200, EmergencyOut)
@documented(blp, 401, 403, 404, 409)
def review_emergency(data: dict[str, Any], emergency_id: int) -> dict[str, Any]:
    """Say what one thinks of all that was passed over."""
    return emergency_json(emergencies.review(current_actor(), emergency_id, data["note"]))


@blp.route("/emergencies/<int:emergency_id>/needs", methods=["POST"])
@needs(Permission.CALL_OUT, Permission.DEMAND_ASK)
@idempotent
@blp.arguments(NeedIn)
@blp.response(201, NeedOut)
@documented(blp, 401, 403, 404, 409)
def open_need(data: dict[str, Any], emergency_id: int) -> dict[str, int]:
    """Look for people at once, without review."""
    position = calls.open_need(current_actor(), emergency_id, need_from(data, clock.now()))
    return {"position_id": position.id, "project_id": position.project_id}


@blp.route("/call-outs", methods=["GET"])
@needs(Permission.CALL_OUT, Permission.MEMBER_READ)
@blp.response(200, CallOutOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_call_outs() -> Listing:
    """Those one makes or whose people one leads, open ones first."""
    return Listing(queries.call_outs(current_actor()), _call_outs)


@blp.route("/call-outs", methods=["POST"])
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
@idempotent
@blp.arguments(CallOutIn)
@blp.response(201, CallOutOut)
@documented(blp, 401, 403, 404, 409)
def call_out(data: dict[str, Any]) -> dict[str, Any]:
    """Open the need and ask everybody picked; an answer is `/claims/{id}/accept` or `decline`."""
    made = calls.call_out(current_actor(), whom_from(data), need_from(data, clock.now()))
    return _call_outs([made])[0]


@blp.route("/call-outs/<int:call_out_id>/board", methods=["GET"])
@needs(Permission.CALL_OUT, Permission.MEMBER_READ)
@blp.response(200, BoardOut)
@documented(blp, 401, 403, 404)
def get_board(call_out_id: int) -> dict[str, Any]:
    """The numbers, unit by unit, of what one may see."""
    actor = current_actor()
    return board_json(board.board_of(actor, queries.call_out_seen(actor, call_out_id)))


@blp.route("/call-outs/<int:call_out_id>/remind", methods=["POST"])
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
@idempotent
@blp.response(200, ChangedOut)
@documented(blp, 401, 403, 404, 409, 422)
def remind(call_out_id: int) -> dict[str, int]:
    """Ask those who have not answered once more."""
    return {"changed": calls.remind(current_actor(), call_out_id)}


@blp.route("/call-outs/<int:call_out_id>/close", methods=["POST"])
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
@idempotent
@blp.response(200, CallOutOut)
@documented(blp, 401, 403, 404, 409, 422)
def close_call_out(call_out_id: int) -> dict[str, Any]:
    """It is enough."""
    return _call_outs([calls.close(current_actor(), call_out_id)])[0]


def _forces(rows: Sequence[Row[tuple[Unit, TaskForce | None, int]]]) -> list[dict[str, Any]]:
    return [force_json(unit, force, people) for unit, force, people in rows]


def _force(unit: Unit) -> dict[str, Any]:
    people = select(func.count()).where(TaskForceMember.unit_id == unit.id, TaskForceMember.until.is_(None))
    return force_json(unit, db.session.get(TaskForce, unit.id), db.session.scalar(people) or 0)


def _emergencies(rows: Sequence[Emergency]) -> list[dict[str, Any]]:
    return [emergency_json(one) for one in rows]


def _call_outs(rows: Sequence[CallOut]) -> list[dict[str, Any]]:
    numbers = board.totals(current_actor(), rows)
    return [call_out_json(made, numbers[made.id]) for made in rows]
