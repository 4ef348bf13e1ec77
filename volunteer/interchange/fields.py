"""The fields of a service record: one table for the JSON, the workbook and the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.interchange.records import ServiceRecord
from volunteer.organization.exporting import Disclosure
from volunteer.organization.words import ROLES
from volunteer.web.spreadsheet import Kind
from volunteer.web.statuses import status_look

Value = Callable[[ServiceRecord, Disclosure], Any]


@dataclass(frozen=True)
class Field:
    """One field: its name in JSON, its heading in the workbook, its value; `said` is how the workbook words it."""

    name: str
    heading: LazyString
    value: Value
    kind: Kind = "text"
    width: int = 14
    said: Value | None = None


def _plain(name: str) -> Value:
    return lambda record, _show: getattr(record, name)


def _words(kind: str, name: str) -> Value:
    return lambda record, _show: str(status_look(kind, getattr(record, name)).word)


def _corrected(name: str) -> Value:
    return lambda record, _show: getattr(record.correction, name) if record.correction else None


def _reason(record: ServiceRecord, show: Disclosure) -> str | None:
    """Free text may speak of people: it leaves only with names in clear."""
    return record.correction.reason if record.correction and show.purpose else None


def _correction(record: ServiceRecord, show: Disclosure) -> dict[str, Any] | None:
    if record.correction is None:
        return None
    before = record.correction.minutes_before
    return {"minutes_before": before, "at": record.correction.at, "reason": _reason(record, show)}


def _role(record: ServiceRecord, _show: Disclosure) -> str | None:
    return str(ROLES[record.confirmed_role]) if record.confirmed_role else None


SHARED: tuple[Field, ...] = (
    Field("id", _l("记录编号"), _plain("id"), "number"),
    Field("member_number", _l("党员编号"), _plain("member_number")),
    Field("member_name", _l("姓名"), lambda record, show: show.name(record.member_name, record.unit_path)),
    Field("unit_id", _l("所在队编号"), _plain("unit_id"), "number"),
    Field("unit", _l("所在队"), _plain("unit"), width=32),
    Field("organizer_id", _l("组织单位编号"), _plain("organizer_id"), "number"),
    Field("organizer", _l("组织单位"), _plain("organizer"), width=32),
    Field("project_id", _l("项目编号"), _plain("project_id"), "number"),
    Field("project", _l("项目"), _plain("project"), width=36),
    Field("category_code", _l("服务类别代码"), _plain("category_code")),
    Field("category", _l("服务类别"), _plain("category")),
    Field("site", _l("社区"), _plain("site"), width=24),
    Field("town", _l("镇街"), _plain("town")),
    Field("service_date", _l("服务日期"), _plain("service_date"), "date", 12),
    Field("starts", _l("开始"), _plain("starts"), "moment", 18),
    Field("ends", _l("结束"), _plain("ends"), "moment", 18),
    Field("minutes", _l("时长（分钟）"), _plain("minutes"), "number"),
    Field("source", _l("来源"), _plain("source"), said=_words("hours_source", "source")),
    Field("status", _l("状态"), _plain("status"), said=_words("hours", "status")),
    Field("confirmed_role", _l("确认人身份"), _plain("confirmed_role"), said=_role),
    Field("confirmed_at", _l("确认时间"), _plain("confirmed_at"), "moment", 18),
)
JSON_FIELDS: Mapping[str, Value] = {**{field.name: field.value for field in SHARED}, "correction": _correction}
SHEET_FIELDS: tuple[Field, ...] = (
    *SHARED,
    Field("minutes_before", _l("更正前（分钟）"), _corrected("minutes_before"), "number"),
    Field("corrected_at", _l("更正时间"), _corrected("at"), "moment", 18),
    Field("correction_reason", _l("更正原因"), _reason, width=36),
)


def as_json(record: ServiceRecord, show: Disclosure) -> dict[str, Any]:
    """The record as JSON has it; instants and dates in ISO 8601."""
    return {name: _iso(value(record, show)) for name, value in JSON_FIELDS.items()}


def as_row(record: ServiceRecord, show: Disclosure) -> list[Any]:
    """The record as a line of the workbook."""
    return [(field.said or field.value)(record, show) for field in SHEET_FIELDS]


def _iso(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _iso(inner) for name, inner in value.items()}
    return value.isoformat() if isinstance(value, date | datetime) else value
