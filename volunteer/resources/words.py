"""The words of resources and orders on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.resources.states import IfDeclined, ResourceKind, ResourceStatus
from volunteer.web.statuses import RESOURCE

KINDS = {
    ResourceKind.SERVICE: _l("服务"),
    ResourceKind.EXPERT: _l("专家"),
    ResourceKind.VENUE: _l("场地"),
    ResourceKind.VEHICLE: _l("车辆"),
    ResourceKind.EQUIPMENT: _l("物资设备"),
}
STATUSES = {status: RESOURCE[status].word for status in ResourceStatus}

EXAMPLES = {
    ResourceKind.SERVICE: _l("例如：法律咨询进社区、量血压测血糖"),
    ResourceKind.EXPERT: _l("例如：心理咨询师讲座"),
    ResourceKind.VENUE: _l("例如：机关三楼多功能厅"),
    ResourceKind.VEHICLE: _l("例如：12 座面包车"),
    ResourceKind.EQUIPMENT: _l("例如：折叠桌椅、音响"),
}
ABOUT = {
    ResourceKind.SERVICE: _l("做什么、适合谁、社区要准备什么"),
    ResourceKind.EXPERT: _l("擅长什么、讲什么、适合谁"),
    ResourceKind.VENUE: _l("能坐多少人、有什么设备、怎么进"),
    ResourceKind.VEHICLE: _l("能坐几人、能拉什么、去哪里接"),
    ResourceKind.EQUIPMENT: _l("规格、怎么取、怎么还"),
}

# What a kind's form asks for beyond what all ask for, under which name.
HEADCOUNT = {
    ResourceKind.SERVICE: _l("一次去几个人"),
    ResourceKind.EXPERT: _l("一次去几个人"),
    ResourceKind.VENUE: _l("现场几个人值守"),
    ResourceKind.VEHICLE: _l("随车几个人"),
    ResourceKind.EQUIPMENT: _l("随行几个人"),
}
QUANTITY = {
    ResourceKind.SERVICE: _l("同一时间最多接几单"),
    ResourceKind.EXPERT: _l("同一时间最多接几单"),
    ResourceKind.EQUIPMENT: _l("一共有多少件"),
}
ADDRESS = {
    ResourceKind.VENUE: _l("场地地址"),
    ResourceKind.VEHICLE: _l("停在哪里"),
    ResourceKind.EQUIPMENT: _l("在哪里取"),
}
SKILLED = frozenset({ResourceKind.SERVICE, ResourceKind.EXPERT})

DONE = {
    "publish": _l("已发布，社区现在可以点单"),
    "withdraw": _l("已下架，不再接受点单；已有的点单不受影响"),
}
ORDER_DONE = {
    "accept": _l("已接单，下一步发起项目、招募志愿者"),
    "decline": _l("已婉拒，社区会收到你写的原因"),
    "withdraw": _l("已撤回点单"),
}
IF_DECLINED = {
    IfDeclined.PASS_ON: _l("转给其他单位办理"),
    IfDeclined.DROP: _l("不用再转，就此取消"),
}
