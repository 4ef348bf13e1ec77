"""The words of demands on screens: steps of the timeline, what was just done, risk notes to start from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.demands.states import Channel, DemandStatus, Urgency
from volunteer.web.statuses import DEMAND, URGENCY

STATUSES = {status: DEMAND[status].word for status in DemandStatus}

CHANNELS = {
    Channel.SITE: _l("社区"),
    Channel.RESIDENT: _l("居民"),
    Channel.HOTLINE: _l("热线工单"),
    Channel.TEAM: _l("队伍代提"),
    Channel.ORDER: _l("点单"),
}

STEPS = {
    "submit": _l("提交需求"),
    "accept": _l("已受理"),
    "return": _l("退回补充"),
    "decline": _l("不予受理"),
    "forward": _l("转由其他单位办理"),
    "unaccept": _l("受理是误操作，已撤销"),
    "unforward": _l("转办是误操作，已撤销"),
    "merge": _l("并入同一件需求一起办理"),
    "split": _l("拆分，单独办理"),
    "close_together": _l("一起办理的需求已销号，这件随之销号"),
    "rejoin": _l("一起办理的需求重新办理，这件随之办理"),
    "lead": _l("另有相同的需求并入这一件"),
    "sort": _l("核对类别、技能、人数和缓急"),
    "withdraw": _l("撤回"),
    "publish": _l("已发布，开始招募"),
    "unpublish": _l("项目下架，重新安排"),
    "begin": _l("开始服务"),
    "finish": _l("服务结束，请评价"),
    "hour": _l("志愿者选定了上门时间"),
    "hour_open": _l("选定的时间取消了，重新找人"),
    "change": _l("变更"),
    "cancel": _l("取消"),
    "rate": _l("评价"),
    "close": _l("销号（未评价）"),
    "reopen": _l("重新办理"),
    "escalate": _l("超期未办，转上一级督办"),
    "bulletin": _l("超期未办，列入通报"),
    "call_late": _l("14 天没有回访，转上一级督办"),
    "extend_ask": _l("申请延期"),
    "extend": _l("同意延期"),
    "extend_refuse": _l("不同意延期"),
    "hasten": _l("镇街启动应急响应，改为按分钟计时"),
    "calm": _l("应急响应结束，恢复按工作日计时"),
    "word": _l("居民补充说明"),
    "complete": _l("社区补全信息"),
    "vouch": _l("社区核实，情况属实"),
    "correct": _l("社区更正"),
}

DONE = {
    "submit": _l("已提交，责任单位会在期限内答复"),
    "accept": _l("已受理，可以发起项目了"),
    "undo": _l("已撤销，原来的期限继续算；看到通知的人会再收到一条说明"),
    "return": _l("已退回，社区会收到通知"),
    "decline": _l("已答复不予受理，社区会收到通知"),
    "forward": _l("已转派，新的责任单位会收到通知"),
    "vouch": _l("已核实，责任单位会收到通知"),
    "withdraw": _l("已撤回"),
    "cancel": _l("已取消，已报名的人会收到通知"),
    "close": _l("已销号，记为未评价"),
    "reopen": _l("已重新办理，责任单位会收到通知"),
}

URGENCIES = {urgency: URGENCY[urgency].word for urgency in Urgency}

# How many of the five steps 受理 发布 认领 服务 销号 are behind a demand.
PROGRESS = {
    DemandStatus.SUBMITTED: 0,
    DemandStatus.ACCEPTED: 1,
    DemandStatus.PUBLISHED: 2,
    DemandStatus.IN_SERVICE: 3,
    DemandStatus.AWAITING_RATING: 4,
    DemandStatus.CLOSED: 5,
}

BOARD = {
    "returned": _l("待补充"),
    "underway": _l("办理中"),
    "this_week": _l("本周服务"),
    "to_rate": _l("待评价"),
}

COMMON_RISK = _l("在公共场所开展，社区安排人员现场接应，参加人员已投保志愿者意外险。")
_PEOPLE = _l("至少两人同行，社区安排人员陪同，不单独入户；参加人员已投保志愿者意外险。")
_MINORS = _l("至少两人在场，已取得监护人同意，不拍摄、不发布未成年人照片。")
_OUTDOORS = _l("户外作业，发放手套、反光衣等防护用品，遇恶劣天气顺延；参加人员已投保志愿者意外险。")
_REPAIRS = _l("先断电断水再作业，高空和带电作业由持证人员承担；参加人员已投保志愿者意外险。")
RISKS = {
    "elder": _PEOPLE,
    "disability": _PEOPLE,
    "visit": _PEOPLE,
    "medical": _PEOPLE,
    "child": _MINORS,
    "education": _MINORS,
    "environment": _OUTDOORS,
    "flood": _OUTDOORS,
    "safety": _OUTDOORS,
    "traffic": _OUTDOORS,
    "repair": _REPAIRS,
}


def risk_of(category: str | None) -> str:
    """The risk note that a demand of a category starts with."""
    return str(RISKS.get(category or "", COMMON_RISK))
