"""A record as a workbook with a sheet for each part, and as a typeset sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from volunteer.kernel import clock
from volunteer.people.words import KINDS
from volunteer.records.record import Record
from volunteer.records.words import HONOURS, STAR_LEVELS
from volunteer.taxonomy.naming import skill_name
from volunteer.web.lettering import code_point, printable
from volunteer.web.printing import sheet
from volunteer.web.spreadsheet import Column, Sheet


def person(record: Record, name: str, phone: str | None, *, stars: bool) -> list[tuple[str, str]]:
    """Part one, as pairs; what is not known is left out."""
    member = record.member
    pairs = [
        (_("姓名"), name),
        (_("成员编号"), member.number),
        (_("所在队伍"), member.unit.name),
        (_("党支部"), member.branch or ""),
        (_("类别"), str(KINDS[member.kind])),
        (_("手机"), phone or ""),
        (_("报到社区"), _("、").join(dict.fromkeys(place.name for place in record.places))),
        (_("技能"), _("、").join(skill_name(held.code) for held in record.skills)),
        (_("星级"), str(STAR_LEVELS[record.stars.level]) if stars else ""),
    ]
    return [(term, value) for term, value in pairs if value]


def service_totals(record: Record) -> list[tuple[str, int]]:
    """What was served in the period, minutes apart by how they were established."""
    total = record.total
    return [
        (_("服务次数"), total.services),
        (_("签到认定（分钟）"), total.verified),
        (_("补录（分钟）"), total.backfilled),
    ]


def period_words(record: Record) -> str:
    """The days that it covers."""
    return str(_("%(year)s年", year=record.period.year) if record.period.year else _("全部年份"))


def workbook(record: Record, pairs: list[tuple[str, str]]) -> Iterator[Sheet]:
    """The five parts, a sheet each."""
    text, day = Column, Column(_("日期"), "date", 12)
    totals = [(term, str(value)) for term, value in service_totals(record)]
    about = [*pairs, (_("记录期间"), period_words(record)), *totals, (_("导出日期"), clock.today().isoformat())]
    yield Sheet(_("个人基本信息"), [text(_("项目"), width=16), text(_("内容"), width=60)], about)
    yield Sheet(
        _("志愿服务信息"),
        [
            day,
            text(_("服务"), width=36),
            text(_("地点"), width=24),
            text(_("主办单位"), width=32),
            text(_("分钟"), "number", 8),
            text(_("认定方式"), width=10),
        ],
        [(one.on, one.title, one.place, one.organizer, one.minutes, _how(one.backfilled)) for one in record.services],
    )
    yield Sheet(
        _("培训信息"),
        [
            day,
            text(_("培训"), width=36),
            text(_("举办单位"), width=32),
            text(_("分钟"), "number"),
        ],
        [(one.held_on, one.title, one.organizer, one.minutes) for one in record.trainings],
    )
    yield Sheet(
        _("表彰奖励信息"),
        [
            day,
            text(_("类别"), width=8),
            text(_("名称"), width=36),
            text(_("给予单位"), width=32),
        ],
        [(one.given_on, HONOURS[one.kind], one.title, one.giver) for one in record.honours],
    )
    yield Sheet(
        _("评价信息"),
        [text(_("项目"), width=24), text(_("内容"), width=80), text(_("评价单位"), width=32)],
        _said(record),
    )


def typeset(record: Record, pairs: list[tuple[str, str]]) -> bytes:
    """The five parts on paper."""
    return sheet("record", _printed(record, pairs))


def marked_letters(record: Record, pairs: list[tuple[str, str]]) -> str:
    """The letters that the sheet cannot show and marks: 𰀀（U+30000）、…"""
    _data, shown = printable(_printed(record, pairs), {})
    return _("、").join(_("%(letter)s（%(code)s）", letter=letter, code=code_point(letter)) for letter in shown)


def _printed(record: Record, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    total = record.total
    return {
        "period": period_words(record),
        "made_on": clock.today().isoformat(),
        "person": pairs,
        "total": {"services": total.services, "verified": total.verified, "backfilled": total.backfilled},
        "years": [[one.year, one.services, one.verified, one.backfilled] for one in record.by_year],
        "services": [
            [one.on.isoformat(), one.title or "", one.place or "", one.minutes, one.backfilled]
            for one in record.services
        ],
        "trainings": [[one.held_on.isoformat(), one.title, one.organizer, one.minutes] for one in record.trainings],
        "honours": [[one.given_on.isoformat(), str(HONOURS[one.kind]), one.title, one.giver] for one in record.honours],
        "said": [[term, words, by] for term, words, by in _said(record)],
    }


def _said(record: Record) -> list[tuple[str, str, str]]:
    """Part five: how the projects served in were rated, and the words of the years."""
    ratings = record.ratings
    said = [(_("%(year)s年度评价", year=words.year), words.text, words.unit) for words in record.words]
    if ratings.average is None:
        return said
    shown = _("%(count)s 次，平均 %(score)s 分（满分 5 分）", count=ratings.count, score=f"{ratings.average:.1f}")
    return [(_("参加的项目得到的评价"), shown, ""), *said]


def _how(backfilled: bool) -> str:
    return str(_("补录") if backfilled else _("签到认定"))
