"""Trainings, thanks, commendations and words of the year of the demo city; a certificate issued and one asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from volunteer.accounts.models import Account, SignInIdentity
from volunteer.demo.blocks import City
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.people.identity import actor_of_account
from volunteer.records import certificates
from volunteer.records.certificates import NewCertificate
from volunteer.records.models import Evaluation, Honour, Training, TrainingMember
from volunteer.records.served import served
from volunteer.records.states import HonourKind

TRAININGS = (
    ("志愿服务基础知识", "市直机关工委", 90),
    ("应急救护初级培训", "市红十字会", 240),
    ("与老人沟通的方法", "市民政局", 120),
    ("垃圾分类宣传要点", "市城管局", 60),
)
THANKS = ("雨天也准时到场", "陪老人复诊一整天", "把活动室修好了", "孩子们都盼着你们再来")
COMMENDED = (("助老服务标兵", "一年里坚持每周上门看望独居老人"), ("防汛先进个人", "暴雨夜参加转移，守到第二天清早"))
NOTICE_DAYS = 5  # of days in all, for three working days


def make_records(city: City, site: dict[str, Any], member: dict[str, Any], seed: int) -> None:
    """A training in one team of six and in the demo team; thanks and commendations here and there."""
    random = Random(f"{seed}-records")  # plausible, not secret
    today = local(city.now).date()
    squads: dict[int, list[dict[str, Any]]] = {}
    for one in city.members:
        squads.setdefault(one["unit_id"], []).append(one)
    own_team = next(team for team in city.network.teams if team["id"] == site["paired_unit_id"])
    for team in {team["id"]: team for team in (own_team, *city.network.teams[::6])}.values():
        people = [one for squad in team["squads"] for one in squads.get(squad["id"], ())]
        for title, organizer, minutes in random.sample(TRAININGS, 2):
            there = random.sample(people, min(len(people), random.randint(8, 20)))
            there += [member] if team is own_team and member not in there else []
            _training(city, team, (title, organizer, minutes), there, today - timedelta(days=random.randint(20, 300)))
        if people:
            title, text = random.choice(COMMENDED)
            _commend(city, team, random.choice(people), title, text, today - timedelta(days=random.randint(30, 200)))
    _for_the_demo_accounts(city, site, member, own_team, random, today)


def _for_the_demo_accounts(
    city: City, site: dict[str, Any], member: dict[str, Any], team: dict[str, Any], random: Random, today: date
) -> None:
    """Thanks to the demo member and squad, words on their year, and a commendation that is on notice now."""
    squad = team["squads"][0]
    for days, title in zip((12, 75), random.sample(THANKS, 2), strict=True):
        _thank(city, site, member["unit_id"], title, today - timedelta(days=days), member=member["id"])
    _thank(city, site, squad["id"], "整支分队来帮忙清理河道", today - timedelta(days=40))
    others = [one for one in city.members if one["unit_id"] == squad["id"] and one is not member]
    _commend(city, team, random.choice(others), *COMMENDED[0], today)
    city.rows.add(
        Evaluation,
        member_id=member["id"],
        unit_id=member["unit_id"],
        year=today.year - 1,
        text="服务认真，能主动带新同志，社区反映很好。",
        written_by=squad["leader"]["account_id"],
        written_at=city.now - timedelta(days=200),
    )


def _training(
    city: City, team: dict[str, Any], what: tuple[str, str, int], there: list[dict[str, Any]], day: date
) -> None:
    title, organizer, minutes = what
    training_id = city.rows.add(
        Training,
        unit_id=team["id"],
        title=title,
        held_on=day,
        minutes=minutes,
        organizer=organizer,
        entered_by=team["leader"]["account_id"],
        entered_at=_noon(city, day),
    )
    for one in there:
        city.rows.add(TrainingMember, training_id=training_id, member_id=one["id"])


def _commend(city: City, team: dict[str, Any], one: dict[str, Any], title: str, text: str, day: date) -> None:
    city.rows.add(
        Honour,
        kind=HonourKind.COMMENDATION,
        unit_id=one["unit_id"],
        member_id=one["id"],
        by_unit_id=team["id"],
        title=title,
        text=text,
        given_by=team["leader"]["account_id"],
        given_at=_noon(city, day),
        given_on=day,
        notice_until=day + timedelta(days=NOTICE_DAYS),
    )


def _thank(city: City, site: dict[str, Any], unit: int, title: str, day: date, *, member: int | None = None) -> None:
    city.rows.add(
        Honour,
        kind=HonourKind.THANKS,
        unit_id=unit,
        member_id=member,
        by_place_id=site["id"],
        title=title,
        text="社区和居民都记在心里，谢谢。",
        given_by=site["operator"],
        given_at=_noon(city, day),
        given_on=day,
    )


def _noon(city: City, day: date) -> datetime:
    return min(city.now, local(city.now).replace(year=day.year, month=day.month, day=day.day, hour=12))


def certify(now: datetime) -> None:
    """By the use cases themselves, once the city stands: one certificate issued to the demo member, one asked for."""
    member, team = _signed_in("member", now), _signed_in("team", now)
    until = local(now).date() - timedelta(days=60)
    if member.member_id is None or not served(member.member_id, until=until):
        return
    first = certificates.request(member, NewCertificate(purpose="年度考核", until=until))
    certificates.accept(team, first.id)
    certificates.issue(team, first.id)
    certificates.request(member, NewCertificate(purpose="评选优秀党员"))


def _signed_in(name: str, now: datetime) -> Actor:
    account = db.session.scalars(
        select(Account)
        .join(SignInIdentity, SignInIdentity.account_id == Account.id)
        .where(SignInIdentity.subject == name)
    ).one()
    actor = actor_of_account(account.id, account.sign_in_epoch, now, None)
    if actor is None:
        raise LookupError(name)
    return actor
