"""docs/settings.md, drawn from the table."""

from __future__ import annotations

from volunteer.settings.table import SETTINGS, Of, Setting

HEAD = """# 设置

由 `flask --app app docs settings` 从 `volunteer/settings/table.py` 生成，不要手改。

每项设置可以写在环境变量里，也可以写在 `SETTINGS_FILE` 指向的文件里，一行一项：`名称=值`，`#` 开头的行不算。
两处都有时以环境变量为准。
密钥、密码可以另放一个文件，再写 `名称_FILE=路径`，例如 `SECRET_KEY_FILE=/run/secrets/key`。
写错名称、重复、取值不对，启动前会一次说全，一处一行；
`flask --app app config check` 只检查、不启动，并说明每项从哪里来（密钥不显示）。
"""


def render() -> str:
    """The whole document."""
    return HEAD + "".join(_section(of) for of in Of)


def _section(of: Of) -> str:
    rows = "".join(_row(setting) for setting in SETTINGS if setting.of is of)
    return f"\n## {of}\n\n| 名称 | 取值 | 不写时 | 作用 |\n|---|---|---|---|\n{rows}"


def _row(setting: Setting) -> str:
    marks = "".join(f"**{word}** " for word, here in (("正式必填", setting.needed), ("保密", setting.secret)) if here)
    default = f"`{setting.default}`" if setting.default != "" else "无"
    return f"| `{setting.name}` | {setting.kind.label} | {default} | {marks}{setting.meaning} |\n"
