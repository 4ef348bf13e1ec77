"""What went wrong with a backup, for people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.backup.problems import ProblemKind

PROBLEMS = {
    ProblemKind.PASSPHRASE: _l("没有设置备份口令，或口令文件读不出来"),
    ProblemKind.DAMAGED: _l("写出的文件不完整"),
    ProblemKind.SPACE: _l("存放备份的磁盘满了"),
    ProblemKind.TOOLS: _l("备份程序缺失或版本不符"),
    ProblemKind.RIGHTS: _l("数据库账号的权限不够"),
    ProblemKind.PROOF: _l("试恢复后与原库不一致"),
    ProblemKind.LEDGER: _l("时长账核对不上，请保留以前的备份"),
    ProblemKind.DATABASE: _l("连不上数据库"),
    ProblemKind.OTHER: _l("原因见运行日志"),
}
