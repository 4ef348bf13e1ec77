"""The picture of the paper that shows a qualification: sent, looked at and taken back by its member."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from volunteer.happenings.people import EvidenceAdded, EvidenceRemoved
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.people.models import SkillEvidence
from volunteer.people.pictures import MEDIA_TYPE, NotAPicture, TooLarge, drawn_anew
from volunteer.people.queries import own
from volunteer.people.skills import held_by
from volunteer.taxonomy.models import Skill


def drawn(sent: bytes) -> bytes:
    """The picture to keep, or what is wrong with the file. Takes a while: not to be done inside a transaction."""
    try:
        return drawn_anew(sent)
    except TooLarge as error:
        raise Invalid({"picture": str(_("图片太大，请重新拍一张，不超过 8 MB"))}) from error
    except NotAPicture as error:
        raise Invalid({"picture": str(_("打不开这个文件，请上传 JPG 或 PNG 图片"))}) from error


@use_case
def add_evidence(work: Work, actor: Actor, code: str, picture: bytes, expires_on: date | None = None) -> SkillEvidence:
    """Show the paper of one's own qualification, or a newer one: what was approved goes on until a leader decides."""
    member = own(actor, lock=True)
    held = held_by(member.id, code)
    if not db.session.get_one(Skill, code).needs_approval:
        raise Invalid({"picture": str(_("这项技能不需要证件"))})
    if expires_on is not None and expires_on < clock.local(work.now).date():
        raise Invalid({"expires_on": str(_("证件已经过期，请上传新的证件"))})
    paper = db.session.get(SkillEvidence, (member.id, code))
    if paper is None:
        paper = SkillEvidence(member_id=member.id, skill=code)
        db.session.add(paper)
    paper.media_type, paper.content = MEDIA_TYPE, picture
    paper.expires_on, paper.added_at = expires_on, work.now
    held.returned_at = held.returned_reason = None
    member.version += 1
    member.profile_changed_at = work.now
    db.session.flush()
    work.record(EvidenceAdded(subject_id=member.id, unit_id=member.unit_id, details={"skill": code}))
    return paper


@use_case
def remove_evidence(work: Work, actor: Actor, code: str) -> None:
    """Take the picture back; a renewal it asked for is not asked for any more."""
    member = own(actor, lock=True)
    db.session.delete(evidence_of(member.id, code))
    member.version += 1
    work.record(EvidenceRemoved(subject_id=member.id, unit_id=member.unit_id, details={"skill": code}))


def evidence_of(member_id: int, code: str) -> SkillEvidence:
    """The picture of a member's qualification, or NotVisible."""
    paper = db.session.get(SkillEvidence, (member_id, code))
    if paper is None:
        raise NotVisible
    return paper
