"""The application object that gunicorn and the flask command load."""

import gc
import sys

from flask import Flask


def start() -> Flask:
    """The application; where settings are wrong, a line for each and status 1.

    What is imported stays, and looking for garbage in it takes a fifth of the start.
    """
    gc.disable()
    try:
        from volunteer.config import ConfigurationError
        from volunteer.settings import command

        if command.asked_for(sys.argv):
            return command.alone()
        try:
            return create(sys.argv)
        except ConfigurationError as faults:
            sys.exit("\n".join(f"error: {fault}" for fault in str(faults).splitlines()))
    finally:
        gc.freeze()
        gc.enable()


def create(arguments: list[str]) -> Flask:
    """The whole application, or as much of it as the command needs that this process was started for."""
    from volunteer.runtime.command_line import flask_command

    if flask_command(arguments) in ("backup", "restore"):  # half of their time went into what they do not use
        from volunteer.backup import alone

        return alone.create_app()
    from volunteer.wiring import create_app

    return create_app()


app = start()
