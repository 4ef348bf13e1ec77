"""Words are moderated for privacy only: personal data is blotted out with a reason, on record; criticism stays.

Whoever moderates holds the site's side, never the unit that served. The words themselves are kept, and whoever wrote
them sees what was hidden and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from volunteer.answers.models import Answer, HiddenPart
from volunteer.answers.queries import one_answer
from volunteer.answers.rules import LONGEST_HIDDEN
from volunteer.answers.states import PersonalData
from volunteer.happenings.answers import AnswerPartHidden
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require


@dataclass(frozen=True)
class Hiding:
    """Which words, what they give away, and why they have to be hidden."""

    words: str
    kind: PersonalData
    reason: str


def may_hide(actor: Actor, answer: Answer) -> bool:
    """Whether the actor moderates this answer."""
    return actor.reach(Permission.DEMAND_ASK).covers(answer.unit.path, answer.site.path)


@use_case
def hide(work: Work, actor: Actor, answer_id: int, hiding: Hiding) -> Answer:
    """Hide some words wherever they stand in the answer."""
    answer = one_answer(actor, answer_id, lock=True)
    require(actor, Permission.DEMAND_ASK, answer.unit.path, answer.site.path)
    if len(hiding.words) > LONGEST_HIDDEN:
        raise Invalid({"words": _("一次最多隐去 %(most)s 个字：只隐去个人信息，不隐去意见", most=LONGEST_HIDDEN)})
    found = [place for place in _places(answer.comment or "", hiding.words) if not _is_hidden(answer, place)]
    if not found:
        raise Refused("part_not_found")
    if sum(part.length for part in answer.hidden) + len(hiding.words) * len(found) >= len(answer.comment or ""):
        raise Invalid({"words": _("不能把整段话隐去：只隐去个人信息，不隐去意见")})
    for begins in found:
        part = HiddenPart(begins=begins, length=len(hiding.words), kind=hiding.kind, reason=hiding.reason)
        part.by, part.at = actor.account_id or 0, work.now
        answer.hidden.append(part)
    details = {"kind": hiding.kind, "length": len(hiding.words), "places": len(found)}
    work.record(AnswerPartHidden(subject_id=answer.id, unit_id=answer.unit_id, reason=hiding.reason, details=details))
    return answer


def _places(text: str, words: str) -> list[int]:
    found, at = list[int](), text.find(words)
    while words and at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return found


def _is_hidden(answer: Answer, begins: int) -> bool:
    return any(part.begins <= begins < part.begins + part.length for part in answer.hidden)
