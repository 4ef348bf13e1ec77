"""`flask --app app demo load`: the pilot city, for looking and for tests; never in production."""

from __future__ import annotations

import sys
import time

import click
from flask import current_app
from flask.cli import AppGroup

from volunteer.accounts.passwords import hash_password
from volunteer.audit.jobs import ensure_coming_months
from volunteer.demo.load import NotEmpty, load, make_city
from volunteer.demo.months import freeze_months
from volunteer.demo.records import certify
from volunteer.demo.scale import SCALES
from volunteer.kernel import clock

DEFAULT_PASSWORD = "Volunteer-2026"  # public by design: demo accounts do not exist in production

demo = AppGroup("demo", help="The deterministic demo city.")


@demo.command("load")
@click.option("--scale", type=click.Choice(sorted(SCALES)), default="pilot", show_default=True)
@click.option("--seed", type=int, default=2026, show_default=True)
def load_demo(scale: str, seed: int) -> None:
    """Fill an empty, migrated database with the demo city."""
    if current_app.config["APP_ENV"] == "production":
        sys.exit("error: demo data is never loaded when APP_ENV=production; use `flask --app app init`")
    began = time.monotonic()
    password = current_app.config["DEMO_PASSWORD"] or DEFAULT_PASSWORD
    rows = make_city(SCALES[scale], seed, clock.now(), hash_password(password))
    try:
        written = load(current_app.config["MIGRATION_DATABASE_URL"], rows)
    except NotEmpty:
        sys.exit("error: the database is not empty; the demo city needs a new one")
    ensure_coming_months(clock.now())
    certify(clock.now())
    freeze_months(clock.now())
    people, served = written["member"], written["attendance"]
    click.echo(f"demo city: {people:,} members, {served:,} attendances, {time.monotonic() - began:.1f} s")
