"""`flask triage learn`: the weights of words made anew from the sorted texts."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from volunteer.taxonomy.weighing import FILE
from volunteer.triage.learning import write

group = AppGroup("triage", help="What triage knows of texts.")


@group.command("learn")
def learn() -> None:
    """Learn from volunteer/triage/data how much each word says; the same texts give the same file."""
    click.echo(f"{write(FILE)} texts → {FILE.name}")
