"""A restored database looked at with the eyes of this code: migrated forward if asked, its ledger proved, held.

Runs as a program of its own (`python -m volunteer.backup.settling`), since an application knows one database only. The
last line it writes is JSON, see `Settled`.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime

import flask_migrate
from flask import current_app

from volunteer.backup.unmarking import unmark
from volunteer.kernel.outbox_hold import HoldReason
from volunteer.kernel.outbox_release import hold
from volunteer.ledger.keeping import keeping
from volunteer.ledger.proof import Checked
from volunteer.ledger.proving import everything
from volunteer.organization.actor import SYSTEM
from volunteer.runtime.migrations import DIRECTORY
from volunteer.wiring import create_app


def main(arguments: list[str]) -> int:
    """Do it on the database and with the files that the environment names."""
    parser = argparse.ArgumentParser(prog="settling")
    parser.add_argument("--migrate", action="store_true")
    parser.add_argument("--hold-since", type=datetime.fromisoformat)
    options = parser.parse_args(arguments)
    with create_app().app_context():
        if options.migrate:
            flask_migrate.upgrade(directory=str(DIRECTORY))
        checked = Checked()
        for part in everything(keeping()):
            checked.add(part)
        if options.hold_since is not None:
            unmark(current_app.config["MIGRATION_DATABASE_URL"])
            hold(SYSTEM, HoldReason.RESTORE, options.hold_since)
    faults = [f"{found.fault} {found.member_id or found.day or 'file'}" for found in checked.found]
    print(json.dumps({"members": checked.members, "entries": checked.entries, "days": checked.days, "faults": faults}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
