"""What members of the demo city say of themselves: offices of their own, times away, papers in every standing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from volunteer.claims.models import Claim
from volunteer.demo.blocks import City
from volunteer.demo.rows import Rows, period
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.people.models import Absence, AbsenceKind, Member, MemberSkill, SkillEvidence
from volunteer.people.pictures import drawn_anew
from volunteer.projects.models import Position
from volunteer.taxonomy.models import Skill

CHECKED, OFFICES, AWAY = 0.9, 0.05, 0.04  # shares of the members
PENDING, RENEWING, RETURNED = 0.03, 0.02, 0.01  # shares of the qualifications
REASONS = ("照片看不清编号，请重新拍一张", "证件已过年审期，请上传年审页", "不是本人的证件，请核对")
KINDS = (AbsenceKind.HOLIDAY, AbsenceKind.BUSINESS_TRIP, AbsenceKind.OTHER)


def make_profiles(city: City, seed: int) -> None:
    """Change and add what profiles hold; drawn apart, so that the rest of the city stays what it is."""
    random = Random(f"{seed}-profiles")
    for member in city.rows.of(Member):
        if member["profile_assumed"]:
            continue
        if random.random() < CHECKED:
            member["profile_checked_at"] = city.now - timedelta(days=random.randrange(1, 150))
        if random.random() < OFFICES:
            site = random.choice(city.network.sites)
            member.update(office_lon=round(site["lon"], 3), office_lat=round(site["lat"], 3))
        if random.random() < AWAY:
            _away(city.rows, member, random, city.now)
    _papers(city.rows, random, city.now)


def _away(rows: Rows, member: dict[str, Any], random: Random, now: datetime) -> None:
    first = local(now).date() + timedelta(days=random.randrange(60, 90))  # beyond every session that is planned
    starts = datetime.combine(first, time(), SHANGHAI)
    days = timedelta(days=random.choice((1, 2, 3, 5, 7, 14)))
    rows.add(Absence, member_id=member["id"], kind=random.choice(KINDS), period=period(starts, starts + days))


def _papers(rows: Rows, random: Random, now: datetime) -> None:
    approval = {skill["code"] for skill in rows.of(Skill) if skill["needs_approval"]}
    in_use = _in_use(rows)
    picture = _certificate()
    for held in rows.of(MemberSkill):
        drawn = random.random()
        known = (held["member_id"], held["skill"])
        if held["skill"] not in approval or known in in_use or drawn > PENDING + RENEWING + RETURNED:
            continue
        at = now - timedelta(hours=random.randrange(2, 90))
        until = local(now).date() + timedelta(days=random.randrange(200, 1500))
        if drawn < PENDING:
            held.update(approved_at=None, expires_on=None)
        elif drawn < PENDING + RETURNED:
            held.update(approved_at=None, expires_on=None, returned_at=at, returned_reason=random.choice(REASONS))
        else:
            held["expires_on"] = local(now).date() + timedelta(days=random.randrange(3, 40))
        rows.add(
            SkillEvidence, member_id=held["member_id"], skill=held["skill"], media_type="image/jpeg",
            content=picture, expires_on=until, added_at=at,
        )  # fmt: skip


def _in_use(rows: Rows) -> set[tuple[int, str]]:
    """Qualifications that somebody's place was taken with: those were approved."""
    wanted = {position["id"]: position["skill"] for position in rows.of(Position)}
    return {(claim["member_id"], wanted[claim["position_id"]]) for claim in rows.of(Claim)}


def _certificate() -> bytes:
    """A drawn card with lines and a seal, as nobody's real paper looks."""
    paper = Image.new("RGB", (640, 420), "#f7f3e8")
    pen = ImageDraw.Draw(paper)
    pen.rectangle((12, 12, 628, 408), outline="#8a1c1c", width=4)
    pen.rectangle((440, 70, 580, 240), outline="#999999", fill="#dfe5ea", width=2)
    for row, width in enumerate((260, 360, 320, 380, 240)):
        pen.rectangle((50, 80 + row * 52, 50 + width, 98 + row * 52), fill="#b9b2a4")
    pen.ellipse((450, 270, 570, 390), outline="#b5121b", width=6)
    sent = BytesIO()
    paper.save(sent, "PNG")
    return drawn_anew(sent.getvalue())
