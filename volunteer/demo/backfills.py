"""Hours entered later in the demo city: in the ledger, on notice, objected to, waiting; hours said to be missing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from volunteer.backfills.missing_models import MissingHours, MissingStep, MissingStepKind
from volunteer.backfills.models import HoursBacking, HoursObjection, ProofKind
from volunteer.backfills.public_notice import notice_until
from volunteer.demo.blocks import City
from volunteer.demo.days import at
from volunteer.kernel.clock import local
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource, ProposalStatus
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role

ACTIVITIES = (
    ("清理河道垃圾", "东江绿道"),
    ("台风过后清障", "社区主干道"),
    ("文明交通劝导", "学校路口"),
    ("防汛沙袋装填", "社区仓库"),
)
PROOFS = (
    (ProofKind.SHEET, "现场纸质签到表，社区盖章，原件存分队"),
    (ProofKind.SITE, "社区出具书面说明，值班主任签字"),
    (ProofKind.MESSAGES, "工作群接龙和当天值班记录，可以查"),
)
SQUAD, TEAM, TOP = 3, 2, 1
LASTING = timedelta(hours=2)
SETTLED_TEAMS = 6


def make_backfills(city: City, member: dict[str, Any], seed: int) -> None:
    """Rows of every state around the demo team, and settled ones in some others."""
    maker = _Maker(city, Random(f"{seed}-backing"))
    team = member["team"]
    squad, leader = member["squad"], team["leader"]["account_id"]
    own = squad["leader"]["account_id"]
    colleagues = [one for one in city.members if one["unit_id"] == squad["id"] and one is not squad["leader"]]
    others = [one for one in colleagues if one is not member and one is not team["leader"]]
    for one in others[:3]:
        maker.enter(one, own, SQUAD, days_ago=6, n=0)
    for one in others[3:6]:
        maker.enter(one, leader, TEAM, days_ago=8, n=1)
    for one in others[6:9]:
        maker.post(maker.enter(one, own, SQUAD, days_ago=9, n=2), leader, TEAM)
    for one in others[9:10]:
        hours = maker.enter(one, own, SQUAD, days_ago=7, n=3)
        maker.post(hours, leader, TEAM)
        maker.object_to(hours)
    maker.missing(member, squad["id"], days_ago=4)
    for other in city.network.teams[:SETTLED_TEAMS]:
        people = [one for one in city.members if one["team"] is other and one is not other["leader"]]
        for one in people[:2]:
            if one is not one["squad"]["leader"]:
                maker.settle(one, days_ago=60)


class _Maker:
    """Writes the rows; what is drawn at random is drawn from its own."""

    def __init__(self, city: City, random: Random) -> None:
        self._city = city
        self._random = random
        self._today = local(city.now).date()
        top = (row for row in city.rows.of(Grant) if row["role"] == Role.COMMITTEE)
        self.committee = next(row["account_id"] for row in top if row.get("unit_id") == city.network.brigade)

    def enter(
        self, member: dict[str, Any], by: int, rank: int, *, days_ago: int, n: int, status: str = ProposalStatus.PENDING
    ) -> dict[str, Any]:
        """Hours that a leader entered, which wait for a second person."""
        city, day = self._city, self._today - timedelta(days=days_ago)
        starts, (activity, place), (kind, proof) = self._free(member, day), ACTIVITIES[n], PROOFS[n % len(PROOFS)]
        entered = starts + timedelta(days=3)
        hours_id = city.rows.add(
            HoursProposal,
            member_id=member["id"],
            unit_id=member["unit_id"],
            service_date=day,
            minutes=self._random.choice((90, 105, 120)),
            source=HoursSource.BACKFILLED,
            status=status,
            entered_by=by,
            note=activity,
            proposed_at=entered,
        )
        city.rows.add(
            HoursBacking,
            proposal_id=hours_id,
            activity=activity,
            place=place,
            starts=starts,
            ends=starts + LASTING,
            proof_kind=kind,
            proof=proof,
            entered_by=by,
            entered_rank=rank,
            entered_at=entered,
        )
        return city.rows.of(HoursProposal)[-1]

    def post(self, hours: dict[str, Any], by: int, rank: int, days_ago: int = 0) -> None:
        """Agreed to by a second person and on notice since."""
        posted = self._today - timedelta(days=days_ago)
        hours["status"] = ProposalStatus.ON_NOTICE
        self._backing(hours).update(
            agreed_by=by,
            agreed_rank=rank,
            agreed_at=self._city.now - timedelta(days=days_ago, hours=1),
            posted_on=posted,
            until=notice_until(posted, 3, {}),
        )

    def object_to(self, hours: dict[str, Any]) -> None:
        """Somebody of another team objected: the clock stands still."""
        hours["status"] = ProposalStatus.OBJECTED
        self._backing(hours)["days_left"] = 3
        self._city.rows.add(
            HoursObjection,
            proposal_id=hours["id"],
            by=self._city.members[-1]["account_id"],
            text="那天上午他在单位值班，请核对值班表",
            at=self._city.now - timedelta(minutes=40),
        )

    def settle(self, member: dict[str, Any], *, days_ago: int) -> None:
        """Backfilled, agreed to, on notice without an objection, in the ledger."""
        squad, leader = member["squad"], member["team"]["leader"]["account_id"]
        hours = self.enter(member, squad["leader"]["account_id"], SQUAD, days_ago=days_ago, n=1)
        if squad["leader"]["account_id"] == leader:
            self._backing(hours)["entered_rank"], leader = TEAM, self.committee
        self.post(hours, leader, TOP if leader == self.committee else TEAM, days_ago=days_ago - 5)
        hours["status"] = ProposalStatus.CONFIRMED
        until: date = self._backing(hours)["until"]
        self._city.rows.add(
            HoursEntry,
            proposal_id=hours["id"],
            member_id=member["id"],
            kind=EntryKind.CREDIT,
            source=HoursSource.BACKFILLED,
            minutes=hours["minutes"],
            unit_id=member["unit_id"],
            unit_path=squad["path"],
            service_date=hours["service_date"],
            entered_by=hours["entered_by"],
            confirmed_by=leader,
            recorded_at=at(until + timedelta(days=1), time(0, 20)),
        )

    def missing(self, member: dict[str, Any], squad_id: int, *, days_ago: int) -> None:
        """What the demo member says is missing, which the own squad has to answer."""
        day = self._today - timedelta(days=days_ago)
        starts, asked = self._free(member, day), self._city.now - timedelta(days=1)
        missing_id = self._city.rows.add(
            MissingHours,
            member_id=member["id"],
            unit_id=squad_id,
            activity="护送走失老人回家",
            place="东城路公交站",
            starts=starts,
            ends=starts + LASTING,
            minutes=75,
            proof_kind=ProofKind.SITE,
            proof="社区值班室有接收记录，可以找值班人员核实",
            asked_unit_id=squad_id,
            asked_at=asked,
            answer_by=asked + timedelta(days=7),
        )
        self._city.rows.add(
            MissingStep,
            missing_id=missing_id,
            kind=MissingStepKind.ASKED,
            at=asked,
            by=member["account_id"],
            unit_id=squad_id,
        )

    def _backing(self, hours: dict[str, Any]) -> dict[str, Any]:
        return next(row for row in reversed(self._city.rows.of(HoursBacking)) if row["proposal_id"] == hours["id"])

    def _free(self, member: dict[str, Any], day: date) -> datetime:
        """A time of the day at which the member does nothing else; early in the morning where all is taken."""
        for hour in (8, 10, 14, 16, 19):
            starts = at(day, time(hour))
            if self._city.diary.book(member["id"], starts, starts + LASTING):
                return starts
        return at(day, time(5))
