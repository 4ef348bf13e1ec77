"""`flask triage learn` and `flask triage measure`: the weights of words, and how often what they suggest is right."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from volunteer.taxonomy.weighing import FILE
from volunteer.triage.learning import write
from volunteer.triage.measuring import report

group = AppGroup("triage", help="What triage knows of texts.")


@group.command("learn")
def learn() -> None:
    """Learn from volunteer/triage/data how much each word says; the same texts give the same file."""
    click.echo(f"{write(FILE)} texts → {FILE.name}")


@group.command("measure")
def measure() -> None:
    """How often this installation's categories, skills and synonyms find what unseen texts ask for."""
    for line in report():
        click.echo(line)
