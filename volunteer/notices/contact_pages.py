"""Which WeCom user an account is: set by whoever manages the account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.access.queries import managed_account
from volunteer.kernel import clock
from volunteer.notices.contacts import contact_of, set_wecom
from volunteer.notices.forms import WeComForm
from volunteer.notices.states import ContactKind
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs

bp = Blueprint("contacts", __name__)


@bp.get("/accounts/<int:account_id>/contacts")
@needs(Permission.ACCOUNT_MANAGE)
def show(account_id: int) -> str:
    """What is set."""
    account = managed_account(current_actor(), account_id, clock.now())
    wecom = contact_of(account.id, ContactKind.WECOM)
    return _page(account_id, WeComForm(formdata=None, data={"user_id": wecom.address if wecom else ""}))


@bp.post("/accounts/<int:account_id>/contacts")
@needs(Permission.ACCOUNT_MANAGE)
def save(account_id: int) -> BaseResponse | tuple[str, int]:
    """Set it, or take it away."""
    actor, form = current_actor(), WeComForm()
    managed_account(actor, account_id, clock.now())
    carried_out(form, lambda: set_wecom(actor, account_id, form.user_id.data or ""), "user_id")
    if form.errors:
        return _page(account_id, form), 409
    flash(_("联系方式已保存"), "ok")
    return redirect(url_for("access.account", account_id=account_id), 303)


def _page(account_id: int, form: WeComForm) -> str:
    account = managed_account(current_actor(), account_id, clock.now())
    mail = contact_of(account.id, ContactKind.MAIL)
    return render_template("pages/notices/contacts.html", account=account, mail=mail, form=form)
