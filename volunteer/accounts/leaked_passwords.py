"""Passwords that leaked elsewhere, in a file on this host: installations without a way out cannot ask anybody.

The file is the one that Have I Been Pwned gives away: a line for each password, its SHA-1 in hexadecimal first, ordered
by it. It has some 40 GB, so it is not read but searched: each look takes some 35 short reads.
"""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import structlog

HASH_LENGTH = 40
LINE = re.compile(rb"[0-9A-Fa-f]{40}(?::\d+)?\r?\n?")
SAMPLES = 32

log = structlog.get_logger()


def are_known(file: str, password: str) -> bool:
    """Whether the password is in the file. A file that went away is shouted into the log and keeps nobody out."""
    if not file:
        return False
    try:
        with Path(file).open("rb") as lines:
            return _holds(lines, _hash_of(password))
    except OSError:
        log.exception("leaked passwords could not be looked up", file=file)
        return False


def fault(file: str) -> str | None:
    """What is wrong with a file, as seen from samples of it: another kind of list, or in another order."""
    with Path(file).open("rb") as lines:
        size = lines.seek(0, 2)
        samples = [_line_from(lines, size * part // SAMPLES)[0] for part in range(SAMPLES)]
    found = [line for line in samples if line]
    if not found or not all(LINE.fullmatch(line) for line in found):
        return "lines must begin with the SHA-1 of a password in hexadecimal"
    if any(one[:HASH_LENGTH].upper() > other[:HASH_LENGTH].upper() for one, other in pairwise(found)):
        return "lines must be ordered by hash, not by count"
    return None


def _hash_of(password: str) -> bytes:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()


def _holds(lines: BinaryIO, wanted: bytes) -> bool:
    """The line that is looked for begins at `low` or later, and before `high`."""
    low, high = 0, lines.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        line, end = _line_from(lines, middle)
        found = line[:HASH_LENGTH].upper()
        if found == wanted:
            return True
        if not line or found > wanted:
            high = middle
        else:
            low = end
    return False


def _line_from(lines: BinaryIO, place: int) -> tuple[bytes, int]:
    """The first line that begins at this place or later, and where it ends."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline()
    line = lines.readline()
    return line, lines.tell()
