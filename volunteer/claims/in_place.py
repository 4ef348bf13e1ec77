"""Answers to a button on a card: a piece of page for those with script, the way back to the card for those without."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _

from volunteer.claims.states import ClaimStatus
from volunteer.kernel.errors import Refused
from volunteer.web.errors import came_from
from volunteer.web.links import inside
from volunteer.web.wording import words

OWN_PAGE = "#position, #claim-bar"  # the parts of a position's page that a claim changes


def wanted() -> bool:
    """Whether the button that was pressed waits for a piece to take its place."""
    return "place" in request.form and request.headers.get("HX-Request") == "true"


def message(text: str, undo_url: str) -> dict[str, str | None]:
    """What is flashed, with the way back; it changes the card the button stood on, or the position's own page."""
    place = request.form.get("place", "")
    named = inside(request.form.get("next"))
    return {
        "text": text,
        "undo_url": undo_url,
        "place": place if place.isdecimal() else None,
        "parts": None if place or named else OWN_PAGE,
    }


def way_back(position_id: int) -> str:
    """Where the person was: the page the form names, the card the button stood on, else the position's own page."""
    named = inside(request.form.get("next"))
    if named is not None:
        return named
    page = came_from() if "place" in request.form else "/"
    return f"{page}#claim-{position_id}" if page != "/" else url_for("positions.detail", position_id=position_id)


def claimed(position_id: int, claim_id: int, status: str) -> str:
    """Done, with the way back."""
    undo = url_for("schedule.release", claim_id=claim_id)
    return _answer(position_id, "done", text=_short(status), undo_url=undo, said=said(status))


def released(position_id: int) -> str:
    """The button is back."""
    return _answer(position_id, "claim", said=_("名额已释放"))


def refused(position_id: int, refusal: Refused) -> str:
    """Why not; the queue is still open where only the places are gone."""
    return _answer(position_id, "waitlist" if refusal.reason == "full" else "refused", text=words(refusal))


def said(status: str) -> str:
    """What a claim answered, in words."""
    answers: dict[ClaimStatus, str] = {
        ClaimStatus.CONFIRMED: _("报名成功，开始前可以随时释放"),
        ClaimStatus.REQUESTED: _("已提交，需本队负责人同意后生效"),
        ClaimStatus.WAITLISTED: _("已加入候补，轮到时会通知你"),
    }
    return str(answers.get(ClaimStatus(status), _("已登记")))


def _short(status: str) -> str:
    answers: dict[ClaimStatus, str] = {
        ClaimStatus.REQUESTED: _("等负责人同意"),
        ClaimStatus.WAITLISTED: _("候补中"),
    }
    return str(answers.get(ClaimStatus(status), _("已报名")))


def _answer(position_id: int, state: str, **rest: str | None) -> str:
    return render_template("pages/positions/_answer.html", position_id=position_id, state=state, **rest)
