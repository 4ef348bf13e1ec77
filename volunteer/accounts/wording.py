"""The words for a password that is not good enough."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PASSWORD_PROBLEMS = {
    "too_short": _l("密码至少 8 个字符"),
    "too_long": _l("密码最多 128 个字符"),
    "too_common": _l("这个密码太常见，容易被猜到，请换一个"),
    "leaked": _l("这个密码在别的网站泄露过，会被人拿来试，请换一个"),
    "of_names": _l("密码不能只是姓名、用户名或平台名称加上数字，容易被猜到，请换一个"),
}
WRONG_PASSWORD = _l("现在的密码不对")
