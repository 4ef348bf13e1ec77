"""What stands out about pending hours, in the words of the leader's table; what backfilled ones rest on."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.ledger.anomalies import Anomaly
from volunteer.ledger.backing_models import ProofKind
from volunteer.ledger.missing_models import MissingStepKind

ANOMALIES: dict[Anomaly, LazyString] = {
    Anomaly.OWN: _l("本人的时长，须由他人确认"),
    Anomaly.STILL_IN: _l("签退后又签到，还没有再签退"),
    Anomaly.TWO_PLACES: _l("同一时间在两个地点都有服务"),
    Anomaly.OVERLAP: _l("同一时间还有另一场服务"),
    Anomaly.TOO_LONG: _l("比整场还长"),
    Anomaly.LONG_DAY: _l("当天合计过长"),
    Anomaly.CLOCK_OFF: _l("离线设备的时钟不准，请核对时间"),
    Anomaly.COUNTERSIGN_LATE: _l("过了核签期限，由上一级核实确认"),
    Anomaly.TICKED: _l("点名录入，还没有核签"),
    Anomaly.SHORT: _l("不足半场"),
    Anomaly.NO_SESSION: _l("没有对应的场次"),
}

PROOFS: dict[str, LazyString] = {
    ProofKind.SHEET: _l("纸质签到表"),
    ProofKind.SITE: _l("社区或服务对象的书面证明"),
    ProofKind.PICTURE: _l("现场照片"),
    ProofKind.MESSAGES: _l("群通知、接龙或值班记录"),
    ProofKind.OTHER: _l("其他依据"),
}

MISSING_STEPS: dict[str, LazyString] = {
    MissingStepKind.ASKED: _l("申报"),
    MissingStepKind.ESCALATED: _l("超期没有答复，转到上一级"),
    MissingStepKind.REFUSED: _l("未认可"),
    MissingStepKind.RAISED: _l("请上一级复核"),
    MissingStepKind.ACCEPTED: _l("认可，开始公示"),
    MissingStepKind.WITHDRAWN: _l("撤回"),
}
