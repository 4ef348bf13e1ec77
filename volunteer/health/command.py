"""`flask health`: the page for the terminal and for watching programs; status 0 fine, 1 attention, 2 trouble."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from volunteer.health import checks
from volunteer.health.checks import ORDER, Finding, Standing
from volunteer.health.pages import STANDINGS
from volunteer.kernel import job_runs


@click.command("health")
@click.option("--all", "everything", is_flag=True, help="Also tell what is fine.")
@with_appcontext
def command(everything: bool) -> None:
    """How the installation stands, and what to do."""
    with force_locale("zh"):
        try:
            found = checks.examine(job_runs.database_now())
        except SQLAlchemyError as error:
            kind = type(error).__name__
            click.echo(_("[有问题] 数据库：连不上（%(kind)s），请检查它是否在运行、DATABASE_URL 是否正确", kind=kind))
            sys.exit(ORDER.index(Standing.TROUBLE))
        worst = checks.worst(found)
        for finding in sorted(found, key=lambda one: -ORDER.index(one.standing)):
            if everything or finding.standing != Standing.FINE:
                click.echo(_line(finding))
        click.echo(_("系统状况：%(standing)s", standing=STANDINGS[worst]))
    sys.exit(ORDER.index(worst))


def _line(finding: Finding) -> str:
    standing = STANDINGS[finding.standing]
    line = _("[%(standing)s] %(part)s：%(said)s", standing=standing, part=finding.part, said=finding.said)
    return f"{line}\n  → {finding.todo}" if finding.todo else line
