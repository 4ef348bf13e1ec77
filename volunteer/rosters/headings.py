"""The columns of each kind of roster: how templates head them, what offices write instead, what may stand in them.

The headings are part of files that travel between offices; they stay Chinese whatever language the screen speaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from volunteer.organization.models import Tier
from volunteer.organization.permissions import Role
from volunteer.people.models import MemberKind
from volunteer.rosters.cleaning import text_of
from volunteer.rosters.states import RosterKind

Form = Literal["text", "name", "number", "phone", "duty_phone", "date", "longitude", "latitude", "choice"]


@dataclass(frozen=True)
class Field:
    """One column. `choices` are the words that may stand in it and what each means; the first ones are offered."""

    name: str
    heading: str
    form: Form = "text"
    required: bool = False
    longest: int = 80
    also: Sequence[str] = ()
    choices: Mapping[str, str] | None = None
    offered: int = 0
    note: str = ""
    example: str = ""


KINDS = {
    "在职": MemberKind.ACTIVE,
    "退休": MemberKind.RETIRED,
    "流动": MemberKind.MOBILE,
    "借调": MemberKind.SECONDED,
    "已转出": MemberKind.LEFT,
    "已故": MemberKind.DECEASED,
    "在岗": MemberKind.ACTIVE,
    "在册": MemberKind.ACTIVE,
    "正常": MemberKind.ACTIVE,
    "离退休": MemberKind.RETIRED,
    "离休": MemberKind.RETIRED,
    "退休党员": MemberKind.RETIRED,
    "流动党员": MemberKind.MOBILE,
    "借用": MemberKind.SECONDED,
    "挂职": MemberKind.SECONDED,
    "转出": MemberKind.LEFT,
    "调出": MemberKind.LEFT,
    "离职": MemberKind.LEFT,
    "去世": MemberKind.DECEASED,
}
TIERS = {"大队": Tier.BRIGADE, "服务队": Tier.TEAM, "分队": Tier.SQUAD, "队": Tier.TEAM, "支队": Tier.TEAM}
ROLES = {
    "社区操作员": Role.SITE_OPERATOR,
    "镇街专员": Role.TOWN_OFFICER,
    "操作员": Role.SITE_OPERATOR,
    "社区": Role.SITE_OPERATOR,
    "镇街": Role.TOWN_OFFICER,
}

_NAME = ("名字", "党员姓名", "人员姓名", "name")
_LON = Field("lon", "经度", "longitude", required=True, also=("东经", "lon", "longitude"),
             note="WGS-84 坐标，例如 113.80079", example="113.80079")  # fmt: skip
_LAT = Field("lat", "纬度", "latitude", required=True, also=("北纬", "lat", "latitude"),
             note="WGS-84 坐标，例如 23.03002", example="23.03002")  # fmt: skip
_DUTY = Field("duty_phone", "值班电话", "duty_phone", longest=20, also=("联系电话", "电话"),
              note="座机或手机", example="0769-22830000")  # fmt: skip
_CODE = ("编码", "区划代码", "行政区划代码", "code")

FIELDS: Mapping[RosterKind, tuple[Field, ...]] = {
    RosterKind.MEMBERS: (
        Field("number", "编号", "number", longest=40,
              also=("党员编号", "人员编号", "工号", "志愿者编号", "成员编号", "number"),
              note="只用字母、数字和短横线；也是本人登录用的用户名。新成员必填；已有成员可只填手机",
              example="DG000001"),
        Field("name", "姓名", "name", required=True, longest=40, also=_NAME, example="李晓雯"),
        Field("phone", "手机", "phone", longest=20,
              also=("手机号", "手机号码", "电话", "联系电话", "联系方式", "移动电话", "phone", "mobile"),
              note="11 位手机号；空格、短横线和 +86 会自动去掉", example="19900871205"),
        Field("team", "服务队", "name", longest=80, also=("所属服务队", "队", "单位", "所在单位", "工作单位", "team"),
              note="分队简称有重复时必填，全称或简称都可以", example="市教育局机关服务队"),
        Field("squad", "分队", "name", required=True, also=("所属分队", "所在分队", "小队", "小组", "squad"),
              note="全称，或服务队加分队简称", example="第一分队"),
        Field("branch", "党支部", longest=80, also=("支部", "所在支部", "所在党支部", "branch"),
              example="机关第二党支部"),
        Field("kind", "类别", "choice", also=("人员类别", "党员类别", "状态", "kind"), choices=KINDS, offered=6,
              note="不填：新成员按在职，已有成员不变", example="在职"),
    ),
    RosterKind.UNITS: (
        Field("name", "全称", "name", required=True, also=("名称", "组织名称", "单位名称", "队伍名称", "name"),
              example="市教育局机关服务队第一分队"),
        Field("short_name", "简称", "name", longest=20, also=("组织简称", "short name"), example="第一分队"),
        Field("tier", "层级", "choice", required=True, also=("级别", "类型", "tier"), choices=TIERS, offered=3,
              example="分队"),
        Field("parent", "上级组织", "name", required=True, also=("上级", "所属组织", "上级单位", "parent"),
              note="全称，或不重复的简称；可以是同一份表里的新组织", example="市教育局机关服务队"),
        Field("organ", "机关单位", "name", also=("机关", "所属机关", "organ"), note="不填：与上级组织相同"),
        _DUTY,
    ),
    RosterKind.TOWNS: (
        Field("code", "代码", "number", required=True, longest=40, also=_CODE, example="441900003"),
        Field("name", "名称", "name", required=True, also=("镇街", "镇街名称", "name"), example="东城街道"),
        _LON, _LAT, Field("address", "地址", longest=120, also=("详细地址", "address")), _DUTY,
    ),
    RosterKind.SITES: (
        Field("code", "代码", "number", required=True, longest=40, also=_CODE, example="441900003001"),
        Field("name", "名称", "name", required=True, also=("社区", "村", "社区名称", "name"), example="岗贝社区"),
        Field("town", "镇街", "name", required=True, also=("所属镇街", "街道", "镇", "town"), example="东城街道"),
        _LON, _LAT, Field("address", "地址", longest=120, also=("详细地址", "address")), _DUTY,
        Field("team", "结对服务队", "name", also=("结对单位", "服务队", "team"), note="全称或简称；不填：不改动"),
    ),
    RosterKind.OPERATORS: (
        Field("username", "用户名", "number", required=True, longest=40, also=("登录名", "账号", "编号", "username"),
              note="登录用，只用字母、数字和短横线；已有账号的人填原来的用户名", example="S441900003001"),
        Field("name", "姓名", "name", required=True, longest=40, also=_NAME, example="何慧平"),
        Field("role", "职责", "choice", also=("角色", "岗位", "role"), choices=ROLES, offered=2,
              note="不填：社区操作员", example="社区操作员"),
        Field("town", "镇街", "name", required=True, also=("所属镇街", "街道", "town"), example="东城街道"),
        Field("site", "社区", "name", also=("村社区", "村", "站点", "site"), note="社区操作员必填", example="岗贝社区"),
        Field("since", "开始日期", "date", also=("任职日期", "起始日期", "since"), note="不填：现在起",
              example="2026-03-01"),
        Field("until", "结束日期", "date", also=("截止日期", "到期日期", "until"), note="不填：长期",
              example="2027-02-28"),
    ),
}  # fmt: skip

TITLES: Mapping[RosterKind, str] = {
    RosterKind.MEMBERS: "成员名单",
    RosterKind.UNITS: "组织名单",
    RosterKind.TOWNS: "镇街名单",
    RosterKind.SITES: "社区名单",
    RosterKind.OPERATORS: "操作员名单",
}
HOW_TO_FILL = "填写说明"
NOTE_COLUMNS = ("列", "是否必填", "说明", "示例")
REQUIRED, OPTIONAL = "必填", "可不填"
SENTENCE, LISTED, BESIDE, MEANS, MORE = "。", "、", "；", "：", "…"
PROBLEM_COLUMN = "问题"
IDENTITY_CARD = re.compile("身份证|身份号码|证件号|idcard|identitycard")
_BESIDE = re.compile(r"[(（\[【].*?[)）\]】]|[\s*:：、/]|必填|选填")


def spelled(heading: str) -> str:
    """A heading without stars, spaces and what stands in brackets."""
    return _BESIDE.sub("", text_of(heading)).lower()


def synonyms(kind: RosterKind) -> dict[str, Field]:
    """What columns of a kind may be headed, spelled plainly."""
    return {spelled(word): field for field in FIELDS[kind] for word in (field.heading, *field.also)}
