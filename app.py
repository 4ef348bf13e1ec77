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
        from volunteer.wiring import create_app

        try:
            return create_app()
        except ConfigurationError as faults:
            sys.exit("\n".join(f"error: {fault}" for fault in str(faults).splitlines()))
    finally:
        gc.freeze()
        gc.enable()


app = start()
