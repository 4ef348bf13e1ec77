"""`flask outbox drain`: deliver now what waits, without waiting for the scheduler."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from volunteer.kernel.jobs import Job, perform_whole
from volunteer.kernel.outbox import drain

DRAIN = Job("outbox", drain, "interval", {"seconds": 5}, in_parts=True)

group = AppGroup("outbox", help="Messages that leave the process.")


@group.command("drain")
def drain_command() -> None:
    """Deliver what is due."""
    click.echo(f"delivered: {perform_whole(DRAIN)}")
