"""JSON API of members."""

from __future__ import annotations

from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import approvals, queries, service, skills
from volunteer.people.models import Member, MemberSkill
from volunteer.people.schemas import (
    HeldSkillOut,
    MemberFilters,
    MemberIn,
    MemberOut,
    MemberPatch,
    MemberSkillIn,
    SkillApproval,
    SkillReturn,
    UnmaskQuery,
)
from volunteer.people.shown import ShownMember, shown
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("members", __name__, "Members, within reach")


@blp.route("/members", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.arguments(MemberFilters, location="query")
@blp.response(200, MemberOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_members(filters: dict[str, Any]) -> Listing:
    """Members by pinyin."""
    return _listing(filters)


@blp.route("/units/<int:unit_id>/members", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.arguments(MemberFilters(exclude=["unit"]), location="query")
@blp.response(200, MemberOut(many=True))
@documented(blp, 401, 403, 404)
@blp.paginate(ListingPage, max_page_size=100)
def list_unit_members(filters: dict[str, Any], unit_id: int) -> Listing:
    """Members of a unit and of all below it."""
    get_visible(Unit, current_actor(), Permission.UNIT_READ, unit_id)
    return _listing({**filters, "unit": unit_id})


@blp.route("/members", methods=["POST"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(MemberIn)
@blp.response(201, MemberOut)
@documented(blp, 401, 403, 409)
def add_member(new: service.NewMember) -> ShownMember:
    """Add a member with an account to be activated."""
    return _one(service.add_member(current_actor(), new))


@blp.route("/members/<int:member_id>", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.arguments(UnmaskQuery, location="query")
@blp.response(200, MemberOut)
@documented(blp, 401, 403, 404)
def get_member(query: dict[str, Any], member_id: int) -> ShownMember:
    """One member."""
    return _one(get_visible(Member, current_actor(), Permission.MEMBER_READ, member_id), **query)


@blp.route("/members/<int:member_id>", methods=["PATCH"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(MemberPatch)
@blp.response(200, MemberOut)
@documented(blp, 401, 403, 404, 409)
def update_member(changes: dict[str, Any], member_id: int) -> ShownMember:
    """Correct, transfer or change the kind of a member."""
    version = changes.pop("version")
    return _one(service.update_member(current_actor(), member_id, version, changes))


@blp.route("/members/<int:member_id>/skills", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(MemberSkillIn)
@blp.response(201, HeldSkillOut)
@documented(blp, 401, 403, 404, 409)
def add_skill(data: dict[str, Any], member_id: int) -> MemberSkill:
    """Add a skill to one's own list, or as a leader to a member's."""
    return skills.add_skill(current_actor(), member_id, data["skill"], data["level"], data.get("expires_on"))


@blp.route("/members/<int:member_id>/skills/<code>/approve", methods=["POST"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(SkillApproval)
@blp.response(200, HeldSkillOut)
@documented(blp, 401, 403, 404, 409)
def approve_skill(data: dict[str, Any], member_id: int, code: str) -> MemberSkill:
    """Approve a qualification."""
    return approvals.approve_skill(current_actor(), member_id, code, data.get("expires_on"))


@blp.route("/members/<int:member_id>/skills/<code>/return", methods=["POST"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(SkillReturn)
@blp.response(200, HeldSkillOut)
@documented(blp, 401, 403, 404, 409)
def return_skill(data: dict[str, Any], member_id: int, code: str) -> MemberSkill:
    """Give a qualification back with the reason; an approval that still runs goes on."""
    return approvals.return_skill(current_actor(), member_id, code, data["reason"])


@blp.route("/members/<int:member_id>/skills/<code>", methods=["DELETE"])
@signed_in
@idempotent
@blp.response(204)
@documented(blp, 401, 403, 404)
def remove_skill(member_id: int, code: str) -> None:
    """Take a skill off the list."""
    skills.remove_skill(current_actor(), member_id, code)


def _listing(filters: dict[str, Any]) -> Listing:
    actor = current_actor()
    unmask, purpose = filters.pop("unmask", False), filters.pop("purpose", "")
    permission = Permission.MEMBER_UNMASK if unmask else Permission.MEMBER_READ
    return Listing(
        queries.members(actor, **filters, permission=permission),
        convert=lambda rows: shown(actor, rows, unmask=unmask, purpose=purpose),
    )


def _one(member: Member, unmask: bool = False, purpose: str = "") -> ShownMember:
    return shown(current_actor(), [member], unmask=unmask, purpose=purpose)[0]
