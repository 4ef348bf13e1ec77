"""What people are told of certificates, honours and words of the year."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.records import (
    CertificateHappening,
    EvaluationWritten,
    HonourGiven,
    HonourObjected,
    HonourUpheld,
    HonourWithdrawn,
)
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission
from volunteer.records.issuers import answering
from volunteer.records.models import Certificate, Honour
from volunteer.records.states import HonourKind
from volunteer.web.humanize import masked_name


def to_issuers(happening: CertificateHappening, work: Work) -> Iterable[Row]:
    """Whoever certifies learns of a request."""
    certificate = db.session.get_one(Certificate, happening.subject_id)
    words = {"name": masked_name(certificate.member.name), "purpose": certificate.purpose}
    for account_id in nearest_holders(answering(certificate.unit).id, Permission.CERTIFICATE_ISSUE, work.now):
        if account_id != happening.member_account_id:
            yield tell(work, account_id, happening.action, f"/certificates/{certificate.id}", **words)


def to_member(happening: CertificateHappening, work: Work) -> Iterable[Row]:
    """The member learns what became of it."""
    link = f"/certificates/{happening.subject_id}"
    yield tell(work, happening.member_account_id, happening.action, link, why=happening.reason or "")


def evaluated(happening: EvaluationWritten, work: Work) -> Iterable[Row]:
    """The member learns that there are words on a year of theirs."""
    link = f"/me/record?year={happening.year}"
    yield tell(work, happening.member_account_id, happening.action, link, year=happening.year)


def honoured(happening: HonourGiven, work: Work) -> Iterable[Row]:
    """A member learns of thanks, or of a commendation that goes on notice; a unit's leaders of their unit's."""
    honour = db.session.get_one(Honour, happening.subject_id)
    kind = "honour.commended" if honour.kind == HonourKind.COMMENDATION else happening.action
    told = [happening.member_account_id]
    if happening.member_account_id is None:
        told = [*nearest_holders(honour.unit_id, Permission.RECORD_KEEP, work.now)]
    for account_id in told:
        if account_id is not None and account_id != happening.given_by:
            yield tell(work, account_id, kind, _link(honour), giver=honour.giver, title=honour.title)


def objected(happening: HonourObjected, work: Work) -> Iterable[Row]:
    """Those who may answer learn of an objection: the leaders of the unit, but for the one who commends."""
    honour = db.session.get_one(Honour, happening.subject_id)
    for account_id in nearest_holders(honour.by_unit_id, Permission.RECORD_KEEP, work.now):
        yield tell(work, account_id, happening.action, _link(honour), title=honour.title)


def answered(happening: HonourUpheld, work: Work) -> Iterable[Row]:
    """Whoever objected learns the answer."""
    link, why = f"/honours/{happening.subject_id}", happening.reason or ""
    yield tell(work, happening.objected_by, happening.action, link, title=happening.title, why=why)


def honour_withdrawn(happening: HonourWithdrawn, work: Work) -> Iterable[Row]:
    """The member learns that it was taken back, and so does whoever objected."""
    link, why = f"/honours/{happening.subject_id}", happening.reason or ""
    for account_id in {happening.member_account_id, happening.objected_by} - {None}:
        if account_id is not None:
            yield tell(work, account_id, happening.action, link, title=happening.title, why=why)


def _link(honour: Honour) -> str:
    return f"/honours/{honour.id}"
