"""What is stored of a code read from paper: it has 40 to 59 bits, too few for a hash that anybody can compute."""

from __future__ import annotations

from volunteer.accounts import rules
from volunteer.kernel.sealed import keyed

PRINTED = "one_time_code.code_hash"
RECOVERY = "recovery_code.code_hash"


def kept(place: str, typed: str) -> bytes:
    """The stored form of a code for its place, however it was typed."""
    return keyed(rules.digest(rules.typed_code(typed)), place)
