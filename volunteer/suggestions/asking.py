"""Asking several members for one position in one step, and saying what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from volunteer.claims import service as claims
from volunteer.claims.service import SeriesAnswer
from volunteer.organization.actor import Actor
from volunteer.projects.models import Position
from volunteer.projects.rules import free_places
from volunteer.web.wording import words_of_another


@dataclass(frozen=True)
class Asked:
    """What became of each; whether an asked member has a place held, or said yes beforehand and has it."""

    answers: tuple[SeriesAnswer, ...]
    holds: bool
    consented: bool = False

    @property
    def done(self) -> int:
        """How many were asked or signed up."""
        return sum(answer.claim is not None for answer in self.answers)

    @property
    def refused(self) -> Counter[str]:
        """How many were not, by the reason."""
        return Counter(answer.refusal.reason for answer in self.answers if answer.refusal is not None)


def ask_several(actor: Actor, position: Position, member_ids: Iterable[int], *, consented: bool = False) -> Asked:
    """Offers that hold a place as long as there are enough, else invitations that hold none (D14).

    Members who agreed beforehand are signed up one after the other while places last (D13).
    """
    members = list(dict.fromkeys(member_ids))
    holds = len(members) <= free_places(position)
    if consented or holds:
        answers = claims.offer_all(actor, position.id, members, consented=consented)
    else:
        answers = claims.invite_all(actor, position.id, members)
    return Asked(tuple(answers), holds, consented)


def tell(asked: Asked) -> None:
    """Tell how many were asked and what that means, and each reason against somebody once with its count."""
    if asked.done:
        flash(_done(asked), "ok")
    for reason, count in asked.refused.items():
        flash(_("%(count)s 人没有邀请：%(why)s", count=count, why=words_of_another(reason)), "warn")
    if not asked.answers:
        flash(_("请先勾选要邀请的人"), "info")


def _done(asked: Asked) -> str:
    if asked.consented:
        return str(ngettext("已为 %(num)s 人报名并告知本人", "已为 %(num)s 人报名并告知本人", asked.done))
    if asked.holds:
        return str(
            ngettext(
                "已向 %(num)s 人发出邀约，名额保留到答复期限", "已向 %(num)s 人发出邀约，名额保留到答复期限", asked.done
            )
        )
    return str(ngettext("已邀请 %(num)s 人，先答应的先得", "已邀请 %(num)s 人，先答应的先得", asked.done))
