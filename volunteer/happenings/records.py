"""What can happen to certificates, honours, trainings, words of the year and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class CertificateHappening(Happening):
    """Something about one certificate; `unit_id` is the unit asked to certify."""

    member_account_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateRequested(CertificateHappening):
    """A member asks a unit to certify their service."""

    action: ClassVar[str] = "certificate.requested"


@dataclass(frozen=True, kw_only=True)
class CertificateAccepted(CertificateHappening):
    """The unit took the request on."""

    action: ClassVar[str] = "certificate.accepted"


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(CertificateHappening):
    """It was issued, with a number and a code that can be checked."""

    action: ClassVar[str] = "certificate.issued"


@dataclass(frozen=True, kw_only=True)
class CertificateRefused(CertificateHappening):
    """The unit does not certify, and says why."""

    action: ClassVar[str] = "certificate.refused"


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(CertificateHappening):
    """The member took the request back."""

    action: ClassVar[str] = "certificate.withdrawn"


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(CertificateHappening):
    """It holds no longer, and why; whoever checks it is told."""

    action: ClassVar[str] = "certificate.revoked"


@dataclass(frozen=True, kw_only=True)
class HonourHappening(Happening):
    """Something about one honour; `unit_id` is the unit honoured, or the member's."""

    title: str
    member_account_id: int | None = None
    given_by: int


@dataclass(frozen=True, kw_only=True)
class HonourGiven(HonourHappening):
    """Thanks were said, or a commendation went on public notice."""

    action: ClassVar[str] = "honour.given"


@dataclass(frozen=True, kw_only=True)
class HonourObjected(HonourHappening):
    """Somebody objects to a commendation on notice; it does not count until that is answered."""

    action: ClassVar[str] = "honour.objected"


@dataclass(frozen=True, kw_only=True)
class HonourUpheld(HonourHappening):
    """The objection was answered and the commendation stands."""

    action: ClassVar[str] = "honour.upheld"
    objected_by: int


@dataclass(frozen=True, kw_only=True)
class HonourWithdrawn(HonourHappening):
    """It was taken back, and why."""

    action: ClassVar[str] = "honour.withdrawn"
    objected_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingEntered(Happening):
    """A leader entered a training and who took part."""

    action: ClassVar[str] = "training.entered"


@dataclass(frozen=True, kw_only=True)
class TrainingWithdrawn(Happening):
    """A training entered by mistake was taken back."""

    action: ClassVar[str] = "training.withdrawn"


@dataclass(frozen=True, kw_only=True)
class EvaluationWritten(Happening):
    """A leader wrote the words of a year on a member."""

    action: ClassVar[str] = "evaluation.written"
    member_account_id: int
    year: int


@dataclass(frozen=True, kw_only=True)
class RecordExported(Happening):
    """A member's service record left as a file; the subject is the member."""

    action: ClassVar[str] = "record.exported"
