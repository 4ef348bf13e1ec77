"""A person's profile erased; what the law has kept stays, without a name (D23)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select, update

from volunteer.accounts.models import Account, ApiToken, IdempotencyKey, OneTimeCode, SignInIdentity
from volunteer.accounts.rules import MACHINE
from volunteer.accounts.sign_in_models import AccountTotp, Device, RecoveryCode, TwoFactorReset, WaitingSignIn
from volunteer.accounts.states import AccountStatus
from volunteer.activities.models import WalkUpNotAdded, WrongCode
from volunteer.calendars.models import CalendarFeed
from volunteer.claims.models import AbsenceExplanation, Claim
from volunteer.happenings.people import MemberChanged
from volunteer.happenings.privacy import PersonErased
from volunteer.kernel.database import db
from volunteer.kernel.pinyin import pinyin_of
from volunteer.kernel.unit_of_work import Work
from volunteer.notices.models import Contact, MailCode, Notice, NoticePreference
from volunteer.organization.models import Grant
from volunteer.people.models import SERVING, Absence, Member, MemberInterest, MemberKind, MemberSkill, SkillEvidence
from volunteer.privacy.models import DataRequest
from volunteer.records.models import Evaluation
from volunteer.sign_in.models import AccountIdentity, SignInAttempt
from volunteer.suggestions.models import NotForMe, SuggestionList
from volunteer.surveys.models import SurveyAnswer

NAMELESS = "已注销"  # as it stands in the table; a person's name is not translated
OF_ACCOUNT = (
    AccountIdentity, AccountTotp, ApiToken, Contact, Device, IdempotencyKey, MailCode, Notice, NoticePreference,
    OneTimeCode, RecoveryCode, SignInAttempt, SignInIdentity, TwoFactorReset,
    WaitingSignIn,
)  # fmt: skip
OF_MEMBER = (
    Absence, CalendarFeed, Evaluation, MemberInterest, SkillEvidence, MemberSkill, NotForMe, SuggestionList,
    SurveyAnswer, WalkUpNotAdded, WrongCode,
)  # fmt: skip


def has_role(account_id: int, now: datetime) -> bool:
    """Whether somebody has a role yet, or will have: it has to be handed over or ended first (D3)."""
    return bool(db.session.scalar(select(exists().where(Grant.account_id == account_id, Grant.not_over(now)))))


def let_go(work: Work, member: Member) -> bool:
    """Leaving frees claims ahead and tells the organizers, as whenever a member leaves (D4). Whether they were here."""
    if member.kind not in SERVING:
        return False
    member.kind = MemberKind.LEFT
    member.version += 1
    db.session.flush()
    work.record(
        MemberChanged(
            subject_id=member.id,
            unit_id=member.unit_id,
            member_account_id=member.account_id,
            kind=MemberKind.LEFT,
            details={"fields": ["kind"], "kind": MemberKind.LEFT},
        )
    )
    return True


def erase(work: Work, account_id: int) -> None:
    """Erase everything that need not stay. Claims ahead have been freed by `let_go` in an earlier transaction."""
    member = db.session.scalar(select(Member).where(Member.account_id == account_id).with_for_update(key_share=True))
    account = db.session.get_one(Account, account_id, with_for_update={"key_share": True})
    if member is not None:
        _erase_member(member)
    for model in OF_ACCOUNT:
        db.session.execute(delete(model).where(model.account_id == account_id))
    own = DataRequest.account_id == account_id
    db.session.execute(update(DataRequest).where(own).values(words=None, answer=None))
    account.name = NAMELESS
    account.password_hash = None
    if account.status != AccountStatus.DISABLED:
        MACHINE.move(account, "disable")
    account.sign_in_epoch += 1
    unit_id = member.unit_id if member is not None else None
    work.record(PersonErased(subject_id=account_id, unit_id=unit_id))


def _erase_member(member: Member) -> None:
    claims = select(Claim.id).where(Claim.member_id == member.id)
    db.session.execute(delete(AbsenceExplanation).where(AbsenceExplanation.claim_id.in_(claims)))
    db.session.execute(update(Claim).where(Claim.member_id == member.id).values(reason=None))
    for model in OF_MEMBER:
        db.session.execute(delete(model).where(model.member_id == member.id))
    member.name = NAMELESS
    member.pinyin, member.initials = pinyin_of(NAMELESS)
    member.phone = member.branch = None
    member.home_lon = member.home_lat = member.office_lon = member.office_lat = None
    member.precise_places = False
    member.availability = 0
    member.paused_until = None
    member.recommendations_on = False
    member.version += 1
