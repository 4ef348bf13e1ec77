"""For devices that work without network: what they fetch beforehand, and what they send when they are back."""

from __future__ import annotations

from typing import Any

from flask_wtf.csrf import generate_csrf

from volunteer.activities import offline, offline_pack
from volunteer.activities.models import PunchKind
from volunteer.activities.offline import Answer
from volunteer.activities.offline_judging import Noted, WalkUp
from volunteer.activities.offline_pack import DayPack
from volunteer.activities.offline_schemas import DayPackOut, DeviceOut, PunchesIn, PunchesOut
from volunteer.activities.place_check import Here
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import signed_in
from volunteer.web.wording import words

blp = blueprint("offline", __name__, "Devices that work without network")


@blp.route("/device", methods=["GET"])
@signed_in
@blp.response(200, DeviceOut)
@documented(blp, 401)
def device() -> dict[str, Any]:
    """Who is signed in on this device; asked before it sends what it noted."""
    return {"account_id": current_actor().account_id, "csrf_token": generate_csrf(), "now": clock.now()}


@blp.route("/sessions/<int:session_id>/punches", methods=["POST"])
@signed_in
@blp.arguments(PunchesIn)
@blp.response(200, PunchesOut)
@documented(blp, 401, 404, 409, 422)
def send_punches(sent: dict[str, Any], session_id: int) -> dict[str, Any]:
    """Check-ins and check-outs that a device noted offline; each counts once however often it is sent."""
    actor = current_actor()
    if sent.get("account_id", actor.account_id) != actor.account_id:
        raise Refused("other_account")
    noted = [_noted(entry) for entry in sent["entries"]]
    return {"entries": [_answer(one) for one in offline.take_in(actor, session_id, sent["sent_at"], noted)]}


@blp.route("/day-pack", methods=["POST"])
@signed_in
@blp.response(200, DayPackOut)
@documented(blp, 401)
def take_day_pack() -> DayPack:
    """What this device needs to keep the gates of the next 24 hours without network; it is put on record."""
    return offline_pack.take_pack(current_actor())


def _noted(entry: dict[str, Any]) -> Noted:
    told = {name: entry.get(name) for name in ("client_id", "at", "member_id", "code", "clock_ahead_s")}
    here = Here(entry["lon"], entry["lat"], entry.get("accuracy_m", 0.0)) if "lon" in entry else None
    walk_up = WalkUp(entry["walk_up"], entry["position_id"]) if "walk_up" in entry else None
    return Noted(kind=PunchKind(entry["kind"]), here=here, walk_up=walk_up, **told)


def _answer(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {"client_id": answer.client_id, "result": answer.result}
    if answer.refusal is not None:
        return {**told, "reason": answer.refusal.reason, "message": words(answer.refusal)}
    return {**told, "clock_off_s": answer.clock_off_s, "after_confirmed": answer.after_confirmed}
