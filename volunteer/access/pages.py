"""Handing out codes and roles."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.access import queries, service
from volunteer.access.forms import GrantForm
from volunteer.access.service import NewGrant
from volunteer.accounts.forms import show_problems
from volunteer.accounts.queries import user_name_of
from volunteer.accounts.rules import grouped
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.words import ROLES
from volunteer.web.guard import needs
from volunteer.web.qr import qr_svg

PAGE_SIZE = 50
STATUS_WORDS = {
    AccountStatus.PENDING: lambda: _("待启用"),
    AccountStatus.ACTIVE: lambda: _("正常"),
    AccountStatus.DISABLED: lambda: _("已停用"),
}

bp = Blueprint("access", __name__)


@bp.get("/accounts/<int:account_id>")
@needs(Permission.ACCOUNT_MANAGE)
def account(account_id: int) -> str:
    """One account: hand out a code, lock out, let in again."""
    found = queries.managed_account(current_actor(), account_id, clock.now())
    return render_template(
        "pages/access/account.html",
        account=found,
        user_name=user_name_of(account_id),
        status=STATUS_WORDS[AccountStatus(found.status)](),
        is_disabled=found.status == AccountStatus.DISABLED,
    )


@bp.post("/accounts/<int:account_id>/code")
@needs(Permission.ACCOUNT_MANAGE)
def issue_code(account_id: int) -> str:
    """A slip to print. The code is told in this answer only, so there is no page to be led to."""
    printed = service.issue_code(current_actor(), account_id)
    found = queries.managed_account(current_actor(), account_id, clock.now())
    address = f"{current_app.config['PUBLIC_BASE_URL'].rstrip('/')}/activate"
    return render_template(
        "pages/access/slip.html",
        account=found,
        user_name=user_name_of(account_id),
        code=grouped(printed.code),
        expires_at=printed.expires_at,
        address=address,
        qr=qr_svg(f"{address}?{urlencode({'code': printed.code})}"),
    )


@bp.post("/accounts/<int:account_id>/disable")
@needs(Permission.ACCOUNT_MANAGE)
def disable(account_id: int) -> BaseResponse:
    """Lock somebody out."""
    service.disable(current_actor(), account_id)
    flash(_("账号已停用"), "ok")
    return redirect(url_for("access.account", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/enable")
@needs(Permission.ACCOUNT_MANAGE)
def enable(account_id: int) -> BaseResponse:
    """Let somebody in again."""
    service.enable(current_actor(), account_id)
    flash(_("账号已恢复，请发放新的激活码"), "ok")
    return redirect(url_for("access.account", account_id=account_id), 303)


@bp.get("/grants")
@needs(Permission.GRANT_MANAGE)
def grants() -> str:
    """Who holds which role where."""
    role = request.args.get("role")
    q = request.args.get("q", "").replace("\x00", "").strip()[:50]
    statement = queries.grants(current_actor(), clock.now(), role=role if role in ROLES else None, q=q)
    page = max(1, request.args.get("page", 1, type=int))
    rows = db.session.execute(statement.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return render_template(
        "pages/access/grants.html",
        rows=rows[:PAGE_SIZE],
        page=page,
        pages=page + (len(rows) > PAGE_SIZE),
        roles=ROLES,
        role=role,
        q=q,
    )


@bp.get("/grants/new")
@needs(Permission.GRANT_MANAGE)
def new_grant() -> str:
    """The form; a link from a unit or a place fills in the node."""
    form = GrantForm(
        unit_id=request.args.get("unit_id"), place_id=request.args.get("place_id"), node=request.args.get("node")
    )
    return render_template("pages/access/grant_form.html", form=form)


@bp.post("/grants/new")
@needs(Permission.GRANT_MANAGE)
def give_grant() -> tuple[str, int] | BaseResponse:
    """Give a role."""
    form = GrantForm()
    if form.validate():
        try:
            service.give(current_actor(), _asked(form))
        except Invalid as invalid:
            show_problems(form, invalid.fields)
        else:
            flash(_("已授予职责"), "ok")
            return redirect(url_for("access.grants"), 303)
    return render_template("pages/access/grant_form.html", form=form), 422


@bp.post("/grants/<int:grant_id>/end")
@needs(Permission.GRANT_MANAGE)
def end_grant(grant_id: int) -> BaseResponse:
    """End a role now."""
    service.end(current_actor(), grant_id)
    flash(_("职责已结束"), "ok")
    return redirect(url_for("access.grants"), 303)


def _asked(form: GrantForm) -> NewGrant:
    node = _node(form)
    return NewGrant(
        username=form.username.data,
        role=Role(form.role.data),
        unit_id=node.id if isinstance(node, Unit) else None,
        place_id=node.id if isinstance(node, Place) else None,
        since=_midnight(form.since.data) if form.since.data else None,
        until=_midnight(form.until.data + timedelta(days=1)) if form.until.data else None,
    )


def _node(form: GrantForm) -> Unit | Place:
    """The node that came with the link, or the one of the name typed."""
    for model, given in ((Unit, form.unit_id.data), (Place, form.place_id.data)):
        if given and given.isascii() and given.isdigit() and len(given) < 19:
            known: Unit | Place | None = db.session.get(model, int(given))
            if known is not None:
                return known
    found = queries.find_node((form.node.data or "").strip())
    if len(found) != 1:
        words = _("有多个同名的，请从该组织或社区的页面进入") if found else _("没有找到这个组织或社区，请填写全称")
        raise Invalid({"node": words})
    return found[0]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.SHANGHAI).astimezone(UTC)
