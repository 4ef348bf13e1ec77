"""The words of what deserves a look among entered hours, and of what can be wrong with the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.ledger.entering import Entering
from volunteer.ledger.proof_models import Fault
from volunteer.ledger.unusual import BULK, EQUAL, LONG_DAY, SAME_PAIR, Group, Unusual
from volunteer.organization.words import ROLES
from volunteer.web.humanize import masked_name

KINDS: Mapping[Unusual, LazyString] = {
    Unusual.BULK: _l("集中补录"),
    Unusual.SAME_PAIR: _l("总由同一人录入"),
    Unusual.NIGHT: _l("夜间服务"),
    Unusual.EQUAL: _l("补录时长相同"),
    Unusual.TWO_PLACES: _l("同时在两处"),
    Unusual.LONG_DAY: _l("一天超过 12 小时"),
    Unusual.SAME_TIER: _l("同级第二人同意"),
}

FAULTS: Mapping[Fault, LazyString] = {
    Fault.GAP: _l("这名队员的记录缺号"),
    Fault.LINK: _l("记录之间衔接不上"),
    Fault.CONTENT: _l("记录内容与当时不符"),
    Fault.FOUR_EYES: _l("录入和确认是同一人，或由本人确认"),
    Fault.MISSING: _l("已确认的时长没有入账，或与入账的内容不符"),
    Fault.SUMS: _l("汇总与逐条相加不一致"),
    Fault.HEAD: _l("当天的记录与当天封存的不一致"),
    Fault.SIGNATURE: _l("封存签名无效"),
    Fault.OUTSIDE: _l("与库外留存的封存记录不一致"),
}


def why(kind: Unusual) -> str:
    """From where on it is listed."""
    reasons: dict[Unusual, str] = {
        Unusual.BULK: _("同一人为同一天补录 %(least)s 条及以上", least=BULK),
        Unusual.SAME_PAIR: _("一名队员由他人录入 %(least)s 条及以上，且全部出自同一人", least=SAME_PAIR),
        Unusual.NIGHT: _("服务时间有一部分在 22:00 至次日 06:00"),
        Unusual.EQUAL: _("同一人补录的时长有 %(least)s 条及以上分钟数相同", least=EQUAL),
        Unusual.TWO_PLACES: _("同一名队员在不同地点的服务时间有重叠"),
        Unusual.LONG_DAY: _("同一名队员一天合计超过 %(hours)s 小时", hours=LONG_DAY // 60),
        Unusual.SAME_TIER: _("最高一级补录的时长，由同级另一位负责人同意"),
    }
    return reasons[kind]


def who_entered(group: Group, by: Mapping[int | None, Entering]) -> str:
    """The members themselves, one person by masked name, or several."""
    if group.own_word:
        return str(_("本人签到"))
    person = by.get(group.entered_by)
    return str(_("多人")) if person is None else said(person)


def said(person: Entering) -> str:
    """A masked name with the roles held."""
    roles = _("、").join(str(ROLES[role]) for role in person.roles)
    name = masked_name(person.name)
    return str(_("%(name)s（%(roles)s）", name=name, roles=roles)) if roles else name
