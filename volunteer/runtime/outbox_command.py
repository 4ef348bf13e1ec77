"""`flask outbox drain`: deliver now what waits, without waiting for the scheduler."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from volunteer.kernel.jobs import Job, perform
from volunteer.kernel.outbox import drain

DRAIN = Job("outbox", drain, "interval", {"seconds": 10})

group = AppGroup("outbox", help="Messages that leave the process.")


@group.command("drain")
def drain_command() -> None:
    """Deliver what is due."""
    delivered = 0
    while done := perform(DRAIN):
        delivered += done
    click.echo(f"delivered: {delivered}")
