"""The board of a site, or of the sites of a town: what it has to do itself, what is on this week, what is under way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from volunteer.demands import board, queries
from volunteer.demands.beside import waiting_beside
from volunteer.demands.queries import BoardNumbers
from volunteer.demands.wording import BOARD
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place

PAGE_SIZE = 20


def board_page(actor: Actor, now: datetime) -> str:
    """The four columns, or with `?show=` all of one; `?site=` narrows it to one of several sites."""
    sites = queries.own_sites(actor)
    site = _site(sites)
    shown = request.args.get("show")
    common = {"site": site, "sites": [(one.id, one.name) for one in sites], "labels": BOARD, "now": now}
    narrowed = site.id if site else None
    if shown in (*BOARD, "all"):
        return _group_page(actor, shown, now, narrowed, common)
    numbers = queries.board_numbers(actor, now, narrowed)
    return render_template(
        "pages/demands/board.html",
        **common,
        numbers=numbers.groups,
        posted=numbers.posted,
        beside=waiting_beside(actor, narrowed),
        columns=board.columns(actor, numbers.groups, now, narrowed),
        steps=_first_steps(sites if site is None else [site], numbers),
    )


def _group_page(actor: Actor, shown: str, now: datetime, site_id: int | None, common: dict[str, Any]) -> str:
    wanted = board.group(actor, shown, now, site_id)
    found = db.paginate(wanted, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    cards = board.cards(actor, found.items, now)
    return render_template("pages/demands/group.html", **common, shown=shown, found=found, cards=cards)


def _site(sites: Sequence[Place]) -> Place | None:
    """The site that was chosen; the only one needs no choice."""
    if len(sites) == 1:
        return sites[0]
    wanted = request.args.get("site", type=int)
    return next((site for site in sites if site.id == wanted), None)


def _first_steps(sites: Sequence[Place], numbers: BoardNumbers) -> list[dict[str, Any]]:
    complete = all(site.address and site.duty_phone for site in sites)
    only = sites[0] if len(sites) == 1 else None
    known = " · ".join(filter(None, (only.address, only.duty_phone))) if only else ""
    return [
        {
            "title": _("核对社区地址和值班电话"),
            "text": known if complete else _("还没有填全，志愿者会找不到地方；请镇街或工委补上"),
            "url": url_for("sites.show", site_id=only.id) if only else url_for("sites.index"),
            "done": complete,
        },
        {
            "title": _("发布第一条需求"),
            "text": _("选一样常用的，改几个字就能发"),
            "url": url_for("demand_forms.new"),
            "done": numbers.posted,
        },
        {
            "title": _("看看签到屏和签到表"),
            "text": _("服务当天放在门口，大家扫码签到"),
            "url": url_for("activities.index"),
            "done": numbers.served,
        },
    ]
