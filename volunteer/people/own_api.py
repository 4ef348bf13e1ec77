"""JSON API of one's own skills, their papers, and times away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.people import absences, evidence, queries, skills
from volunteer.people.evidence_pages import allow_a_picture
from volunteer.people.models import Absence, AbsenceKind
from volunteer.people.own_schemas import (
    AbsenceIn,
    AbsenceOut,
    EvidenceFile,
    EvidenceForm,
    OwnSkillOut,
    OwnSkillsIn,
)
from volunteer.people.pictures import MOST_SENT
from volunteer.people.queries import HeldSkill
from volunteer.web.api import LARGEST_ID, blueprint, documented
from volunteer.web.guard import signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("own", __name__, "One's own skills and times away")
papers_blp = blueprint("papers", __name__, "One's own papers")
papers_blp.url_value_preprocessor(allow_a_picture)


@blp.route("/me/skills", methods=["GET"])
@signed_in
@blp.response(200, OwnSkillOut(many=True))
@documented(blp, 401, 404)
def list_skills() -> list[HeldSkill]:
    """One's own skills, and how those stand whose paper a leader has to see."""
    return _skills()


@blp.route("/me/skills", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(OwnSkillsIn)
@blp.response(201, OwnSkillOut(many=True))
@documented(blp, 401, 404, 409)
def add_skills(data: dict[str, Any]) -> list[HeldSkill]:
    """Add several skills."""
    skills.add_skills(current_actor(), {one["skill"]: one["level"] for one in data["skills"]})
    return _skills()


@blp.route("/me/skills/<skill>", methods=["DELETE"])
@signed_in
@idempotent
@blp.response(204)
@documented(blp, 401, 404)
def remove_skill(skill: str) -> None:
    """Take a skill off one's list, and its paper with it."""
    skills.remove_skill(current_actor(), queries.own(current_actor()).id, skill)


@papers_blp.route("/me/skills/<skill>/evidence", methods=["PUT"])
@signed_in
@idempotent
@papers_blp.arguments(EvidenceForm, location="form")
@papers_blp.arguments(EvidenceFile, location="files")
@papers_blp.response(200, OwnSkillOut)
@documented(papers_blp, 401, 404, 409, 413)
def show_paper(form: dict[str, Any], files: dict[str, Any], skill: str) -> HeldSkill:
    """Show the paper of a qualification, or a newer one; what is approved goes on until a leader decides."""
    picture = evidence.drawn(files["picture"].read(MOST_SENT + 1))
    evidence.add_evidence(current_actor(), skill, picture, form.get("expires_on"))
    return _skill(skill)


@papers_blp.route("/me/skills/<skill>/evidence", methods=["DELETE"])
@signed_in
@idempotent
@papers_blp.response(204)
@documented(papers_blp, 401, 404)
def remove_paper(skill: str) -> None:
    """Take the picture back."""
    evidence.remove_evidence(current_actor(), skill)


@blp.route("/me/absences", methods=["GET"])
@signed_in
@blp.response(200, AbsenceOut(many=True))
@documented(blp, 401, 404)
def list_absences() -> Sequence[Absence]:
    """When one is away, now or later."""
    return absences.absences_of(queries.own(current_actor()).id, clock.now())


@blp.route("/me/absences", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(AbsenceIn)
@blp.response(201, AbsenceOut)
@documented(blp, 401, 404, 409)
def add_absence(data: dict[str, Any]) -> Absence:
    """Be away for a while."""
    return absences.add_absence(current_actor(), AbsenceKind(data["kind"]), data["starts"], data["ends"])


@blp.route("/me/absences/<int:absence_id>", methods=["DELETE"])
@signed_in
@idempotent
@blp.response(204)
@documented(blp, 401, 404)
def remove_absence(absence_id: int) -> None:
    """Be there after all."""
    if absence_id > LARGEST_ID:
        raise NotVisible
    absences.remove_absence(current_actor(), absence_id)


def _skills() -> list[HeldSkill]:
    member_id = queries.own(current_actor()).id
    return queries.skills_of([member_id])[member_id]


def _skill(code: str) -> HeldSkill:
    return next(one for one in _skills() if one.code == code)
