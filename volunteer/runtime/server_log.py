"""gunicorn's own words in the form of all others (kernel/logs)."""

from __future__ import annotations

from gunicorn.config import Config  # type: ignore[import-untyped]  # ships no types
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from volunteer.kernel import logs
from volunteer.runtime.given import given


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Hands the error log to the root logger; there is no access log, as the application writes a line per request."""

    def setup(self, cfg: Config) -> None:
        """Called once, before the application is imported."""
        super().setup(cfg)
        form = logs.form_for(given("APP_ENV") or "", given("LOG_FORMAT") or "")
        logs.configure(form, given("LOG_LEVEL") or "info")
        self.error_log.handlers.clear()
        self.error_log.propagate = True
