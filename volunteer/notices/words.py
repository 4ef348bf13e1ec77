"""What channels, robots and messages are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.notices.states import RobotKind, Way

WAYS = {
    Way.WECOM: _l("企业微信"),
    Way.MAIL: _l("邮件"),
    Way.SMS: _l("短信"),
}
CHANNELS = {
    "in_app": _l("站内通知"),
    "person": _l("紧急集结"),
    **{way.value: words for way, words in WAYS.items()},
    "robot": _l("群机器人"),
}
ROBOTS = {
    RobotKind.WECOM: _l("企业微信群机器人"),
    RobotKind.DINGTALK: _l("钉钉群机器人"),
    RobotKind.FEISHU: _l("飞书群机器人"),
}
