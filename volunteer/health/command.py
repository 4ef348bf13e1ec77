"""`flask health`: the page for the terminal and for watching programs; status 0 fine, 1 attention, 2 trouble."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
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
            click.echo(
                f"[有问题] 数据库：连不上（{type(error).__name__}）\n  → 请检查数据库是否在运行、DATABASE_URL 是否正确"
            )
            sys.exit(ORDER.index(Standing.TROUBLE))
        worst = checks.worst(found)
        for finding in sorted(found, key=lambda one: -ORDER.index(one.standing)):
            if everything or finding.standing != Standing.FINE:
                click.echo(_line(finding))
        click.echo(f"系统状况：{STANDINGS[worst]}")
    sys.exit(ORDER.index(worst))


def _line(finding: Finding) -> str:
    line = f"[{STANDINGS[finding.standing]}] {finding.part}：{finding.said}"
    return f"{line}\n  → {finding.todo}" if finding.todo else line
