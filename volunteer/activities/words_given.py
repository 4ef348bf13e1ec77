"""Whose word an arrival or a leaving is, as the gate says it: the code's, a leader's, or the member's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from volunteer.activities.adding_up import Mark
from volunteer.activities.models import PunchKind
from volunteer.activities.punching import marks_of
from volunteer.activities.queries import Expected


class Word(StrEnum):
    """What a time rests on."""

    CODE = "code"
    LEADER = "leader"
    OWN = "own"


@dataclass(frozen=True)
class Words:
    """What the first arrival and the last leaving of one member rest on."""

    came: Word
    left: Word


def words_given(people: Sequence[Expected]) -> Mapping[int, Words]:
    """By member, of those who arrived; one statement for all of them."""
    seen = {person.attendance.id: person for person in people if person.attendance is not None}
    if not seen:
        return {}
    return {
        seen[attendance_id].member_id: _words(seen[attendance_id], marks)
        for attendance_id, marks in marks_of(seen).items()
    }


def _words(person: Expected, marks: Iterable[Mark]) -> Words:
    attendance, these = person.attendance, list(marks)
    assert attendance is not None
    return Words(
        _word(person, these, PunchKind.IN, attendance.first_in),
        _word(person, these, PunchKind.OUT, attendance.last_out),
    )


def _word(person: Expected, marks: Iterable[Mark], kind: PunchKind, at: datetime | None) -> Word:
    """Of several that say the same, a code goes before a word."""
    words = {mark.word_of for mark in marks if (mark.kind, mark.at) == (kind, at)}
    if not words or None in words:
        return Word.CODE
    return Word.OWN if words == {person.account_id} else Word.LEADER
