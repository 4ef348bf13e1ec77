"""A year of history: finished projects, attendances, hours in the ledger, ratings; the last ones await confirmation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.claims.states import ClaimStatus
from volunteer.demands.models import Rating
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.demo.blocks import City, add_claim, add_demand, add_project, add_step, fits
from volunteer.demo.days import pick_start
from volunteer.demo.kinds import KINDS, Kind
from volunteer.demo.rows import Rows
from volunteer.demo.scale import Scale
from volunteer.kernel.clock import local
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource, ProposalStatus
from volunteer.ledger.rules import HASHED, entry_hash
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus

REGULAR_SERVICES = 30  # about how often the demo member served in the year
AWAITING_DAYS = 12  # what was served since then still waits for confirmation
COMMENTS = (
    "志愿者很耐心，居民都说好。",
    "准时到场，工作细致。",
    "希望下次能多来几位。",
    "老人很高兴，谢谢大家。",
    None,
    None,
)


def make_past(city: City, scale: Scale) -> None:
    """Projects over the last year until the wanted number of attendances is reached."""
    sessions_each = 2
    city.regular_share = REGULAR_SERVICES / (scale.past_projects * sessions_each)
    attended_each = scale.attendances / scale.past_projects / sessions_each
    done = len(city.rows.of(Attendance))
    for n in range(scale.past_projects):
        left = scale.past_projects - n
        wanted = round((scale.attendances - done) / left)
        done += _past_project(city, n, scale.past_projects, wanted if left == 1 else round(
            wanted * city.random.uniform(0.8, 1.2)), max(1, round(attended_each)))  # fmt: skip


def _past_project(city: City, n: int, total: int, wanted: int, typical: int) -> int:
    # The last makes the number full, which few with a skill could.
    kinds = [k for k in KINDS if k.skill is None or (n < total - 1 and city.random.random() < 0.5)]
    kind = city.random.choice(kinds or list(KINDS))
    site = city.network.sites[n % len(city.network.sites)]
    first = pick_start(city.random, (city.now - timedelta(days=365 - 360 * n / max(1, total - 1))).date())
    if first > city.now - timedelta(days=4):
        first -= timedelta(days=7)
    starts = [first, first + timedelta(days=1 if wanted > 2 * typical else 2)]
    starts = [s for s in starts if s < city.now - timedelta(days=1)]
    made = first - timedelta(days=city.random.randrange(8, 20))
    demand = None
    if city.random.random() < 0.7:
        demand = add_demand(city, kind, site, first, DemandStatus.CLOSED, made - timedelta(days=3))
    each = [max(1, wanted // len(starts) + (n < wanted % len(starts))) for n in range(len(starts))]
    project_id, positions = add_project(city, kind, site, starts, ProjectStatus.FINISHED, made, headcount=each[0],
                                        demand=demand)  # fmt: skip
    ended = max(p["session"]["ends"] for p in positions)
    end_project(city, project_id, ended)
    came = sum(serve(city, site, position, share) for position, share in zip(positions, each, strict=True))
    if demand is not None:
        close_demand(city, demand, kind, site, made, ended)
    return came


def end_project(city: City, project_id: int, ended: datetime) -> None:
    """Mark the project just added as finished the day after its last session."""
    row = city.rows.of(Project)[-1]
    assert row["id"] == project_id
    row["ended_at"] = ended + timedelta(days=1)


def serve(city: City, site: dict[str, Any], position: dict[str, Any], wanted: int) -> int:
    """Let so many members who are free come, with their hours; how many came."""
    session = position["session"]
    came = 0
    skilled = [m for m in city.members if fits(m, position)] if position["skill"] else None
    pool = city.near(site, wanted) if skilled is None else city.random.sample(skilled, min(len(skilled), wanted * 3))
    regular = city.regular
    if regular is not None and fits(regular, position) and city.random.random() < city.regular_share:
        pool = [regular, *(member for member in pool if member is not regular)]
    for member in pool:
        if came == wanted:
            break
        if not city.diary.book(member["id"], session["starts"], session["ends"]):
            continue
        came += 1
        _attend(city, site, position, member)
    return came


def _attend(city: City, site: dict[str, Any], position: dict[str, Any], member: dict[str, Any]) -> None:
    session = position["session"]
    made = session["starts"] - timedelta(days=city.random.randrange(1, 7), minutes=city.random.randrange(600))
    claim_id = add_claim(city, position, member, ClaimStatus.ATTENDED, made)
    came_in = session["starts"] + timedelta(minutes=city.random.randrange(-12, 8))
    went_out = session["ends"] + timedelta(minutes=max(-9, city.random.randrange(-15, 12)))
    bounded = min(went_out, session["ends"]) - max(came_in, session["starts"])
    minutes = int(bounded.total_seconds() // 60)
    waits = session["ends"] > city.now - timedelta(days=AWAITING_DAYS)
    ticked = city.random.random() < 0.04
    host = _host(city, position, member)
    by = host["account_id"] if ticked else member["account_id"]
    attendance_id = city.rows.add(
        Attendance,
        claim_id=claim_id,
        session_id=session["id"],
        member_id=member["id"],
        unit_id=member["unit_id"],
        status=AttendanceStatus.CHECKED_OUT if waits else AttendanceStatus.ACCEPTED,
        first_in=came_in,
        last_out=went_out,
        minutes=minutes,
        ticked_by=by if ticked else None,
        accepted_at=None,
    )
    for kind, moment in ((PunchKind.IN, came_in), (PunchKind.OUT, went_out)):
        method = PunchMethod.TICK if ticked else PunchMethod.CODE
        city.rows.add(Punch, attendance_id=attendance_id, kind=kind, method=method, at=moment, received_at=moment,
                      by=by, code_step=None if ticked else int(moment.timestamp()) // 30)  # fmt: skip
    _hours(city, site, session, member, host, attendance_id, minutes, by, ticked, waits)


def _host(city: City, position: dict[str, Any], member: dict[str, Any]) -> dict[str, Any]:
    """Who leads the session's unit, or a neighbour squad's leader when the leader served too."""
    team: dict[str, Any] = member["team"]
    leader: dict[str, Any] = team["leader"]
    return leader if leader["id"] != member["id"] else team["squads"][0]["leader"]


def _hours(
    city: City, site: dict[str, Any], session: dict[str, Any], member: dict[str, Any], host: dict[str, Any],
    attendance_id: int, minutes: int, by: int, ticked: bool, waits: bool,
) -> None:  # fmt: skip
    day = local(session["starts"]).date()
    countersign = site["operator"] if ticked and not waits else None
    proposed = session["ends"] + timedelta(minutes=15)
    proposal_id = city.rows.add(
        HoursProposal,
        attendance_id=attendance_id,
        member_id=member["id"],
        session_id=session["id"],
        unit_id=member["unit_id"],
        service_date=day,
        minutes=minutes,
        status=ProposalStatus.PENDING if waits else ProposalStatus.CONFIRMED,
        entered_by=by,
        ticked=ticked,
        countersigned_by=countersign,
        countersigned_at=proposed + timedelta(days=1) if countersign else None,
        proposed_at=proposed,
    )
    if waits:
        return
    confirmer = host["account_id"] if host["account_id"] != by else site["operator"]
    recorded = proposed + timedelta(days=city.random.randrange(1, 5), minutes=city.random.randrange(600))
    city.rows.of(Attendance)[-1]["accepted_at"] = recorded
    city.rows.add(
        HoursEntry,
        proposal_id=proposal_id,
        member_id=member["id"],
        kind=EntryKind.CREDIT,
        source=HoursSource.VERIFIED,
        minutes=minutes,
        session_id=session["id"],
        place_id=site["id"],
        unit_id=member["unit_id"],
        unit_path=member["squad"]["path"],
        service_date=day,
        entered_by=by,
        confirmed_by=confirmer,
        countersigned_by=countersign,
        recorded_at=recorded,
    )


def close_demand(
    city: City,
    demand: dict[str, Any],
    kind: Kind,
    site: dict[str, Any],
    made: datetime,
    ended: datetime,
    *,
    rated: bool = True,
) -> None:
    """The story of a demand that was served, to its rating; the last days' and the forgotten still wait for theirs."""
    leader = demand["team"]["leader"]["account_id"]
    add_step(city, demand["id"], "accept", made - timedelta(days=1), leader)
    add_step(city, demand["id"], "publish", made, leader)
    add_step(city, demand["id"], "begin", demand["starts"], leader)
    add_step(city, demand["id"], "finish", ended, leader)
    if not rated or ended > city.now - timedelta(days=6):
        demand["status"] = DemandStatus.AWAITING_RATING
        return
    score = city.random.choices((5, 4, 3, 2), (60, 30, 8, 2))[0]
    at = ended + timedelta(days=city.random.randrange(1, 5))
    city.rows.add(Rating, demand_id=demand["id"], score=score, by=site["operator"], at=at,
                  comment=city.random.choice(COMMENTS))  # fmt: skip
    add_step(city, demand["id"], "rate", at, site["operator"])
    demand["outcome"] = Outcome.CONTENT if score >= 3 else Outcome.REMARK
    demand["closed_at"] = at


def seal_ledger(rows: Rows) -> None:
    """Number and chain every member's entries in the order in which they were recorded."""
    entries = rows.of(HoursEntry)
    entries.sort(key=lambda entry: (entry["recorded_at"], entry["id"]))
    last: dict[int, tuple[int, bytes | None]] = {}
    for number, entry in enumerate(entries, 1):
        sequence, previous = last.get(entry["member_id"], (0, None))
        entry.update(id=number, sequence=sequence + 1, prev_hash=previous)
        content = {name: entry.get(name) for name in HASHED}
        entry["hash"] = entry_hash(content, previous)
        last[entry["member_id"]] = (sequence + 1, entry["hash"])
