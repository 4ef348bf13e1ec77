"""Where the rooms meet: a file for each table of what they bring, and the application made of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate

from volunteer import config, tables
from volunteer.deadlines.years import missing_years
from volunteer.demands.deadlines import left_words
from volunteer.demo.outlines import demo_outlines
from volunteer.home import awaiting, navigation, urgent
from volunteer.hotlines import pages as hotlines_pages
from volunteer.kernel import changes, logs
from volunteer.kernel.connections import keep_prepared
from volunteer.kernel.database import db
from volunteer.notices.queries import unread
from volunteer.organization import holding_back
from volunteer.people import identity, resolver
from volunteer.privacy import asking as consent_asking
from volunteer.rosters import pages as rosters_pages
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.sign_in import ways
from volunteer.taxonomy import naming
from volunteer.web import api as web_api
from volunteer.web import (
    assets,
    compression,
    display,
    error_log,
    errors,
    guard,
    kit,
    nav,
    picking,
    proxies,
    request_log,
    security,
    town_maps,
)
from volunteer.wiring.api import API
from volunteer.wiring.pages import PAGES
from volunteer.wiring.pickers import PICKERS
from volunteer.wiring.processes import CHANNELS, COMMANDS, JOBS
from volunteer.wiring.reactions import REACTIONS
from volunteer.wiring.seams import fill_seams

__all__ = ["CHANNELS", "JOBS", "REACTIONS", "create_app"]


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole application. `overrides` win over the environment (tests pass the database's addresses)."""
    app = Flask(
        "volunteer", template_folder=str(PROJECT_ROOT / "templates"), static_folder=str(PROJECT_ROOT / "static")
    )
    app.jinja_environment = kit.TemplateEnvironment
    app.config.update(config.load(overrides))
    logs.configure(logs.form_for(app.config["APP_ENV"], app.config["LOG_FORMAT"]), app.config["LOG_LEVEL"])
    _connect(app)
    fill_seams()
    _equip(app)
    _open(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions["volunteer_jobs"] = JOBS
    app.extensions["volunteer_tables"] = tables.ALL
    return app


def _connect(app: Flask) -> None:
    """The database, and the language of its reader."""
    config.connect(app)
    db.init_app(app)
    with app.app_context():
        keep_prepared(db.engine, partial(changes.forget, app))
    Migrate(app, db, directory=str(PROJECT_ROOT / "migrations"), compare_type=True)
    Babel(app, locale_selector=display.locale)


def _equip(app: Flask) -> None:
    """What every page and every call needs, in the order in which it sees a request."""
    proxies.init_app(app)
    request_log.init_app(app)
    resolver.init_app(app)
    compression.init_app(app)
    assets.init_app(app)
    hotlines_pages.take_large_files(app)
    rosters_pages.take_large_files(app)
    security.init_app(app)
    holding_back.init_app(app)
    guard.init_app(app, resolver.resolve_actor)
    errors.init_app(app)
    error_log.init_app(app)
    kit.init_app(app)
    naming.init_app(app)
    app.jinja_env.filters["time_left"] = left_words
    app.jinja_env.globals["years_without_holidays"] = missing_years
    town_maps.init_app(app, demo_outlines)
    picking.init_app(app, PICKERS)
    ways.init_app(app)
    nav.init_app(app, navigation.decider(unread))
    identity.ask_along({**awaiting.along(unread), **urgent.ALONG, **consent_asking.ALONG})
    consent_asking.init_app(app)


def _open(app: Flask) -> None:
    """The addresses: pages, the API, its description."""
    for page in PAGES:
        app.register_blueprint(page)
    smorest = web_api.init_app(app)
    for blueprint in API:
        smorest.register_blueprint(blueprint)
    web_api.refuse_unknown_queries(app, smorest)
    guard.open_endpoints(app, ("api-docs.openapi_json",))
