"""A member checks in or out for oneself: with the code of the gate, or on their own word where there is none (D8)."""

from __future__ import annotations

from flask_babel import gettext as _

from volunteer.activities import code_tries, service
from volunteer.activities.access import session_known
from volunteer.activities.models import Attendance, PunchKind
from volunteer.activities.place_check import Here, check_place
from volunteer.activities.service import Said
from volunteer.claims.places import lock_member
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.web.api import LARGEST_ID


@use_case
def punch_oneself(
    work: Work, actor: Actor, session_id: int, kind: PunchKind, said: Said, here: Here | None = None
) -> Attendance | Refused:
    """The attendance; or, of a wrong code, the refusal, because it was counted and the count has to stay.

    The position is asked for on arrival only, and dropped here.
    """
    if actor.member_id is None:
        raise Forbidden
    if session_id > LARGEST_ID:
        raise NotVisible
    if said.code is None and not session_known(session_id).own_word:
        raise Invalid({"code": _("请填写现场的六位签到码")})
    lock_member(actor.member_id)
    code_tries.check(session_id, actor.member_id, work.now)
    step = service.check_in if kind is PunchKind.IN else service.check_out
    try:
        with db.session.begin_nested():
            attendance = step(actor, session_id, said)
    except Refused as refusal:
        if refusal.reason != "code_expired":
            raise
        return _counted(work, session_id, actor.member_id, refusal)
    if kind is PunchKind.IN:
        check_place(attendance.session, here)
    return attendance


def _counted(work: Work, session_id: int, member_id: int, refusal: Refused) -> Refused:
    try:
        code_tries.note(session_id, member_id, work.now)
    except Refused as too_many:
        return too_many
    return refusal
