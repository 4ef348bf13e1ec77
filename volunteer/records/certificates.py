"""Certificates of service: asked for by the member, taken on, issued with a number, revoked with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from volunteer.happenings.people import MemberUnmasked
from volunteer.happenings.records import (
    CertificateAccepted,
    CertificateHappening,
    CertificateIssued,
    CertificateRefused,
    CertificateRequested,
    CertificateRevoked,
    CertificateWithdrawn,
)
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.people.queries import own
from volunteer.records.certificate_queries import certificate as found
from volunteer.records.issuers import Issuer, answering, issuers_for
from volunteer.records.models import Certificate, CertificateNumber
from volunteer.records.rare_letters import Printing, rare_in, refuse_rare, replacements
from volunteer.records.rules import CERTIFICATE, code_hash, new_code
from volunteer.records.served import served
from volunteer.records.snapshots import facts, numbered, typeset

AS_IT_IS = Printing()


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """What is asked for; without a unit the member's own team is, without days everything up to today."""

    purpose: str
    unit_id: int | None = None
    since: date | None = None
    until: date | None = None


@use_case
def request(work: Work, actor: Actor, new: NewCertificate) -> Certificate:
    """Ask a unit to certify; only for service that is in the ledger."""
    member = own(actor)
    refuse_rare("purpose", new.purpose)
    issuer = _issuer(issuers_for(member), new.unit_id)
    until = new.until or clock.today()
    if until > clock.today():
        raise Invalid({"until": str(_("只能证明今天以前的服务"))})
    if new.since is not None and new.since > until:
        raise Invalid({"until": str(_("结束日期不能早于开始日期"))})
    if not served(member.id, new.since, until, issuer.unit.id if issuer.organized_only else None):
        raise Refused("no_service")
    certificate = Certificate(
        member_id=member.id,
        unit_id=issuer.unit.id,
        organized_only=issuer.organized_only,
        since=new.since,
        until=until,
        purpose=new.purpose,
        requested_at=work.now,
    )
    db.session.add(certificate)
    with refusing({"uq_certificate_open": "certificate_open"}):
        db.session.flush()
    _tell(work, CertificateRequested, certificate)
    return certificate


@use_case
def accept(work: Work, actor: Actor, certificate_id: int) -> Certificate:
    """Take a request on."""
    certificate = _to_decide(actor, certificate_id)
    CERTIFICATE.move(certificate, "accept")
    _answered(work, actor, certificate)
    _tell(work, CertificateAccepted, certificate)
    return certificate


@use_case
def refuse(work: Work, actor: Actor, certificate_id: int, reason: str) -> Certificate:
    """Do not certify, and say why."""
    certificate = _to_decide(actor, certificate_id)
    certificate.answer = _reason(reason)
    CERTIFICATE.move(certificate, "refuse")
    _answered(work, actor, certificate)
    _tell(work, CertificateRefused, certificate, reason=certificate.answer)
    return certificate


@use_case
def issue(work: Work, actor: Actor, certificate_id: int, printing: Printing = AS_IT_IS) -> Certificate:
    """Write down what it says, number it, typeset it. Nothing of this changes ever after."""
    certificate = _to_decide(actor, certificate_id)
    CERTIFICATE.target(certificate.status, "issue")
    issuer = answering(certificate.unit)
    today = clock.today()
    said = facts(certificate, issuer, today)
    if not said["services"]:
        raise Refused("no_service")
    instead = replacements(rare_in(said, issuer.short_name), printing)
    number = _next_number(issuer.id, today.year)
    snapshot, code = numbered({**said, "instead": instead}, issuer, today.year, number), new_code()
    pdf = typeset(snapshot, code)
    CERTIFICATE.move(certificate, "issue")
    certificate.issued_by, certificate.issued_at = actor.account_id, work.now
    certificate.issuer_id, certificate.year, certificate.number = issuer.id, today.year, number
    certificate.snapshot, certificate.code_hash = snapshot, code_hash(code)
    certificate.pdf, certificate.pdf_hash = pdf, hashlib.sha256(pdf).digest()
    certificate.version += 1
    db.session.flush()
    _tell(work, CertificateIssued, certificate)
    return certificate


@use_case
def withdraw(work: Work, actor: Actor, certificate_id: int) -> Certificate:
    """The member takes the request back."""
    certificate = found(actor, certificate_id, lock=True)
    if certificate.member_id != actor.member_id:
        raise Forbidden
    CERTIFICATE.move(certificate, "withdraw")
    certificate.version += 1
    _tell(work, CertificateWithdrawn, certificate)
    return certificate


@use_case
def revoke(work: Work, actor: Actor, certificate_id: int, reason: str) -> Certificate:
    """Let it hold no longer; what it said stays to be read."""
    certificate = _to_decide(actor, certificate_id)
    certificate.revoked_reason = _reason(reason)
    CERTIFICATE.move(certificate, "revoke")
    certificate.revoked_by, certificate.revoked_at = actor.account_id, work.now
    certificate.version += 1
    _tell(work, CertificateRevoked, certificate, reason=certificate.revoked_reason)
    return certificate


@use_case
def open_sheet(work: Work, actor: Actor, certificate_id: int) -> Certificate:
    """The certificate for its sheet; somebody else's tells a name, so that the look is on record."""
    certificate = found(actor, certificate_id)
    if certificate.pdf is None:
        raise Refused("not_issued")
    if certificate.member_id != actor.member_id:
        member = certificate.member
        work.record(MemberUnmasked(subject_id=member.id, unit_id=member.unit_id, reason=str(_("看志愿服务证明"))))
    return certificate


def _issuer(issuers: Sequence[Issuer], unit_id: int | None) -> Issuer:
    chosen = issuers[0] if unit_id is None else next((one for one in issuers if one.unit.id == unit_id), None)
    if chosen is None:
        raise Invalid({"unit_id": str(_("请选择所在队伍，或主办过你所参加服务的单位"))})
    return chosen


def _to_decide(actor: Actor, certificate_id: int) -> Certificate:
    """One that waits for a word of the actor's, locked. Nobody certifies their own service."""
    certificate = found(actor, certificate_id, lock=True)
    reach = actor.reach(Permission.CERTIFICATE_ISSUE)
    if not reach.covers(unit_path=answering(certificate.issuer or certificate.unit).path):
        raise Forbidden
    if certificate.member_id == actor.member_id:
        raise Refused("own_certificate")
    return certificate


def _answered(work: Work, actor: Actor, certificate: Certificate) -> None:
    certificate.answered_by, certificate.answered_at = actor.account_id, work.now
    certificate.version += 1


def _next_number(unit_id: int, year: int) -> int:
    """One more than the last; others wait for this transaction, so that none is skipped or given twice."""
    first = insert(CertificateNumber).values(unit_id=unit_id, year=year, last=1)
    statement = first.on_conflict_do_update(
        index_elements=["unit_id", "year"], set_={"last": CertificateNumber.last + 1}
    )
    return int(db.session.scalars(statement.returning(CertificateNumber.last)).one())


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid({"reason": str(_("请写明原因"))})
    return text.strip()


def _tell(work: Work, kind: type[CertificateHappening], certificate: Certificate, *, reason: str | None = None) -> None:
    happening = kind(
        subject_id=certificate.id,
        unit_id=certificate.unit_id,
        member_account_id=certificate.member.account_id,
        reason=reason,
        details={"member_id": certificate.member_id, "number": certificate.number, "year": certificate.year},
    )
    work.record(happening)
