"""Handing out codes and roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.access import account_queries, queries, second_factors, service
from volunteer.access import vacancies as vacant
from volunteer.access.choices import key_of, node_of
from volunteer.access.forms import GrantForm, midnight
from volunteer.access.queries import NODES
from volunteer.access.service import NewGrant
from volunteer.accounts.admitting import confirmed_totp
from volunteer.accounts.models import Account
from volunteer.accounts.queries import user_name_of
from volunteer.accounts.rules import grouped
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.models import CollaborationGroup, Place, Unit
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.words import ROLES, deputy_words
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.qr import qr_svg

PAGE_SIZE = 50
LAST_PAGE = 10_000
STATES = {
    account_queries.PENDING: _l("待启用"),
    account_queries.LOCKED: _l("已锁定"),
    account_queries.DISABLED: _l("已停用"),
    account_queries.ACTIVE: _l("已启用"),
}
ENDING = {"30": _l("30 天内到期"), "7": _l("7 天内到期")}
VACANCIES = {
    "leaders": _l("没有负责人的队伍"),
    "operators": _l("没有操作员的社区"),
    "teams": _l("没有结对的社区"),
}

bp = Blueprint("access", __name__)


@bp.get("/accounts")
@needs(Permission.ACCOUNT_MANAGE)
def accounts() -> str:
    """The accounts one may let in or lock out, by state and name."""
    state, q = request.args.get("state"), _typed("q")
    rows, page, pages = _page_of(listed_accounts())
    return render_template(
        "pages/access/accounts.html",
        rows=[(account, user_name, unit, state_of(account)) for account, user_name, unit in rows],
        page=page,
        pages=pages,
        states=STATES,
        state=state if state in STATES else None,
        q=q,
    )


def listed_accounts() -> Select[Any]:
    """The accounts the address asks for."""
    state, q = request.args.get("state"), _typed("q")
    return account_queries.managed_accounts(current_actor(), clock.now(), state=state, q=q)


@bp.get("/accounts/<int:account_id>")
@needs(Permission.ACCOUNT_MANAGE)
def account(account_id: int) -> str:
    """One account: hand out a code, lock out, let in again."""
    found = queries.managed_account(current_actor(), account_id, clock.now())
    return render_template(
        "pages/access/account.html",
        account=found,
        user_name=user_name_of(account_id),
        status=STATES[state_of(found)],
        is_disabled=found.status == AccountStatus.DISABLED,
        has_second_factor=confirmed_totp(account_id) is not None and account_id != current_actor().account_id,
        reset=second_factors.open_reset(account_id),
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
    rows, page, pages = _page_of(listed_grants())
    return render_template(
        "pages/access/grants.html",
        rows=rows,
        page=page,
        pages=pages,
        roles=ROLES,
        deputy_words=deputy_words,
        role=request.args.get("role"),
        q=_typed("q"),
        endings=ENDING.items(),
        ending=request.args.get("ending"),
    )


def listed_grants() -> Select[Any]:
    """The roles the address asks for."""
    role, ending, now = request.args.get("role"), request.args.get("ending"), clock.now()
    soon = now + timedelta(days=int(ending)) if ending in ENDING else None
    return queries.grants(current_actor(), now, role=role if role in ROLES else None, q=_typed("q"), ending_by=soon)


@bp.get("/grants/vacancies")
@needs(Permission.GRANT_MANAGE)
def vacancies() -> str:
    """What nobody answers for yet."""
    actor, now = current_actor(), clock.now()
    kind = request.args.get("kind", "leaders")
    statements = {
        "leaders": vacant.units_without_leader(actor, now),
        "operators": vacant.sites_without_operator(actor, now),
        "teams": vacant.sites_without_team(actor),
    }
    rows, page, pages = _page_of(statements.get(kind, statements["leaders"]))
    return render_template(
        "pages/access/vacancies.html",
        nodes=[row[0] for row in rows],
        page=page,
        pages=pages,
        kinds=VACANCIES,
        kind=kind if kind in VACANCIES else "leaders",
    )


@bp.get("/grants/new")
@needs(Permission.GRANT_MANAGE)
def new_grant() -> str:
    """The form; a link from a unit, a place or a group fills in the node."""
    return _grant_page(_grant_form(formdata=None, data={"role": request.args.get("role"), "node": _linked()}))


@bp.post("/grants/new")
@needs(Permission.GRANT_MANAGE)
def give_grant() -> tuple[str, int] | BaseResponse:
    """Give a role."""
    form = _grant_form()
    if carried_out(form, lambda: service.give(current_actor(), _asked(form)), "username") is None:
        return _grant_page(form), 422
    flash(_("已授予职责"), "ok")
    return redirect(url_for("access.grants"), 303)


@bp.post("/grants/<int:grant_id>/end")
@needs(Permission.GRANT_MANAGE)
def end_grant(grant_id: int) -> BaseResponse:
    """End a role now."""
    service.end(current_actor(), grant_id)
    flash(_("职责已结束"), "ok")
    return redirect(url_for("access.grants"), 303)


def _typed(name: str) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:50]


def _page_of(statement: Select[Any]) -> tuple[Sequence[Any], int, int]:
    """The rows of the page asked for, its number, and the number of the last page known to exist."""
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    rows = db.session.execute(statement.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return rows[:PAGE_SIZE], page, page + (len(rows) > PAGE_SIZE)


def state_of(account: Account) -> str:
    """Which of STATES an account is in."""
    locked = account.locked_until is not None and account.locked_until > clock.now()
    return account_queries.LOCKED if locked and account.status == AccountStatus.ACTIVE else account.status


def _grant_form(**given: Any) -> GrantForm:
    form = GrantForm(**given)
    return form if current_actor().may(Permission.MEMBER_READ) else form.without_members()


def _grant_page(form: GrantForm) -> str:
    return render_template("pages/access/grant_form.html", form=form)


def _linked() -> int | None:
    """The node that a link names, as the field knows it."""
    for name, kind in zip(("unit_id", "place_id", "group_id"), NODES, strict=True):
        row_id = request.args.get(name, type=int)
        if row_id is not None and 0 < row_id <= LARGEST_ID // len(NODES):
            return key_of(kind, row_id)
    return None


def _asked(form: GrantForm) -> NewGrant:
    node = node_of(form.node.data)
    return NewGrant(
        account_id=form.account_id(),
        role=Role(form.role.data),
        unit_id=node.id if isinstance(node, Unit) else None,
        place_id=node.id if isinstance(node, Place) else None,
        collaboration_group_id=node.id if isinstance(node, CollaborationGroup) else None,
        deputy=form.deputy.data,
        since=midnight(form.since.data) if form.since.data else None,
        until=midnight(form.until.data + timedelta(days=1)) if form.until.data else None,
    )
