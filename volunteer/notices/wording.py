"""The words of every notice, by kind. `%(name)s` is filled from the notice's parameters.

Parameters are JSON; some names say how their value is read: see READERS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.organization.words import ROLES
from volunteer.taxonomy.naming import skill_name
from volunteer.web import humanize

KINDS = {
    # accounts
    "account.second_factor_off": _l("你的两步验证已解除，登录全部退出。不是你提出的，请马上联系管理员"),
    "grant.deputy_given": _l("你被指定为「%(role)s」的副职或代理，权限与正职相同"),
    "grant.ended": _l("你的「%(role)s」职责已结束"),
    "grant.given": _l("你现在是「%(role)s」"),
    "grant.handed_over": _l("你的「%(role)s」职责自 %(since)s 起交接给他人"),
    "grant.taken_over": _l("你自 %(since)s 起接任「%(role)s」，相关项目、场次和待办一并转给你"),
    "unit.leader_changed": _l("「%(unit)s」换了负责人"),
    "unit.without_leader": _l("「%(unit)s」没有负责人了，事项暂由你处理，请尽快指定"),
    # complaints
    "complaint.appointed": _l("投诉建议 %(case)s 一直没有人办理，现在由你办理，请在 %(respond_by)s 前答复"),
    "complaint.contested": _l("投诉建议 %(case)s 对答复不满意，转由你重新办理，请在 %(respond_by)s 前答复"),
    "complaint.due_soon": _l("投诉建议 %(case)s 快到期，请在 %(respond_by)s 前答复"),
    "complaint.escalated": _l("投诉建议 %(case)s 下一级超期没有答复，转由你办理，请在 %(respond_by)s 前答复"),
    "complaint.handed_over": _l("投诉建议 %(case)s 原来办理的队伍已撤并，转由你办理，请在 %(respond_by)s 前答复"),
    "complaint.nobody": _l("有一件投诉建议（%(case)s）没有合适的人办理，请指定一位没有牵涉在内的负责人"),
    "complaint.overdue": _l("投诉建议 %(case)s 已超期，请尽快答复"),
    "complaint.passed_on": _l("上级就一件反映的事向你们转告了几句话，请查看"),
    "complaint.received": _l("收到一件投诉建议 %(case)s，请在 %(respond_by)s 前答复"),
    # personal data
    "data_request.declined": _l("你的个人信息申请没有办理，请查看原因"),
    "data_request.done": _l("你的个人信息申请已办理"),
    "data_request.gone": _l("本队一名成员的账号已按本人申请注销，服务时长保留"),
    "data_request.leaving": _l("本队一名成员申请注销账号，7 天后自动执行，期间本人可以撤回"),
    "data_request.made": _l("收到一件个人信息申请，请在 15 个工作日内答复"),
    "data_request.staying": _l("本队成员撤回了注销申请"),
    # demands
    "demand.accepted": _l("需求「%(title)s」已受理"),
    "demand.cancelled": _l("需求「%(title)s」已取消：%(why)s"),
    "demand.came_from_hotline": _l("热线转来「%(title)s」，请打电话问清楚，补全时间和人数"),
    "demand.came_from_resident": _l("居民扫码求助「%(title)s」，请打电话问清楚，补全时间和人数"),
    "demand.changed": _l("需求「%(title)s」有变更，请核对项目安排。%(why)s"),
    "series.taken_over": _l("定期需求「%(title)s」的提出人已不在社区，现在由你负责，请核对还要不要"),
    "series.forsaken": _l("%(site)s已没有经办人，定期需求「%(title)s」先暂停，请联系社区"),
    "demand.asked_for": _l("%(unit)s代你们社区提出了需求「%(title)s」，请核对，可以更正或撤回"),
    "demand.vouched": _l("需求「%(title)s」社区已核实，情况属实"),
    "demand.corrected": _l("需求「%(title)s」社区作了更正，请按新的内容办理"),
    "demand.completed": _l("需求「%(title)s」的信息已由社区补全"),
    "demand.closed": _l("需求「%(title)s」已销号"),
    "demand.declined": _l("需求「%(title)s」未能受理：%(why)s"),
    "demand.forwarded": _l("需求「%(title)s」已转办：%(why)s"),
    "demand.hurried": _l("「%(title)s」定为应急需求，按分钟计时，请马上办理"),
    "demand.not_accepted": _l("需求「%(title)s」刚才的受理是误操作，已撤销，仍在等待答复"),
    "demand.not_forwarded": _l("需求「%(title)s」刚才的转办是误操作，已撤销，仍由原单位办理"),
    "demand.masked": _l("需求「%(title)s」的公开文字里有个人信息，已隐去"),
    "demand.sorted": _l("需求「%(title)s」的类别、技能、人数或缓急已核对"),
    "demand.merged": _l("需求「%(title)s」和另一件相同的需求一起办理，进展会同样告诉你"),
    "demand.hour_chosen": _l("「%(title)s」有人来了，时间：%(why)s"),
    "demand.hour_opened": _l("「%(title)s」原来选定的时间取消了，正在重新找人"),
    "demand.published": _l("需求「%(title)s」已发布为项目，正在招募志愿者"),
    "demand.rated": _l("需求「%(title)s」收到评价"),
    "demand.reopened": _l("需求「%(title)s」需要重新安排：%(why)s"),
    "demand.returned": _l("需求「%(title)s」请补充：%(why)s"),
    "demand.served": _l("「%(title)s」服务已结束，请评价"),
    "demand.closed_together": _l("需求「%(title)s」和一起办理的需求同时销号；没有解决的，可以要求重新办理"),
    "demand.rejoined": _l("和需求「%(title)s」一起办理的那件没有办好，两件一起重新办理"),
    "demand.split": _l("需求「%(title)s」改为单独办理：%(why)s"),
    "demand.submitted": _l("新需求「%(title)s」等待受理"),
    "demand.unpublished": _l("需求「%(title)s」的项目已撤下，等待重新安排"),
    "demand.word_added": _l("需求「%(title)s」居民补充了一句话"),
    "demand.withdrawn": _l("需求「%(title)s」已撤回。%(why)s"),
    "demand.extension_asked": _l("需求「%(title)s」申请延期到 %(until)s，等你批复：%(why)s"),
    "demand.extension_granted": _l("需求「%(title)s」同意延期到 %(until)s。原因：%(why)s"),
    "demand.extension_refused": _l("需求「%(title)s」的延期申请没有同意，仍按原期限办理：%(why)s"),
    "deadlines.moved_earlier": _l("节假日表有调整，%(number)s 件需求的期限提前了，请按新的期限办理"),
    "emergency.demands_calmed": _l("%(town)s的应急响应已结束，%(number)s 件需求恢复按工作日计时"),
    "emergency.demands_hastened": _l("%(town)s启动应急响应，%(number)s 件紧急需求改为按分钟计时，请马上办理"),
    "deadlines.told": _l("需求办理期限：%(due_counts)s，请及时处理"),
    "holidays.missing": _l("%(year)s年的放假和调休还没有核对，落在这一年的期限是推算的，请尽快核对"),
    "call_back.late": _l("%(number)s 件服务 14 天了没有人回访，转你督办"),
    "answer.low": _l("有服务对象对「%(title)s」不满意，请看看怎么办"),
    # designations
    "designation.ended": _l("「%(title)s」到期或已结束，谢谢你的坚持"),
    "designation.named": _l("你被设为「%(title)s」的承担人"),
    # records
    "certificate.issued": _l("你的志愿服务证明已开具，可以下载"),
    "certificate.refused": _l("你申请的志愿服务证明没有开具：%(why)s"),
    "certificate.requested": _l("%(name)s申请志愿服务证明，用于“%(purpose)s”，请受理"),
    "certificate.revoked": _l("你的志愿服务证明已作废：%(why)s"),
    "evaluation.written": _l("所在队伍写了你 %(year)s 年的评价"),
    "honour.given": _l("%(giver)s感谢你：%(title)s"),
    "honour.commended": _l("%(giver)s拟表彰你：%(title)s，正在公示"),
    "honour.objected": _l("表彰「%(title)s」有人提出异议，请答复"),
    "honour.upheld": _l("你对表彰「%(title)s」的异议已答复：%(why)s"),
    "honour.withdrawn": _l("「%(title)s」已撤销：%(why)s"),
    # transfers
    "transfer.asked": _l("%(name)s申请从「%(source)s」调到「%(target)s」，请在 %(respond_by)s 前答复"),
    "transfer.asked_for_you": _l("负责人为你申请从「%(source)s」调到「%(target)s」，双方同意后生效"),
    "transfer.done": _l("%(name)s已从「%(source)s」调到「%(target)s」"),
    "transfer.escalated": _l("%(name)s从「%(source)s」到「%(target)s」的调动超期没有答复，请你决定"),
    "transfer.refused": _l("%(name)s到「%(target)s」的调动没有获得同意：%(why)s"),
    "transfer.withdrawn": _l("%(name)s到「%(target)s」的调动申请已撤回，不用再办理"),
    "order.placed": _l("社区点了「%(title)s」，等你答复"),
    # projects
    "project.cancelled": _l("项目「%(title)s」已取消。%(why)s"),
    "project.published": _l("项目「%(title)s」已发布，可以报名了"),
    "project.returned": _l("项目「%(title)s」被退回：%(why)s"),
    "project.submitted": _l("项目「%(title)s」等你审核"),
    "project.unsuggested": _l("「%(title)s」有岗位没有推荐给任何人，看看卡在哪里、怎么补上"),
    "session.soon": _l("%(starts)s「%(title)s」就要开始了，地点：%(place)s。临时来不了请马上释放名额"),
    "session.tomorrow": _l("提醒：%(starts)s「%(title)s」，地点：%(place)s。来不了请尽早释放名额，好让别人补上"),
    "session.host_named": _l("你是「%(title)s」%(starts)s 这一场的现场负责人"),
    # claims
    "claim.confirmed": _l("「%(title)s」报名成功，%(starts)s 开始"),
    "claim.invited": _l(
        "邀请你参加「%(title)s」（%(starts)s），请在 %(respond_by)s 前答复；不方便可以婉拒，没有任何影响"
    ),
    "claim.explained": _l("有队员说明了「%(title)s」（%(starts)s）未到或迟到的原因"),
    "claim.lapsed": _l("「%(title)s」的邀约已过答复时间，名额已让给下一位，对你没有任何影响"),
    "claim.offered": _l(
        "为你留了「%(title)s」（%(starts)s）的名额，请在 %(respond_by)s 前答复；不方便可以婉拒，没有任何影响"
    ),
    "claim.refused": _l("「%(title)s」的报名未获同意。%(reason)s"),
    "claim.released": _l("「%(title)s」（%(starts)s）有人释放了名额。%(reason)s"),
    "claim.requested": _l("有队员申请在工作时间参加「%(title)s」（%(starts)s），等你同意"),
    "claim.requested_after_no_shows": _l("有队员报名「%(title)s」（%(starts)s），近期有未到未说明，等你同意"),
    "claim.to_reconfirm": _l("「%(title)s」的时间或地点有变动，现为 %(starts)s，请确认是否继续参加"),
    "claim.withdrawn": _l("「%(title)s」（%(starts)s）的报名已取消。%(reason)s"),
    # call-outs
    "call_out.closed": _l("「%(title)s」人手已够，不用再赶来了，谢谢"),
    "call_out.made": _l("紧急集结「%(title)s」：现在能来吗？集合点 %(muster_point)s，请答复能来或不能来"),
    "call_out.reminded": _l("再问一次「%(title)s」：现在能来吗？集合点 %(muster_point)s，不能来也请答复一声"),
    "emergency.closed": _l("%(town)s的应急响应已结束，请复核其间放宽的各项规定"),
    "task_force.drawn": _l("你已编入「%(force)s」，原分队不变"),
    # skills
    "skill.approved": _l("你登记的「%(skill)s」已审核通过"),
    "skill.expiring": _l("你的「%(skill)s」资格%(date)s到期，请上传新的证件照片；审核前原来的资格照常有效"),
    "skill.returned": _l("「%(skill)s」的证件被退回，请补充后重新上传：%(reason)s"),
    "skill.removed": _l("「%(skill)s」未通过审核，已从你的技能中移除。%(reason)s"),
    # registrations
    "registration.asked.site": _l("有党员向%(site)s报到，等你接收"),
    "registration.by_team": _l("%(unit)s已为你向结对的%(site)s报到，等社区接收"),
    "registration.ended": _l("%(site)s结束了你的报到：%(why)s"),
    "registration.ended.site": _l("有党员退出了%(site)s的报到"),
    "registration.received": _l("%(site)s已接收你的报到"),
    "registration.refused": _l("%(site)s退回了你的报到：%(why)s"),
    "registration.team": _l("%(unit)s为 %(number)s 名成员集体报到，等你接收"),
    # surveys
    "survey.asked": _l("请在 %(date)s前核对你的资料：%(title)s"),
    "survey.reminder": _l("提醒：请在 %(date)s前核对你的资料，一两分钟就好：%(title)s"),
    # wishes
    "wish.claimed": _l("微心愿「%(title)s」有人认领，请和本人说好后引见"),
    "wish.collected": _l("微心愿「%(title)s」等你核实"),
    "wish.contested": _l("微心愿「%(title)s」还没有完成：%(why)s"),
    "wish.delivered": _l("认领人说微心愿「%(title)s」已送达，请确认"),
    "wish.fulfilled": _l("微心愿「%(title)s」已圆梦，谢谢你"),
    "wish.introduced": _l("可以查看微心愿「%(title)s」是谁的了，请按约定送达"),
    "wish.overdue": _l("微心愿「%(title)s」已过期限，请尽快办理"),
    "wish.published": _l("微心愿「%(title)s」已核实公布"),
    "wish.released": _l("微心愿「%(title)s」的认领人已释放，其他人可以认领"),
    "wish.returned": _l("微心愿「%(title)s」请补充：%(why)s"),
    "wish.taken_back": _l("社区收回了你认领的微心愿「%(title)s」：%(why)s"),
    "wish.thanked": _l("你圆的微心愿「%(title)s」收到一句感谢"),
    "wish.withdrawn": _l("微心愿「%(title)s」已撤销：%(why)s"),
    # day of service
    "attendance.entered": _l("%(date)s 的服务时长由他人录入为 %(minutes)s，如有不符请及时提出"),
    "attendance.leaving_unsaid": _l("「%(title)s」已经结束，你还没有签退：请说一下几点离开的，才好计入时长"),
    # months
    "month.frozen": _l("「%(unit)s」%(month)s的服务月报已截止，可以查看和下载"),
    # hours
    "hours.confirmed": _l("你的服务时长 %(minutes)s 已确认生效"),
    "hours.corrected": _l("你的服务时长更正为 %(minutes)s：%(reason)s"),
    "hours.disputed": _l("你确认的一条时长有异议，请核实：%(reason)s"),
    "hours.refused": _l("一条服务时长未予确认：%(reason)s"),
    "hours.agreement_wanted": _l("有 %(number)s 条补录时长等你核对同意，同意后公示"),
    "hours.backfilled": _l("负责人为你补录了 %(date)s 的服务时长 %(minutes)s，另一位负责人同意并公示后生效"),
    "hours.countersign_due": _l("「%(title)s」有 %(number)s 人的点名时长等你核签，请在 %(date)s 前核签"),
    "hours.countersign_late": _l("「%(title)s」有 %(number)s 人的点名时长过期没有核签，请你核实后确认"),
    "hours.objection": _l("公示中的一条补录时长收到异议，核实期间暂停生效"),
    "hours.objection_kept": _l("补录时长的公示异议已答复，继续公示：%(reason)s"),
    "hours.objection_upheld": _l("补录时长的公示异议成立，这条时长不予认定：%(reason)s"),
    "hours.objection_to_decide": _l("公示中的补录时长收到异议，等你核实答复"),
    "hours.posted": _l("你的补录时长 %(minutes)s 已开始公示，到 %(date)s 没有异议即生效"),
    "missing_hours.accepted": _l("你申报的漏记时长已认可，正在公示"),
    "missing_hours.asked": _l("有成员申报漏记时长，请在 %(respond_by)s 前核实答复"),
    "missing_hours.escalated": _l("你申报的漏记时长超期没有答复，已转到上一级"),
    "missing_hours.refused": _l("你申报的漏记时长未获认可：%(reason)s。有不同意见可以请上一级复核"),
    "hours.upheld": _l("你提出的时长异议已答复，维持原记录：%(reason)s"),
    "ledger.broken": _l("时长账核对发现 %(count)s 处对不上，请马上查看"),
}


def _moment(value: str) -> str:
    return humanize.moment(datetime.fromisoformat(value))


def _date(value: str) -> str:
    return humanize.short_date(date.fromisoformat(value))


def _month(value: str) -> str:
    first = date.fromisoformat(f"{value}-01")
    return str(_("%(year)s年%(month)s月", year=first.year, month=first.month))


def _role(value: str) -> str:
    return str(ROLES.get(value, value))


def _due_counts(counts: Mapping[str, int]) -> str:
    """How many demands reached which level, the most pressing first."""
    parts = [
        (counts.get("bulletin"), _l("%(number)s 件超期列入通报")),
        (counts.get("escalate"), _l("%(number)s 件超期转你督办")),
        (counts.get("remind"), _l("%(number)s 件快到期")),
    ]
    return str(_("、")).join(str(words) % {"number": number} for number, words in parts if number)


# How a parameter is said, by its name; any other is shown as it is.
READERS: dict[str, Callable[[Any], str]] = {
    "date": _date,
    "due_counts": _due_counts,
    "ends": _moment,
    "minutes": humanize.minutes,
    "month": _month,
    "respond_by": _moment,
    "role": _role,
    "skill": skill_name,
    "since": _moment,
    "starts": _moment,
    "until": _moment,
}


class _Said(dict[str, str]):
    """Parameters as said; one that an older notice does not have is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def words(kind: str, parameters: Mapping[str, Any]) -> str:
    """What the person reads."""
    template = KINDS.get(kind)
    if template is None:
        return str(_("有一件与你有关的事，请点开查看"))
    read = {name: READERS[name](value) if name in READERS and value else value for name, value in parameters.items()}
    return str(template) % _Said(read)
