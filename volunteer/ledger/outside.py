"""Heads written down outside of the database: a file with one line of JSON for each day, only ever added to."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

READABLE = 0o640
BEGINNING = re.compile(rb'\{"day":"(\d{4}-\d{2}-\d{2})"')


@dataclass(frozen=True)
class Line:
    """A day's head as it was on its evening; `rows` tells of each row whose it is and how its hash begins."""

    day: date
    entries: int
    last_id: int | None
    prev_hash: bytes | None
    hash: bytes
    signature: bytes
    rows: list[tuple[int, str]]


def append(file: Path, line: Line) -> None:
    """Add a day, on disk before this returns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, READABLE)
    with os.fdopen(descriptor, "r+b") as opened:
        opened.seek(_end_of_lines(opened))
        opened.truncate()
        opened.write(_written(line))
        opened.flush()
        os.fsync(opened.fileno())


def read(file: Path, days: Collection[date] | None = None) -> Iterator[tuple[int, Line | None]]:
    """All lines with their numbers, or those of some days; None for what no head was ever written as.

    There is nothing when there is no file. What is not asked for is passed over without being read closely.
    """
    wanted = None if days is None else {day.isoformat().encode() for day in days}
    for number, text in _lines(file):
        said = _day_of(text)
        if wanted is None or said is None or said in wanted:
            yield number, _read(text)


def days_written(file: Path) -> set[date]:
    """The days that have a line."""
    found = {_day_of(text) for _number, text in _lines(file)}
    return {date.fromisoformat(day.decode()) for day in found if day is not None}


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    if not file.exists():
        return
    with file.open("rb") as opened:
        for number, text in enumerate(opened, start=1):
            if text.endswith(b"\n"):  # one that is not was cut off while it was written, and is written again
                yield number, text


def _day_of(text: bytes) -> bytes | None:
    """The day that a line begins with; nothing where it does not look like one."""
    found = BEGINNING.match(text)
    try:
        return date.fromisoformat(found[1].decode()).isoformat().encode() if found else None
    except ValueError:
        return None


def _end_of_lines(opened: BinaryIO) -> int:
    """Where the last whole line ends."""
    end = opened.seek(0, os.SEEK_END)
    while end > 0:
        opened.seek(end - 1)
        if opened.read(1) == b"\n":
            break
        end -= 1
    return end


def _written(line: Line) -> bytes:
    said = {
        "day": line.day.isoformat(),
        "entries": line.entries,
        "last_id": line.last_id,
        "prev_hash": line.prev_hash.hex() if line.prev_hash else None,
        "hash": line.hash.hex(),
        "signature": line.signature.hex(),
        "rows": line.rows,
    }
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def _read(text: bytes) -> Line | None:
    try:
        said = json.loads(text)
        return Line(
            day=date.fromisoformat(said["day"]),
            entries=said["entries"],
            last_id=said["last_id"],
            prev_hash=bytes.fromhex(said["prev_hash"]) if said["prev_hash"] else None,
            hash=bytes.fromhex(said["hash"]),
            signature=bytes.fromhex(said["signature"]),
            rows=[(member_id, mark) for member_id, mark in said["rows"]],
        )
    except (ValueError, KeyError, TypeError):
        return None
