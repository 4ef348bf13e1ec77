"""The words of imports: kinds, what rows would do, what is wrong with a cell, why a file is not taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.rosters.sealed_cells import plain
from volunteer.rosters.states import RosterKind

KINDS: Mapping[str, LazyString] = {
    RosterKind.MEMBERS: _l("成员"),
    RosterKind.UNITS: _l("服务队和分队"),
    RosterKind.TOWNS: _l("镇街"),
    RosterKind.SITES: _l("社区"),
    RosterKind.OPERATORS: _l("社区和镇街的操作员"),
}

FIELD_WORDS: Mapping[str, LazyString] = {
    "number": _l("编号"),
    "name": _l("名称"),
    "phone": _l("手机"),
    "team": _l("服务队"),
    "squad": _l("分队"),
    "branch": _l("党支部"),
    "kind": _l("类别"),
    "short_name": _l("简称"),
    "tier": _l("层级"),
    "parent": _l("上级组织"),
    "organ": _l("机关单位"),
    "duty_phone": _l("值班电话"),
    "code": _l("代码"),
    "lon": _l("经度"),
    "lat": _l("纬度"),
    "address": _l("地址"),
    "town": _l("镇街"),
    "username": _l("用户名"),
    "role": _l("职责"),
    "site": _l("社区"),
    "since": _l("开始日期"),
    "until": _l("结束日期"),
}
PEOPLES_NAME = _l("姓名")

ACTIONS: Mapping[str, LazyString] = {
    "created": _l("新增"),
    "changed": _l("修改"),
    "moved": _l("调动"),
    "left": _l("离开"),
    "unchanged": _l("没有变化"),
}

# %(value)s is what stands in the cell, %(told)s what the file or the records say.
PROBLEMS: Mapping[str, LazyString] = {
    "missing": _l("必填，没有填"),
    "too_long": _l("太长了"),
    "name_wrong": _l("“%(value)s”不像一个名称"),
    "number_wrong": _l("“%(value)s”只能用字母、数字和短横线"),
    "phone_wrong": _l("“%(value)s”不是 11 位手机号"),
    "duty_phone_wrong": _l("“%(value)s”不像电话号码"),
    "date_wrong": _l("“%(value)s”不是日期，请写成 2026-03-01 的样子"),
    "degrees_wrong": _l("“%(value)s”不是境内的经纬度"),
    "choice_wrong": _l("“%(value)s”不在可选的内容里，请按模板的下拉选项填写"),
    "became_date": _l("“%(value)s”被表格软件变成了日期，请把这一列设为文本后重新填写"),
    "twice": _l("“%(value)s”和第 %(told)s 行重复"),
    "phone_twice": _l("手机“%(value)s”和第 %(told)s 行重复，请核实是不是同一个人"),
    "unknown_unit": _l("系统里没有这个分队，请在下面勾选新设，或改成已有的名称"),
    "several_units": _l("有几个同名的，请写全称：%(told)s"),
    "several_teams": _l("有几个服务队对得上，请写全称：%(told)s"),
    "no_such_squad": _l("没有这个分队；要新设分队，请写明服务队"),
    "no_such_team": _l("没有这个服务队，或不在本次导入的范围"),
    "number_needed": _l("手机没有对上已有的人；新成员要填编号"),
    "number_taken": _l("编号“%(value)s”已被别的账号用作用户名"),
    "several_people": _l("手机“%(value)s”对上了 %(told)s 个人，请填编号"),
    "phone_of_another": _l("手机“%(value)s”登记在编号 %(told)s 名下，和本行编号不是同一个人"),
    "elsewhere": _l("这个人在别的服务队，不在本次导入的范围，请用调动办理"),
    "another_person": _l("这个编号已登记为另一个人，姓名和手机都对不上，请核实"),
    "no_such_parent": _l("没有“%(value)s”这个上级组织"),
    "no_such_organ": _l("没有“%(value)s”这个机关单位"),
    "wrong_tier": _l("这一级组织不能设在“%(value)s”之下"),
    "tier_differs": _l("“%(value)s”在系统里是另一个层级，不能这样改"),
    "under_itself": _l("“%(value)s”是它自己的下级"),
    "not_yours": _l("“%(value)s”不在你的管理范围"),
    "no_such_town": _l("没有“%(value)s”这个镇街"),
    "another_town": _l("这个代码的社区不在“%(value)s”"),
    "no_such_site": _l("这个镇街没有“%(value)s”"),
    "several_sites": _l("这个镇街有几个“%(value)s”，请先改成不同的名称"),
    "site_needed": _l("社区操作员要填社区"),
    "until_wrong": _l("“%(value)s”早于开始日期或今天"),
    "taken": _l("代码“%(value)s”已是“%(told)s”"),
    "no_city": _l("系统里还没有设立城市，请联系管理员"),
}

FAILURES: Mapping[str, LazyString] = {
    "too_large": _l("文件超过 %(most)s MB，请删去图片和多余的工作表，或分几次导入"),
    "empty_file": _l("这是一个空文件"),
    "encrypted": _l("文件设了打开密码，请取消密码后再上传"),
    "old_format": _l("这是旧版的 .xls 文件，请另存为 .xlsx 后再上传"),
    "not_xlsx": _l("这不是 .xlsx 表格文件"),
    "damaged": _l("文件损坏，打不开，请重新保存后再上传"),
    "macros": _l("文件里有宏，为了安全不接收，请另存为不带宏的 .xlsx"),
    "zip_bomb": _l("文件展开后异常巨大，为了安全不接收"),
    "document_type": _l("文件里有表格不该有的内容，为了安全不接收，请复制到新表格后再上传"),
    "too_many_rows": _l("超过 %(most)s 行，请分几次导入"),
    "no_headings": _l("前 10 行里没有找到表头，至少要有：%(wanted)s"),
    "missing_columns": _l("表头缺少：%(missing)s"),
    "identity_cards": _l("第 %(column)s 列是身份证号。平台不收集身份证号，请删掉这一列再上传"),
    "not_allowed": _l("上传文件的人已没有导入的权限"),
    "changed_meanwhile": _l("检查以后，有人改动了相关的资料。没有写入任何内容；已按现在的资料重新检查，请看过后再导入"),
    "apply_failed": _l("写入时出错，已全部撤回，没有写入任何内容。请看过最新的检查结果后再试"),
}


def failure_words(reason: str, details: Mapping[str, Any] | None = None) -> str:
    """Why a file was not taken, or did not do what it was to."""
    return str(FAILURES[reason]) % dict(details or {})


def problem_words(problem: Mapping[str, Any]) -> str:
    """What is wrong with a cell."""
    filled = {name: plain(problem.get(name) or "") for name in ("value", "told")}
    return str(PROBLEMS[problem["problem"]]) % filled


def field_words(kind: str, field: str) -> str:
    """What a column holds."""
    people = field == "name" and kind in (RosterKind.MEMBERS, RosterKind.OPERATORS)
    return str(PEOPLES_NAME if people else FIELD_WORDS.get(field, field))


def place_words(letter: str, line: int) -> str:
    """Where a cell stands."""
    said = _("%(column)s 列第 %(line)s 行", column=letter, line=line) if letter else _("第 %(line)s 行", line=line)
    return str(said)
