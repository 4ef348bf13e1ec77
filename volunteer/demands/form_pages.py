"""Pages on which a demand is written: a new one, a draft or returned one, a change after publishing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demand_templates.models import DemandTemplate
from volunteer.demand_templates.queries import offered
from volunteer.demands import choices, queries, service, vouching
from volunteer.demands.answering import Promise, promise
from volunteer.demands.asking import Asking, asking_of, offered_first
from volunteer.demands.asking_units import is_of_site
from volunteer.demands.board import permits
from volunteer.demands.content import CONTENT, PRIVATE
from volunteer.demands.forms import ChangeForm, DemandForm, WhenForm
from volunteer.demands.models import Demand
from volunteer.demands.orders import offers_for
from volunteer.demands.proposals import again, proposed, usual_place
from volunteer.demands.rules import CHANGEABLE, EDITABLE
from volunteer.demands.states import Urgency
from volunteer.demands.steps import cover, cover_asking
from volunteer.demands.suggested import USE, fill_in, only_asks, suggestions_for, suggestions_of
from volunteer.demands.vouching import may_rewrite
from volunteer.demands.wording import DONE, risk_of
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.private_places import is_open
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs
from volunteer.web.idempotency import once
from volunteer.web.wording import words

bp = Blueprint("demand_forms", __name__)


@bp.get("/demands/new")
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
def new() -> str:
    """A form filled in as far as it can be: `?like=CODE` from a template, `?again=ID` from an earlier demand.

    `?site=ID` chooses one of several sites, or the one that a unit asks for.
    """
    asking, earlier = asking_of(current_actor()), _earlier()
    site = asking.site(request.args.get("site", type=int))
    data = again(earlier, clock.now()) if earlier else proposed(asking, site, _template(offered()))
    return _form_page(_demand_form(asking, data=data), asking, earlier=earlier)


@bp.post("/demands/new")
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
def post() -> Response | tuple[str, int]:
    """Keep the draft, or hand it in at once; the same form sent twice makes one demand."""
    asking = asking_of(current_actor())
    form = _demand_form(asking)
    _let_site_be_called(form, asking)

    if only_asks(request.form):
        return _helped(form, asking)

    def make() -> int:
        content = {**_same_private(form), **_content(form, asking)}
        return service.post(asking.actor, content, submit_now="draft" not in request.form).id

    made = _save(form, lambda: once(form.form_key.data, make))
    return (_form_page(form, asking, earlier=_earlier()), 422) if made is None else _saved(made)


@bp.get("/demands/<int:demand_id>/edit")
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
def edit_form(demand_id: int) -> Response | str:
    """The form with what was written; the guarded part is not shown again."""
    asking, demand = asking_of(current_actor()), _asked_by_actor(demand_id)
    if not may_rewrite(asking.actor, demand):
        return _too_late(demand_id)
    return _form_page(_demand_form(asking, data=_values_of(demand), new=False), asking, demand)


@bp.post("/demands/<int:demand_id>/edit")
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
def edit(demand_id: int) -> Response | tuple[str, int]:
    """Save the changes, and hand it in unless only the draft is to be kept."""
    asking = asking_of(current_actor())
    demand, form = _asked_by_actor(demand_id), _demand_form(asking, new=False)
    if not may_rewrite(asking.actor, demand):
        return _too_late(demand_id)

    if only_asks(request.form):
        return _helped(form, asking, demand)

    def rewrite() -> int:
        if demand.status not in EDITABLE:
            return vouching.correct(asking.actor, demand_id, form.version.data, _content(form, asking)).id
        with transaction(asking.actor):
            service.edit(asking.actor, demand_id, form.version.data, _content(form, asking))
            if "draft" not in request.form:
                service.submit(asking.actor, demand_id)
            return demand_id

    correcting = demand.status not in EDITABLE
    if _save(form, rewrite) is None:
        return _form_page(form, asking, demand), 422
    return _done(demand_id, _("已更正，责任单位会收到通知")) if correcting else _saved(demand_id)


@bp.get("/demands/<int:demand_id>/change")
@needs(Permission.DEMAND_ASK)
def change_form(demand_id: int) -> Response | str:
    """The form of what may still change after publishing."""
    demand = _asked_by_site(demand_id)
    if demand.status not in CHANGEABLE:
        return _too_late(demand_id)
    data = {**_when(demand), "headcount": demand.headcount, "public_place": demand.public_place}
    return render_template("pages/demands/change.html", form=ChangeForm(data=data), demand=demand)


@bp.post("/demands/<int:demand_id>/change")
@needs(Permission.DEMAND_ASK)
def change(demand_id: int) -> Response | tuple[str, int]:
    """Change it; where it is plain which session is meant the project follows, else its organizer sees to it."""
    actor, demand, form = current_actor(), _asked_by_site(demand_id), ChangeForm()
    if demand.status not in CHANGEABLE:
        return _too_late(demand_id)
    if _save(form, lambda: service.change(actor, demand_id, form.changes(), form.reason.data).id) is None:
        return render_template("pages/demands/change.html", form=form, demand=demand), 422
    return _done(demand_id, _("已变更，责任单位会收到通知并调整安排"))


def _save(form: WhenForm, use_case: Callable[[], int]) -> int | None:
    """The id of the demand that the use case writes from a valid form; None with the problems shown in the form."""
    if not form.validate():
        return None
    try:
        return use_case()
    except Invalid as invalid:
        show_problems(form, invalid.fields)
    except Refused as refusal:
        flash(words(refusal), "error")
    return None


def _saved(demand_id: int) -> Response:
    return _done(demand_id, _("草稿已保存，提交后才会有人受理") if "draft" in request.form else str(DONE["submit"]))


def _done(demand_id: int, text: str) -> Response:
    flash(text, "ok")
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)


def _asked_by_actor(demand_id: int) -> Demand:
    """A demand of the actor's site, or one that the actor's unit asked for on a site's behalf."""
    demand = queries.one_demand(current_actor(), demand_id)
    cover_asking(current_actor(), demand)
    return demand


