"""What stands out about pending hours, in the words of the leader's table."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.ledger.anomalies import Anomaly

ANOMALIES: dict[Anomaly, LazyString] = {
    Anomaly.OWN: _l("本人的时长，须由他人确认"),
    Anomaly.STILL_IN: _l("签退后又签到，还没有再签退"),
    Anomaly.TWO_PLACES: _l("同一时间在两个地点都有服务"),
    Anomaly.OVERLAP: _l("同一时间还有另一场服务"),
    Anomaly.TOO_LONG: _l("比整场还长"),
    Anomaly.LONG_DAY: _l("当天合计过长"),
    Anomaly.LATE_ENTRIES: _l("改过时长后，又收到签到记录"),
    Anomaly.CLOCK_OFF: _l("离线设备的时钟不准，请核对时间"),
    Anomaly.COUNTERSIGN_LATE: _l("过了核签期限，由上一级核实确认"),
    Anomaly.TICKED: _l("人工录入，还没有核签"),
    Anomaly.SHORT: _l("不足半场"),
    Anomaly.NO_SESSION: _l("没有对应的场次"),
}
