"""The application object that gunicorn and the flask command load."""

import gc

from flask import Flask


def start() -> Flask:
    """The application. What is imported stays, and looking for garbage in it takes a fifth of the start."""
    gc.disable()
    try:
        from volunteer.wiring import create_app

        return create_app()
    finally:
        gc.freeze()
        gc.enable()


app = start()
