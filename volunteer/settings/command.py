"""`flask config check`: is what is set right, and where does each value come from. Needs no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import AppGroup

from volunteer.runtime.command_line import flask_command
from volunteer.runtime.given import Given
from volunteer.settings import together
from volunteer.settings.reading import DEFAULT, Reading, read
from volunteer.settings.table import SETTINGS, Setting

group = AppGroup("config", help="Settings: are they right, and where do they come from.")


@group.command("check", with_appcontext=False)
def check_command() -> None:
    """Tell every fault in a line of its own, with status 1 if there is one; secrets are never shown."""
    reading = read(Given.read(), {})
    for setting in SETTINGS:
        click.echo(f"{setting.name} = {_shown(reading, setting)}   ({reading.origins[setting.name]})")
    click.echo()
    faults = [*reading.faults, *together.faults(reading)]
    for note in [] if faults else together.advice(reading):
        click.echo(f"note: {note}")
    for fault in faults:
        click.echo(f"error: {fault}", err=True)
    if faults:
        sys.exit(1)
    click.echo("settings are right · 设置无误")


def _shown(reading: Reading, setting: Setting) -> str:
    if setting.secret and reading.origins[setting.name] != DEFAULT:
        return "(set, not shown)"
    return "" if setting.secret else str(reading.values[setting.name])


def asked_for(arguments: Sequence[str]) -> bool:
    """Whether a command line is `flask … config …`. Settings that are wrong keep the application from starting, so what
    tells about them must not wait for it."""
    return flask_command(arguments) == "config"


def alone() -> Flask:
    """An application that has this command and nothing else."""
    app = Flask("settings")
    app.cli.add_command(group)
    return app
