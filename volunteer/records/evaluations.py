"""The words of a unit's leader on a member's year; what was written before stays beside them."""

from __future__ import annotations

from flask_babel import gettext as _

from volunteer.happenings.records import EvaluationWritten
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.people.models import Member
from volunteer.records.models import Evaluation
from volunteer.records.record import FIRST_YEAR

LONGEST = 500


@use_case
def write(work: Work, actor: Actor, member_id: int, year: int, text: str) -> Evaluation:
    """Write the words of a year. Nobody writes their own."""
    member = get_visible(Member, actor, Permission.MEMBER_READ, member_id)
    require(actor, Permission.RECORD_KEEP, unit_path=member.unit.path)
    if member.id == actor.member_id:
        raise Forbidden
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Invalid({"year": str(_("请选择今年或以前的年份"))})
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise Invalid({"text": str(_("请填写评价，最多 %(most)s 字", most=LONGEST))})
    written = Evaluation(
        member_id=member.id,
        unit_id=member.unit_id,
        year=year,
        text=words,
        written_by=actor.account_id,
        written_at=work.now,
    )
    db.session.add(written)
    db.session.flush()
    work.record(
        EvaluationWritten(
            subject_id=written.id, unit_id=member.unit_id, member_account_id=member.account_id, year=year,
            details={"member_id": member.id, "year": year},
        )
    )  # fmt: skip
    return written
