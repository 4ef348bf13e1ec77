"""What backfilled hours rest on, and what happened to missing ones, in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.backfills.missing_models import MissingStepKind
from volunteer.backfills.models import ProofKind

PROOFS: dict[str, LazyString] = {
    ProofKind.SHEET: _l("纸质签到表"),
    ProofKind.SITE: _l("社区或服务对象的书面证明"),
    ProofKind.PICTURE: _l("现场照片"),
    ProofKind.MESSAGES: _l("群通知、接龙或值班记录"),
    ProofKind.OTHER: _l("其他依据"),
}

MISSING_STEPS: dict[str, LazyString] = {
    MissingStepKind.ASKED: _l("提出申报"),
    MissingStepKind.ESCALATED: _l("超期没有答复，转到上一级"),
    MissingStepKind.REFUSED: _l("未认可"),
    MissingStepKind.RAISED: _l("请上一级复核"),
    MissingStepKind.ACCEPTED: _l("认可，开始公示"),
    MissingStepKind.WITHDRAWN: _l("撤回"),
}
