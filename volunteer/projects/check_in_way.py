"""How people check in at a session: by code or on their own word, and whether the phone says where it is."""

from __future__ import annotations

from flask_babel import gettext as _

from volunteer.happenings.projects import CheckInWaySet
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.models import ServiceSession
from volunteer.projects.session_service import session_to_change

RADII_M = (200, 500, 1000)
SMALL = 2  # helpers at most where no gate is needed (D8)


def is_small(session: ServiceSession) -> bool:
    """Whether so few help that a gate would be too much."""
    return sum(position.headcount for position in session.positions) <= SMALL


@use_case
def set_check_in_way(
    work: Work, actor: Actor, session_id: int, *, own_word: bool, radius_m: int | None
) -> ServiceSession:
    """Set both; nobody is asked again. Once the session is over nothing changes."""
    session = session_to_change(actor, session_id)
    if session.ends <= work.now:
        raise Refused("not_in_this_state")
    if own_word and not is_small(session):
        raise Invalid({"own_word": _("只有 %(num)s 人以内的服务可以不设签到码", num=SMALL)})
    if radius_m is not None and radius_m not in RADII_M:
        raise Invalid({"radius_m": _("请选择核对的距离")})
    session.own_word, session.check_in_radius_m = own_word, radius_m
    session.version += 1
    work.record(
        CheckInWaySet(
            subject_id=session.id,
            unit_id=session.project.unit_id,
            project_id=session.project_id,
            details={"own_word": own_word, "radius_m": radius_m},
        )
    )
    return session
