"""Codes, check-ins and check-outs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response

from volunteer.activities import queries, service, walk_ups
from volunteer.activities.models import Attendance, PunchKind
from volunteer.activities.own_leaving import say_leaving
from volunteer.activities.own_punch import punch_oneself
from volunteer.activities.place_check import Here
from volunteer.activities.schemas import AttendanceOut, CheckOutIn, CodeOut, PunchIn
from volunteer.activities.service import CodeShown, Said
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.errors import problem
from volunteer.web.guard import signed_in
from volunteer.web.idempotency import idempotent
from volunteer.web.wording import words

blp = blueprint("activities", __name__, "The day of service: codes, check-ins, check-outs")


@blp.route("/sessions/<int:session_id>/code", methods=["GET"])
@signed_in
@blp.response(200, CodeOut)
@documented(blp, 401, 403, 404, 409, 422)
def show_code(session_id: int) -> CodeShown:
    """The code now showing, for the host, the organizer or the site."""
    return service.show_code(current_actor(), session_id)


@blp.route("/sessions/<int:session_id>/check-ins", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(PunchIn)
@blp.response(201, AttendanceOut)
@documented(blp, 401, 403, 404, 409, 422)
def check_in(said: dict[str, Any], session_id: int) -> Attendance | Response:
    """Arrive, with the code; or tick a member off, with `position_id` somebody who comes along."""
    if "position_id" in said:
        return walk_ups.admit(current_actor(), session_id, said["position_id"], said["member_id"])
    if "member_id" in said:
        return service.check_in(current_actor(), session_id, _said(said))
    return _oneself(session_id, PunchKind.IN, said)


@blp.route("/sessions/<int:session_id>/check-outs", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(CheckOutIn)
@blp.response(201, AttendanceOut)
@documented(blp, 401, 403, 404, 409, 422)
def check_out(said: dict[str, Any], session_id: int) -> Attendance | Response:
    """Leave, with the code; or note when a member left; or say when one left oneself, having forgotten to check out."""
    if "left_at" in said:
        return say_leaving(current_actor(), session_id, said["left_at"])
    if "member_id" in said:
        return service.check_out(current_actor(), session_id, _said(said))
    return _oneself(session_id, PunchKind.OUT, said)


@blp.route("/sessions/<int:session_id>/attendances", methods=["GET"])
@signed_in
@blp.response(200, AttendanceOut(many=True))
@documented(blp, 401, 403, 404, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_attendances(session_id: int) -> Listing:
    """Who came, for whoever runs the session."""
    return Listing(queries.attendances(current_actor(), session_id))


def _oneself(session_id: int, kind: PunchKind, data: dict[str, Any]) -> Attendance | Response:
    answer = punch_oneself(current_actor(), session_id, kind, _said(data), _here(data))
    if isinstance(answer, Refused):
        return problem(HTTPStatus.CONFLICT, words(answer), answer.reason)
    return answer


def _here(data: dict[str, Any]) -> Here | None:
    return Here(data["lon"], data["lat"], data.get("accuracy_m", 0.0)) if "lon" in data else None


def _said(data: dict[str, Any]) -> Said:
    return Said(
        code=data.get("code"), member_id=data.get("member_id"), at=data.get("at"), client_id=data.get("client_id")
    )
