"""The application of `flask backup` and `flask restore`: the database and the trail, none of the pages.

Half of the time of a backup went into addresses, forms and jobs that no backup asks for.
"""

from __future__ import annotations

from flask import Flask

from volunteer import config, tables
from volunteer.audit.reactions import audited
from volunteer.backup.command import backup_command, restore_command
from volunteer.happenings.backup import BackupFailed, BackupMade
from volunteer.happenings.base import Happening
from volunteer.happenings.notices import OutboxHeld
from volunteer.kernel import logs
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Reaction, register_reactions

COMMANDS = (backup_command, restore_command)
# What these commands record, with the same reactions as in the whole application; a test holds the two together.
REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    BackupFailed: (audited,),
    BackupMade: (audited,),
    OutboxHeld: (audited,),
}


def create_app() -> Flask:
    """Settings, database, tables, trail, and the two commands. `ConfigurationError` where settings are wrong."""
    app = Flask("volunteer")
    app.config.update(config.load(None))
    logs.configure(logs.form_for(app.config["APP_ENV"], app.config["LOG_FORMAT"]), app.config["LOG_LEVEL"])
    config.connect(app)
    db.init_app(app)
    app.extensions["volunteer_tables"] = tables.ALL
    register_reactions(REACTIONS)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app
