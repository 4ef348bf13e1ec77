"""The application object that gunicorn and the flask command load."""

from volunteer.wiring import create_app

app = create_app()
