"""The proof of the ledger, for the health page and Prometheus."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import has_request_context, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ScalarSelect, func, select

from volunteer.health.checks import Finding, Standing
from volunteer.health.gauges import Figure
from volunteer.kernel.database import db
from volunteer.ledger.findings import last_proof
from volunteer.ledger.models import HoursEntry
from volunteer.ledger.proof_models import LedgerFinding, LedgerProof
from volunteer.web.humanize import moment

OLD = timedelta(hours=50)  # two nights


def proof(now: datetime) -> Iterable[Finding]:
    """Nothing was found, and the last look is not long ago."""
    part, url = _("时长账核对"), url_for("ledger_proof.show") if has_request_context() else None
    waiting = db.session.scalar(select(func.count(LedgerFinding.id)).where(LedgerFinding.resolved_at.is_(None)))
    last = last_proof()
    if waiting:
        said = ngettext("发现 %(num)s 处对不上，还没有查清", "发现 %(num)s 处对不上，还没有查清", waiting)
        todo = _("逐条核查并写明结果；查清之前不要开具证明、上报时长")
        yield Finding(part, Standing.TROUBLE, said, todo, url)
    elif last is None or last.finished_at is None:
        if db.session.scalar(select(HoursEntry.id).limit(1)) is None:
            yield Finding(part, Standing.FINE, _("还没有时长，不用核对"), url=url)
        else:
            todo = _("每晚两点到六点自动核对，请让定时程序整夜运行")
            yield Finding(part, Standing.ATTENTION, _("还没有核对过"), todo, url)
    elif now - last.finished_at > OLD:
        said = _("上次核对在%(when)s，之后没有再核对", when=moment(last.finished_at))
        todo = _("每晚两点到六点自动核对，请让定时程序整夜运行")
        yield Finding(part, Standing.ATTENTION, said, todo, url)
    else:
        yield Finding(part, Standing.FINE, _("%(when)s核对过，都对得上", when=moment(last.finished_at)), url=url)


def _open_findings(_now: datetime) -> ScalarSelect[Any]:
    return select(func.count(LedgerFinding.id)).where(LedgerFinding.resolved_at.is_(None)).scalar_subquery()


def _proof_age(now: datetime) -> ScalarSelect[Any]:
    """Seconds; nothing where there was no proof yet."""
    return select(func.extract("epoch", now - func.max(LedgerProof.finished_at))).scalar_subquery()


FIGURES = (
    Figure("volunteer_ledger_findings", "Faults of the ledger that nobody has settled", _open_findings),
    Figure("volunteer_ledger_proof_age_seconds", "Since the ledger was proved", _proof_age),
)
