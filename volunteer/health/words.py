"""What each job does, in words for whoever runs the platform."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

JOB_WORDS: Mapping[str, LazyString] = {
    "access.handovers": _l("到日子的交接"),
    "accounts.forget_expired": _l("清理过期的登录凭证"),
    "activities.close_at_end": _l("给忘记签退的人签退"),
    "answers.close_silent": _l("没有评价的需求销号"),
    "answers.pass_on_calls": _l("督办超期的回访"),
    "backup.nightly": _l("每晚备份"),
    "privacy.erase": _l("到期注销账号"),
    "privacy.retention": _l("清理到期的个人信息"),
    "sign_in.forget_attempts": _l("清理没有完成的登录"),
    "audit partitions": _l("为操作记录准备下个月"),
    "audit retention": _l("清理到期的操作记录"),
    "backfills.escalate_missing": _l("漏记申报超期转上级"),
    "backfills.take_effect": _l("公示期满的时长生效"),
    "claims.end_what_ran_out": _l("到时没有答复的邀请作废"),
    "complaints.forget": _l("清理到期的投诉内容"),
    "complaints.lapse": _l("投诉到期办结"),
    "complaints.watch": _l("投诉建议催办"),
    "deadlines.lapse_extensions": _l("没有答复的延期申请作废"),
    "deadlines.see_to_years": _l("提醒核对放假安排"),
    "deadlines.sweep": _l("需求期限提醒和督办"),
    "gaps.count": _l("统计缺口"),
    "help_requests.forget": _l("清理居民求助的个人信息"),
    "hotlines.apply": _l("导入热线工单"),
    "hotlines.forget": _l("清理热线工单"),
    "ledger.prove": _l("核对时长账"),
    "ledger.remind_countersign": _l("提醒核签"),
    "months.freeze": _l("月报截止"),
    "notices.ask_leaving": _l("询问要离开的人"),
    "notices.dispatch": _l("分发通知"),
    "notices.remind": _l("服务前提醒"),
    "outbox": _l("发出消息"),
    "outbox.forget": _l("清理已送到的消息"),
    "people.forget_absences": _l("清理过去的请假"),
    "people.remind_of_expiry": _l("提醒资格到期"),
    "plans.ask_the_next": _l("自动邀请下一位"),
    "plans.deliver": _l("发出派单邀请"),
    "projects.finish_ended": _l("办完的项目收尾"),
    "records.forget_misses": _l("清理证明查询的错误次数"),
    "recurring.hand_in": _l("提交定期需求"),
    "rosters.carry_on": _l("导入名单"),
    "rosters.forget_ended": _l("清理导入过的名单文件"),
    "suggestions.forget_what_is_over": _l("清理过去的推荐"),
    "suggestions.refresh_lists": _l("更新推荐"),
    "surveys.close_overdue": _l("到期的资料核对结束"),
    "surveys.remind_due": _l("提醒核对资料"),
    "task_forces.end_what_is_over": _l("到时的应急响应结束"),
    "task_forces.fit_clocks": _l("调整应急需求的时限"),
    "transfers.escalate": _l("人员调动超期转上级"),
    "wishes.forget": _l("清理微心愿的个人信息"),
    "wishes.remind": _l("微心愿催办"),
}


def job_words(name: str) -> str:
    """What a job does; one without words of its own is named by its code."""
    return str(JOB_WORDS.get(name, name))
