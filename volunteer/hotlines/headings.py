"""What the columns of a list are called, and which column holds what. The headings are those of files: Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from volunteer.rosters.cleaning import text_of

IDENTITY_CARD = re.compile("身份证|身份号码|证件号|idcard", re.IGNORECASE)
_BESIDE = re.compile(r"[(（\[【].*?[)）\]】]|[\s*:：、/]|必填|选填")


@dataclass(frozen=True)
class Field:
    """One thing that a row can say."""

    name: str
    heading: str
    required: bool = False
    also: Sequence[str] = ()


FIELDS = (
    Field("number", "工单编号", True, ("工单号", "编号", "工单流水号", "受理编号", "诉求编号", "案件编号")),
    Field("title", "标题", False, ("工单标题", "诉求标题", "主题", "事项")),
    Field("text", "诉求内容", True, ("工单内容", "内容", "问题描述", "诉求描述", "反映内容", "主要内容")),
    Field("site", "村社区", True, ("社区", "村（社区）", "所属社区", "所属村社区", "村居", "责任社区")),
    Field("town", "镇街", False, ("街道", "所属镇街", "镇", "属地", "区域")),
    Field("address", "详细地址", False, ("地址", "诉求地址", "事发地址", "问题地址", "联系地址")),
    Field("name", "诉求人", False, ("姓名", "来电人", "联系人", "市民姓名", "反映人")),
    Field("phone", "联系电话", False, ("电话", "来电号码", "手机", "手机号", "联系方式", "手机号码")),
    Field("due", "办结期限", False, ("办理期限", "截止时间", "办结时限", "期限", "要求办结时间", "处理时限")),
)
REQUIRED = "、".join(field.heading for field in FIELDS if field.required)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
COLUMNS: Mapping[str, int] = {field.name: n for n, field in enumerate(FIELDS)}  # of a list that came without a file


def spelled(heading: str) -> str:
    """A heading without stars, spaces and what stands in brackets."""
    return _BESIDE.sub("", text_of(heading)).lower()


SYNONYMS: Mapping[str, str] = {spelled(word): field.name for field in FIELDS for word in (field.heading, *field.also)}


def understood(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Field → column: what was said of this sender's headings before, then what offices usually write."""
    at = {heading: n for n, heading in reversed(list(enumerate(headings)))}
    found = {name: at[heading] for name, heading in remembered.items() if name in BY_NAME and heading in at}
    for n, heading in enumerate(headings):
        name = SYNONYMS.get(spelled(heading))
        if name is not None and name not in found and n not in found.values():
            found[name] = n
    return found


def missing(columns: Mapping[str, int]) -> list[Field]:
    """The required fields that no column holds."""
    return [field for field in FIELDS if field.required and field.name not in columns]
