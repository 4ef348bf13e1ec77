"""The words for a password that is not good enough."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PASSWORD_PROBLEMS = {
    "too_short": _l("密码至少 8 个字符"),
    "too_long": _l("密码最多 128 个字符"),
    "too_common": _l("这个密码太常见，容易被猜到，请换一个"),
    "same_as_name": _l("密码不能与姓名或用户名相同"),
}
WRONG_PASSWORD = _l("现在的密码不对")