def _asked_by_site(demand_id: int) -> Demand:
    demand = queries.one_demand(current_actor(), demand_id)
    cover(current_actor(), demand, Permission.DEMAND_ASK)
    return demand


def _too_late(demand_id: int) -> Response:
    """To the demand as it stands, for whoever sends a form twice or comes back to it."""
    flash(_("需求已经不在这一步，下面是现在的情况"), "info")
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)


def _demand_form(asking: Asking, data: dict[str, Any] | None = None, *, new: bool = True) -> DemandForm:
    form = DemandForm(data=data)
    units = choices.asking_units(asking.actor) if new else []
    form.offer(choices.categories(), choices.skills(), ask_site=asking.only is None, units=units)
    return form


def _let_site_be_called(form: DemandForm, asking: Asking) -> None:
    """Whoever asks on behalf of a site and names nobody to call means the site itself."""
    site = asking.site(_site_id(form))
    if site is not None and not is_of_site(asking.actor, site):
        form.contact_name.data = form.contact_name.data or site.name
        form.contact_phone.data = form.contact_phone.data or site.duty_phone


@bp.post("/demands/suggest")
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
def suggest() -> str:
    """What the words typed so far ask for, as a piece of the form."""
    return render_template("pages/demands/_suggested.html", suggestions=suggestions_of(request.form))


def _helped(form: DemandForm, asking: Asking, demand: Demand | None = None) -> tuple[str, int]:
    """The form as it was typed, with what it may need; a suggestion that was taken is filled in."""
    fill_in(form, request.form.get(USE, ""))
    return _form_page(form, asking, demand, earlier=None if demand else _earlier()), 200


def _form_page(form: DemandForm, asking: Asking, demand: Demand | None = None, *, earlier: Demand | None = None) -> str:
    templates = () if demand or earlier else offered()
    return render_template(
        "pages/demands/form.html",
        form=form,
        demand=demand,
        template=_template(templates),
        templates=templates,
        earlier=earlier,
        may_copy_private=earlier is not None and _may_copy_private(earlier),
        promise=_promise(form, asking, demand),
        asking=asking,
        site_buttons=() if demand or form.errors or _site_id(form) else offered_first(asking.actor),
        suggestions=suggestions_for(form),
        offers=0 if demand else offers_for(current_actor(), form.category.data or None),
        offered_category=form.category.data or None,
    )


def _template(templates: Sequence[DemandTemplate]) -> DemandTemplate | None:
    """The template that the address names; it stays there while mistakes are mended."""
    wanted = request.args.get("like")
    return next((one for one in templates if one.code == wanted), None)


def _earlier() -> Demand | None:
    """The demand that the address wants once more, if the actor asks for its site."""
    wanted = request.args.get("again", type=int)
    return _asked_by_actor(wanted) if wanted else None


def _may_copy_private(earlier: Demand) -> bool:
    """Whether the actor may open the guarded part of the earlier demand, and it is still open."""
    place = earlier.private_place
    still_open = place is not None and is_open(place, clock.now())
    return still_open and permits(current_actor(), earlier, Permission.PRIVATE_PLACE_READ)


def _same_private(form: DemandForm) -> dict[str, Any]:
    """The guarded fields of the earlier demand, where they are to be the same; taking them is on record."""
    earlier = _earlier() if form.same_private.data else None
    if earlier is None or not _may_copy_private(earlier):
        return {}
    place = service.open_private(current_actor(), earlier.id)
    return {f"private_{name}": getattr(place, name) for name in PRIVATE}


def _promise(form: DemandForm, asking: Asking, demand: Demand | None) -> Promise | None:
    """Who would answer and by when, as far as the site is known."""
    site = asking.site(_site_id(form))
    site_id = site.id if site else demand.site_id if demand else None
    returned = demand.times_returned if demand else 0
    return promise(site_id, clock.now(), returned, _urgency(form, demand)) if site_id else None


def _urgency(form: DemandForm, demand: Demand | None) -> Urgency:
    """What was judged of one that was handed in before, else what is asked for."""
    if demand is not None and demand.number is not None:
        return Urgency(demand.urgency)
    return Urgency.URGENT if form.urgent.data else Urgency.NORMAL


def _site_id(form: DemandForm) -> int | None:
    return form.site_id.data if "site_id" in form else None


def _values_of(demand: Demand) -> dict[str, Any]:
    plain = {name: getattr(demand, name) for name in (*CONTENT, "site_id", "level", "on_behalf", "version")}
    return {**plain, **_when(demand), "urgent": demand.urgency != Urgency.NORMAL}


def _when(demand: Demand) -> dict[str, date | time]:
    starts, ends = clock.local(demand.starts), clock.local(demand.ends)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}


def _content(form: DemandForm, asking: Asking) -> dict[str, Any]:
    """What was typed; a place or risk note left empty becomes the usual one."""
    content = form.content()
    site = asking.site(content["site_id"])
    return {
        **content,
        "site_id": site.id if site else content["site_id"],
        "public_place": content["public_place"] or (usual_place(site) if site else None),
        "risk_note": content["risk_note"] or risk_of(content["category"]),
    }
