"""What must be so of the hours of some people whatever was done: read plainly from the rows, by no code of the ledger.

A rule that the product and its proof both had wrong would be consistent everywhere; so it is said here a second time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchMethod
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource, ProposalStatus
from volunteer.ledger.proof_models import HoursMonth
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession

PHYSICAL_DAY = 24 * 60
Row = Any
# What may follow what among the rows of one service: from (a state, a kind of row) to the next state.
STORY = {
    ("nothing", EntryKind.CREDIT): "stands",
    ("stands", EntryKind.DISPUTE): "disputed",
    ("stands", EntryKind.REVERSAL): "reversed",
    ("disputed", EntryKind.UPHELD): "stands",
    ("disputed", EntryKind.REVERSAL): "reversed",
    ("reversed", EntryKind.CREDIT): "stands",
}


@dataclass(frozen=True)
class Book:
    """All rows about some people, with the sessions that they may have served in."""

    accounts: dict[int, int]  # by member
    sessions: dict[int, ServiceSession]
    entries: Sequence[Row]
    proposals: Sequence[Row]
    attendances: Sequence[Row]
    punches: Sequence[Row]
    months: Sequence[Row]

    def rows_of(self, proposal_id: int) -> list[Row]:
        """The rows of one service, in order."""
        return [row for row in self.entries if row.proposal_id == proposal_id]

    def minutes_of(self, proposal_id: int) -> int:
        """What stands of it."""
        return sum(row.minutes for row in self.rows_of(proposal_id))


def read(member_ids: Sequence[int], sessions: Iterable[ServiceSession]) -> Book:
    """The rows as the database has them now."""

    def rows(model: Any, *order: Any) -> Sequence[Row]:
        statement = select(model.__table__).where(model.member_id.in_(member_ids))
        return db.session.execute(statement.order_by(*order)).all()

    attendances = rows(Attendance, Attendance.id)
    punches = select(Punch.__table__).where(Punch.attendance_id.in_([row.id for row in attendances]))
    accounts = select(Member.id, Member.account_id).where(Member.id.in_(member_ids))
    return Book(
        accounts={member_id: account_id for member_id, account_id in db.session.execute(accounts)},
        sessions={session.id: session for session in sessions},
        entries=rows(HoursEntry, HoursEntry.member_id, HoursEntry.sequence),
        proposals=rows(HoursProposal, HoursProposal.id),
        attendances=attendances,
        punches=db.session.execute(punches.order_by(Punch.id)).all(),
        months=rows(HoursMonth, HoursMonth.member_id, HoursMonth.month),
    )


def every_service_tells_one_story(book: Book) -> None:
    """Credited once, disputed and answered in turns; a correction takes back all that stood and says it anew."""
    for proposal in book.proposals:
        state, standing = "nothing", None
        for row in book.rows_of(proposal.id):
            assert (state, row.kind) in STORY, f"{row.kind} of hours that were {state}"
            assert (row.service_date, row.session_id) == (proposal.service_date, proposal.session_id)
            if row.kind == EntryKind.REVERSAL:
                assert standing is not None
                assert (row.reverses_id, row.minutes) == (standing.id, -standing.minutes)
            elif row.kind == EntryKind.CREDIT:
                opens = standing is None
                assert row.source == (proposal.source if opens else HoursSource.CORRECTION)
                assert row.minutes == proposal.minutes or not opens
                standing = row
            state = STORY[state, row.kind]
        assert state != "reversed", "taken back and not said anew"
        assert (state == "nothing") == (proposal.status != ProposalStatus.CONFIRMED)


def minutes_are_possible(book: Book) -> None:
    """Never negative, never longer than the session, never more than a day has."""
    days: Counter[tuple[int, date]] = Counter()
    for row in book.entries:
        days[row.member_id, row.service_date] += row.minutes
    assert all(0 <= minutes <= PHYSICAL_DAY for minutes in days.values()), days
    for told in (*book.attendances, *book.proposals):
        assert 0 <= (told.minutes or 0) <= _length(book, told.session_id)
    for proposal in book.proposals:
        assert 0 <= book.minutes_of(proposal.id) <= _length(book, proposal.session_id)


def each_moment_counts_once(book: Book) -> None:
    """Whoever was at two sessions at a time has served that time once; what is confirmed is not counted anew."""
    minutes: Counter[int] = Counter()
    there: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in book.attendances:
        if one.minutes is not None:
            session = book.sessions[one.session_id]
            minutes[one.member_id] += one.minutes
            there[one.member_id].append((max(one.first_in, session.starts), min(one.last_out, session.ends)))
    for member_id, counted in minutes.items():
        assert counted <= _together(there[member_id]), "counted more than the time that they were there"
    settled = {proposal.attendance_id for proposal in book.proposals if proposal.status == ProposalStatus.CONFIRMED}
    for one in book.attendances:
        assert (one.status == AttendanceStatus.ACCEPTED) == (one.id in settled)


def two_people_stand_behind_minutes(book: Book) -> None:
    """Nobody confirms their own minutes, nor alone what rests on their own word."""
    attendance_of = {proposal.id: proposal.attendance_id for proposal in book.proposals}
    for row in book.entries:
        if row.kind not in (EntryKind.CREDIT, EntryKind.REVERSAL):
            continue
        behind = {row.confirmed_by, row.countersigned_by} - {None}
        assert row.confirmed_by not in (None, row.entered_by)
        assert book.accounts[row.member_id] not in behind
        words = {row.entered_by} | set(_words(book, attendance_of[row.proposal_id], row.recorded_at))
        assert behind - words, f"hours {row.proposal_id} rest on the word of {words}, confirmed by {behind}"


def sums_are_those_of_the_services(book: Book) -> None:
    """The kept sums, by month of service, what was backfilled apart; by the words of the proposals, not of the rows."""
    expected: defaultdict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0, 0])
    for proposal in book.proposals:
        if proposal.status == ProposalStatus.CONFIRMED:
            sums = expected[proposal.member_id, proposal.service_date.replace(day=1)]
            sums[int(proposal.source == HoursSource.BACKFILLED)] += book.minutes_of(proposal.id)
            sums[2] += 1
    kept = {(row.member_id, row.month): [row.verified, row.backfilled, row.services] for row in book.months}
    assert kept == dict(expected)


ALL = (
    every_service_tells_one_story,
    minutes_are_possible,
    each_moment_counts_once,
    two_people_stand_behind_minutes,
    sums_are_those_of_the_services,
)


def _words(book: Book, attendance_id: int | None, before: datetime) -> Iterator[int]:
    """Whose word the attendance rested on by then."""
    for punch in book.punches:
        if punch.attendance_id == attendance_id and punch.method != PunchMethod.CODE and punch.received_at <= before:
            yield punch.by


def _length(book: Book, session_id: int | None) -> float:
    if session_id is None:
        return PHYSICAL_DAY
    session = book.sessions[session_id]
    return (session.ends - session.starts) / timedelta(minutes=1)


def _together(stretches: Iterable[tuple[datetime, datetime]]) -> float:
    """How many minutes stretches cover, what they share counted once."""
    covered, until = timedelta(), None
    for starts, ends in sorted(stretches):
        begins = starts if until is None else max(starts, until)
        covered += max(ends - begins, timedelta())
        until = ends if until is None else max(until, ends)
    return covered / timedelta(minutes=1)
