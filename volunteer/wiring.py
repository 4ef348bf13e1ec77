"""Where the rooms meet: blueprints, the table "when this happened, do these", scheduled jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_smorest import Blueprint as ApiBlueprint

from volunteer import config, tables
from volunteer.happenings.base import Happening
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Reaction, register_reactions
from volunteer.people import resolver
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.web import api, errors, guard, health, kit, nav, security, styleguide

# Pages
PAGES: tuple[Blueprint, ...] = (
    health.bp,
    styleguide.blueprint,
)

# JSON API under /api/v1
API: tuple[ApiBlueprint, ...] = ()

# When this happened, do these, in order, in the same transaction.
REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {}

# Run by the scheduler process.
JOBS: tuple[Job, ...] = ()

# `flask --app app …`
COMMANDS: tuple[Any, ...] = ()


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole application. `overrides` win over the environment (tests pass the database's addresses)."""
    app = Flask(
        "volunteer", template_folder=str(PROJECT_ROOT / "templates"), static_folder=str(PROJECT_ROOT / "static")
    )
    app.config.update(config.load(overrides))
    config.connect(app)
    db.init_app(app)
    Migrate(app, db, directory=str(PROJECT_ROOT / "migrations"), compare_type=True)
    Babel(app, locale_selector=_locale)
    register_reactions(REACTIONS)
    resolver.init_app(app)
    security.init_app(app)
    guard.init_app(app, resolver.resolve_actor)
    errors.init_app(app)
    kit.init_app(app)
    nav.init_app(app, _navigation)
    for page in PAGES:
        app.register_blueprint(page)
    smorest = api.init_app(app)
    for blueprint in API:
        smorest.register_blueprint(blueprint)
    guard.open_endpoints(app, ("api-docs.openapi_json",))
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions["volunteer_jobs"] = JOBS
    app.extensions["volunteer_tables"] = tables.ALL
    return app


def _locale() -> str:
    """The language chosen by the visitor, Chinese otherwise."""
    chosen = request.cookies.get("locale") if request else None
    return chosen if chosen in ("zh", "en") else "zh"


def _navigation() -> dict[str, Any]:
    return {"nav": [], "nav_style": "public"}
