"""The words of the audit trail: what a subject is called, and what was done to it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.happenings.base import Happening

SUBJECTS = {
    "account": _l("账号"),
    "attendance": _l("签到记录"),
    "calendar_feed": _l("日历订阅地址"),
    "call_out": _l("集结"),
    "category": _l("服务类别"),
    "claim": _l("报名"),
    "demand": _l("需求"),
    "designation": _l("先锋岗或责任区"),
    "emergency": _l("应急响应"),
    "export": _l("导出名单"),
    "grant": _l("职责"),
    "group": _l("协作组"),
    "hours": _l("服务时长"),
    "ledger": _l("时长账"),
    "member": _l("党员"),
    "offer": _l("邀请"),
    "organ": _l("机关单位"),
    "order": _l("点单"),
    "plan": _l("派单方案"),
    "roster": _l("名单导入"),
    "position": _l("岗位"),
    "private_place": _l("上门信息"),
    "project": _l("项目"),
    "rating": _l("评价"),
    "registration": _l("报到"),
    "reservation": _l("队伍认领"),
    "resource": _l("资源"),
    "session": _l("场次"),
    "site": _l("社区"),
    "skill": _l("技能"),
    "skill_group": _l("技能分组"),
    "task_force": _l("突击队"),
    "survey": _l("资料核对"),
    "token": _l("接口令牌"),
    "town": _l("镇街"),
    "transfer": _l("人员调动"),
    "unit": _l("组织"),
}

# What was done: by the part of the action after the dot, unless the whole action is listed in ACTIONS.
VERBS = {
    "accepted": _l("受理"),
    "activated": _l("启用"),
    "added": _l("新增"),
    "amended": _l("调整"),
    "applied": _l("写入"),
    "asked": _l("提出"),
    "asks_next": _l("设置自动邀请下一位"),
    "attended": _l("到场"),
    "began": _l("开始服务"),
    "cancelled": _l("取消"),
    "changed": _l("修改"),
    "checked_in": _l("签到"),
    "checked_out": _l("签退"),
    "closed": _l("关闭"),
    "code_issued": _l("发放激活码"),
    "codes_printed": _l("打印激活码"),
    "completed": _l("完成"),
    "confirmed": _l("确认"),
    "corrected": _l("更正"),
    "countersigned": _l("核签"),
    "created": _l("新建"),
    "decided": _l("确认选项"),
    "declined": _l("谢绝"),
    "disabled": _l("停用"),
    "discarded": _l("删除草稿"),
    "dissolved": _l("解散"),
    "drawn": _l("调入人员"),
    "disputed": _l("提出异议"),
    "edited": _l("编辑"),
    "enabled": _l("恢复"),
    "ended": _l("结束"),
    "evidence_added": _l("上传证件照片"),
    "evidence_opened": _l("查看证件照片"),
    "evidence_removed": _l("撤下证件照片"),
    "extended": _l("延长"),
    "finished": _l("结束服务"),
    "forwarded": _l("转交"),
    "given": _l("授予"),
    "grouped": _l("调整协作组"),
    "handed_over": _l("交接"),
    "headcount_changed": _l("调整人数"),
    "check_in_way_set": _l("设定签到方式"),
    "host_named": _l("指定现场负责人"),
    "invited": _l("邀请"),
    "issued": _l("签发"),
    "lapsed": _l("过期"),
    "let_go": _l("调出人员"),
    "listed": _l("登记"),
    "locked": _l("锁定"),
    "made": _l("建立"),
    "break_set": _l("设定休息时间"),
    "moved": _l("调整"),
    "need_opened": _l("直接招募"),
    "named": _l("设立"),
    "no_show": _l("未到场"),
    "offered": _l("发出邀请"),
    "opened": _l("查看"),
    "pair_changed": _l("调整人选"),
    "passed_on": _l("转由承接单位提供"),
    "password_changed": _l("修改密码"),
    "placed": _l("点单"),
    "posted": _l("发布"),
    "postponed": _l("延期"),
    "profile_changed": _l("修改资料"),
    "no_show_taken_back": _l("撤销未到"),
    "explained": _l("说明原因"),
    "profile_confirmed": _l("核对资料"),
    "promoted": _l("递补"),
    "proposed": _l("申报"),
    "published": _l("发布"),
    "rated": _l("评价"),
    "received": _l("接收"),
    "reconfirmed": _l("重新确认"),
    "refused": _l("不同意"),
    "released": _l("退出"),
    "reminded": _l("催促答复"),
    "renamed": _l("改名"),
    "reopened": _l("重新办理"),
    "requested": _l("申请"),
    "returned": _l("退回"),
    "reversed": _l("冲销"),
    "reviewed": _l("复核"),
    "revoked": _l("收回"),
    "sent": _l("发出"),
    "served": _l("服务完成"),
    "sign_in_failed": _l("登录失败"),
    "signed_in": _l("登录"),
    "signed_out_everywhere": _l("退出所有设备"),
    "skill_added": _l("登记技能"),
    "skill_approved": _l("核准技能"),
    "skill_expiring": _l("提醒资格到期"),
    "skill_removed": _l("去掉技能"),
    "skill_returned": _l("退回资格"),
    "solved": _l("计算"),
    "split": _l("分设"),
    "submitted": _l("提交"),
    "team_registered": _l("单位报到"),
    "to_reconfirm": _l("待重新确认"),
    "unmasked": _l("查看完整信息"),
    "unpublished": _l("撤回发布"),
    "unsuggested": _l("没有推荐给任何人"),
    "upheld": _l("维持原记录"),
    "uploaded": _l("上传"),
    "waitlisted": _l("候补"),
    "withdrawn": _l("撤回"),
    "work_handed_over": _l("转交项目和场次"),
}
ACTIONS = {
    "call_out.made": _l("发出"),
    "emergency.closed": _l("结束"),
    "export.made": _l("导出"),
    "order.accepted": _l("接单"),
    "order.declined": _l("婉拒"),
    "order.moved": _l("改时间"),
    "plan.discarded": _l("放弃"),
    "roster.discarded": _l("放弃"),
    "registration.asked": _l("申请"),
    "registration.refused": _l("退回"),
    "reservation.released": _l("退回名额"),
    "resource.withdrawn": _l("下架"),
    "ledger.broken": _l("核对发现对不上"),
    "ledger.settled": _l("写明核查结果"),
    "session.moved": _l("改期"),
    "transfer.agreed": _l("一方同意"),
    "transfer.asked": _l("申请"),
    "transfer.done": _l("双方同意并转入"),
    "transfer.escalated": _l("超期转上级"),
    "survey.closed": _l("结束"),
    "survey.extended": _l("改截止日期"),
    "survey.opened": _l("发起"),
    "survey.reminded": _l("提醒"),
}


def action_words(action: str) -> str:
    """What was done; an action without words of its own is named by its code."""
    return str(ACTIONS.get(action) or VERBS.get(action.partition(".")[2]) or action)


def subject_words(kind: str, subject_id: int, name: str | None = None) -> str:
    """What it was done to: by its name where it has one, by its number otherwise."""
    word = str(SUBJECTS.get(kind, kind))
    if name:
        return str(_("%(kind)s「%(name)s」", kind=word, name=name))
    return word if not subject_id else str(_("%(kind)s %(id)s", kind=word, id=subject_id))


def action_choices(kind: str | None = None) -> list[tuple[str, str]]:
    """Everything that can have been done, in words, to be chosen from; only to one kind of subject if asked."""
    codes = sorted(action for action in _actions(Happening) if kind is None or action.partition(".")[0] == kind)
    chosen = [(code, action_words(code)) for code in codes]
    if kind:
        return chosen
    subjects = {code: subject_words(code.partition(".")[0], 0) for code in codes}
    return [(code, _("%(subject)s：%(verb)s", subject=subjects[code], verb=word)) for code, word in chosen]


def _actions(of: type[Happening]) -> set[str]:
    below = (_actions(kind) for kind in of.__subclasses__())
    return {of.action} - {""} | set().union(*below)
