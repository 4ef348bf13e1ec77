"""The words of every refusal, the same on screens and in the API. `%(name)s` is filled from the refusal's details."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.kernel.errors import Refused

REASONS = {
    # claims
    "already_claimed": _l("你已经报名了这个岗位"),
    "closed": _l("现在不在报名时间内"),
    "full": _l("名额已满，可以排队候补"),
    "no_skill": _l("这个岗位需要你还没有登记的技能"),
    "not_yours": _l("这不是你能操作的报名"),
    "overlap": _l("与你已报名的另一场服务时间重叠"),
    "paused": _l("你暂停了参加服务，恢复后再报名"),
    "safeguard": _l("这类服务有安全要求，目前不满足"),
    "too_many_claims": _l("你未完成的报名已达上限"),
    # accounts
    "code_wrong": _l("激活码不对、已用过或已过期，请向发码人重新领取"),
    "locked": _l("登录失败次数过多，请 15 分钟后再试"),
    "sign_in_wrong": _l("用户名或密码不对"),
    # steps and versions
    "not_in_this_state": _l("当前状态下不能这样做，请刷新后再看"),
    "stale": _l("内容已被别人改过，请刷新后重新填写"),
    "key_reused": _l("这个请求编号已用于另一份内容"),
    # hours
    "needs_countersign": _l("点名录入的时长需要社区或另一位负责人核签后才能确认"),
    "needs_next_tier": _l("当天累计超过 8 小时，需要上一级确认"),
    "own_hours": _l("不能确认自己的时长"),
    # service day
    "code_expired": _l("签到码不对或已更换，请看现场最新的码"),
    "not_checked_in": _l("还没有签到"),
    "not_open_yet": _l("签到还没有开放"),
}


def words(refusal: Refused) -> str:
    """What the person reads. A refusal may carry its own `message` (already in words)."""
    if "message" in refusal.details:
        return str(refusal.details["message"])
    text = REASONS[refusal.reason]
    return str(text) % refusal.details if refusal.details else str(text)
