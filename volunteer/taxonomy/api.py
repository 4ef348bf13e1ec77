"""JSON API of skills and categories. One list serves all units, so its permission reaches everywhere it is held."""

from __future__ import annotations

from typing import Any

from volunteer.taxonomy import service
from volunteer.taxonomy.models import Category, Skill, SkillGroup
from volunteer.taxonomy.queries import entries, groups
from volunteer.taxonomy.schemas import (
    CategoryIn,
    CategoryOut,
    CategoryPatch,
    EntryFilters,
    GroupFilters,
    SkillGroupIn,
    SkillGroupOut,
    SkillGroupPatch,
    SkillIn,
    SkillOut,
    SkillPatch,
    SuggestedOut,
    SuggestQuery,
)
from volunteer.taxonomy.suggesting import Suggested, search_skills, suggest_categories
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import acting, needs, signed_in
from volunteer.web.idempotency import idempotent

TAXONOMY_MANAGE = "taxonomy.manage"  # permissions are declared by organization, which stands above this room

blp = blueprint("taxonomy", __name__, "Skills and categories")


@blp.route("/skill-groups", methods=["GET"])
@signed_in
@blp.arguments(GroupFilters, location="query")
@blp.response(200, SkillGroupOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_groups(filters: dict[str, Any]) -> Listing:
    """Groups of skills in their order."""
    return Listing(groups(**filters))


@blp.route("/skill-groups", methods=["POST"])
@needs(TAXONOMY_MANAGE)
@idempotent
@blp.arguments(SkillGroupIn)
@blp.response(201, SkillGroupOut)
@documented(blp, 401, 403, 409)
def add_group(values: dict[str, Any]) -> SkillGroup:
    """Add a group of skills."""
    return service.add_group(acting(), values)


@blp.route("/skill-groups/<code>", methods=["PATCH"])
@needs(TAXONOMY_MANAGE)
@idempotent
@blp.arguments(SkillGroupPatch)
@blp.response(200, SkillGroupOut)
@documented(blp, 401, 403, 404, 409)
def change_group(changes: dict[str, Any], code: str) -> SkillGroup:
    """Change or retire a group of skills."""
    return service.change_group(acting(), code, changes)


@blp.route("/skill-suggestions", methods=["GET"])
@signed_in
@blp.arguments(SuggestQuery, location="query")
@blp.response(200, SuggestedOut(many=True))
@documented(blp, 401)
def skills_suggested(query: dict[str, Any]) -> list[Suggested]:
    """Skills by what is being typed, or by what a text asks for; the likeliest first."""
    return search_skills(query["q"])


@blp.route("/category-suggestions", methods=["GET"])
@signed_in
@blp.arguments(SuggestQuery, location="query")
@blp.response(200, SuggestedOut(many=True))
@documented(blp, 401)
def categories_suggested(query: dict[str, Any]) -> list[Suggested]:
    """Categories by what a text asks for; the likeliest first."""
    return suggest_categories(query["q"])


@blp.route("/skills", methods=["GET"])
@signed_in
@blp.arguments(EntryFilters, location="query")
@blp.response(200, SkillOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_skills(filters: dict[str, Any]) -> Listing:
    """Skills by code."""
    return Listing(entries(Skill, **filters))


@blp.route("/skills", methods=["POST"])
@needs(TAXONOMY_MANAGE)
@idempotent
@blp.arguments(SkillIn)
@blp.response(201, SkillOut)
@documented(blp, 401, 403, 409)
def add_skill(values: dict[str, Any]) -> Skill:
    """Add a skill."""
    return service.add_skill(acting(), values)


@blp.route("/skills/<code>", methods=["PATCH"])
@needs(TAXONOMY_MANAGE)
@idempotent
@blp.arguments(SkillPatch)
@blp.response(200, SkillOut)
@documented(blp, 401, 403, 404, 409)
def change_skill(changes: dict[str, Any], code: str) -> Skill:
    """Change or retire a skill."""
    return service.change_skill(acting(), code, changes)


@blp.route("/categories", methods=["GET"])
@signed_in
@blp.arguments(EntryFilters, location="query")
@blp.response(200, CategoryOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_categories(filters: dict[str, Any]) -> Listing:
    """Categories by code."""
    return Listing(entries(Category, **filters))


@blp.route("/categories", methods=["POST"])
@needs(TAXONOMY_MANAGE)
@idempotent
@blp.arguments(CategoryIn)
@blp.response(201, CategoryOut)
@documented(blp, 401, 403, 409)
def add_category(values: dict[str, Any]) -> Category:
    """Add a category."""
    return service.add_category(acting(), values)


@blp.route("/categories/<code>", methods=["PATCH"])
@needs(TAXONOMY_MANAGE)
@idempotent
@blp.arguments(CategoryPatch)
@blp.response(200, CategoryOut)
@documented(blp, 401, 403, 404, 409)
def change_category(changes: dict[str, Any], code: str) -> Category:
    """Change or retire a category."""
    return service.change_category(acting(), code, changes)
