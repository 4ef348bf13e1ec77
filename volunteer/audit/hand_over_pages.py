"""给检查组的记录: a period of the trail as a signed archive."""

from __future__ import annotations

import tempfile
from typing import IO, cast

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from marshmallow import EXCLUDE, ValidationError
from werkzeug.wrappers import Response as BaseResponse

from volunteer.audit import handing_over
from volunteer.audit.schemas import HandOverForm
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.downloads import as_download
from volunteer.web.guard import needs

IN_MEMORY = 8 << 20
LONGEST_DAYS = 400

bp = Blueprint("audit_hand_over", __name__)


@bp.post("/audit/hand-over")
@needs(Permission.AUDIT_HANDLE)
def hand_over() -> BaseResponse:
    """The archive of the days the form names; back to the trail where it does not name them."""
    try:
        asked = HandOverForm(unknown=EXCLUDE).load(request.form.to_dict())
    except ValidationError:
        return _back(_("请选好起止日期，并写明用途"))
    since, until = asked["since"], asked["until"]
    if not 0 <= (until - since).days <= LONGEST_DAYS:
        return _back(_("结束日期要在开始日期之后，一次不超过 %(days)s 天", days=LONGEST_DAYS))
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # closed with the answer
    handing_over.hand_over(current_actor(), file, since, until, asked["purpose"], everything=False)
    file.seek(0)
    answer: Response = send_file(file, mimetype="application/zip")
    return as_download(answer, f"{_('操作记录')}-{since:%Y%m%d}-{until:%Y%m%d}", "zip")


def _back(words: str) -> BaseResponse:
    flash(words, "error")
    return redirect(url_for("audit.index"), 303)
