"""The life of certificates, honours and objections; how a certificate is numbered, coded and shown to strangers."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import date

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.records.states import CertificateStatus, HonourKind, HonourStatus, ObjectionStatus

C = CertificateStatus
WAITING = frozenset({C.REQUESTED, C.ACCEPTED})
CODE_BYTES = 16
CODE_LENGTH = 26
GROUP = 5
# What people read 0, 1 and 8 as when they type the code from paper.
MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})

CERTIFICATE = Machine(
    "certificate",
    CertificateStatus,
    C.REQUESTED,
    [
        Step("accept", frozenset({C.REQUESTED}), C.ACCEPTED, Permission.CERTIFICATE_ISSUE),
        Step("issue", frozenset({C.ACCEPTED}), C.ISSUED, Permission.CERTIFICATE_ISSUE),
        Step("refuse", WAITING, C.REFUSED, Permission.CERTIFICATE_ISSUE, reason=True),
        Step("withdraw", WAITING, C.WITHDRAWN),
        Step("revoke", frozenset({C.ISSUED}), C.REVOKED, Permission.CERTIFICATE_ISSUE, reason=True),
    ],
)
HONOUR = Machine(
    "honour",
    HonourStatus,
    HonourStatus.GIVEN,
    [Step("withdraw", frozenset({HonourStatus.GIVEN}), HonourStatus.WITHDRAWN, Permission.RECORD_KEEP, reason=True)],
)
OBJECTION = Machine(
    "honour_objection",
    ObjectionStatus,
    ObjectionStatus.OPEN,
    [
        Step(
            "reject", frozenset({ObjectionStatus.OPEN}), ObjectionStatus.REJECTED, Permission.RECORD_KEEP, reason=True
        ),
        Step("uphold", frozenset({ObjectionStatus.OPEN}), ObjectionStatus.UPHELD, Permission.RECORD_KEEP, reason=True),
    ],
)


def new_code() -> str:
    """128 random bits in letters and digits that can be typed from paper."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")


def code_hash(typed: str) -> bytes | None:
    """The hash a code is kept by, however it was typed; None for what cannot be one."""
    code = "".join(typed.split()).replace("-", "").upper().translate(MISREAD)
    plain = len(code) == CODE_LENGTH and code.isascii() and code.isalnum()
    return hashlib.sha256(code.encode()).digest() if plain else None


def grouped(code: str) -> str:
    """A code as it is printed: in groups that the eye can keep."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def serial(unit: str, year: int, number: int) -> str:
    """What a certificate is filed under: 市直机关工委志证〔2026〕3号."""
    return f"{unit}志证〔{year}〕{number}号"


def veiled(name: str) -> str:
    """A name for whoever holds the paper and compares: 张*, 张*三, 欧阳**明 with the middle hidden."""
    name = name.strip()
    if len(name) < 3:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def counts(kind: str, status: str, notice_until: date | None, objected: bool, today: date) -> bool:
    """Whether an honour stands in the record: thanks at once, a commendation after its notice, unless objected to."""
    if status != HonourStatus.GIVEN:
        return False
    return kind == HonourKind.THANKS or (notice_until is not None and notice_until < today and not objected)
