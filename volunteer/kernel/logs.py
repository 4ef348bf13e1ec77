"""One form for every log line: JSON in production, readable lines elsewhere, on the standard error of the process.

Lines of the application, of Flask, of gunicorn and of libraries pass the same way, so that each carries the number of
its request (kernel/tracing) and none carries what it must not (kernel/redaction).
"""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from volunteer.kernel import tracing
from volunteer.kernel.redaction import redact

FORMATS = ("json", "text")
LEVELS = ("debug", "info", "warning", "error")
# What libraries tell at these levels is of no use to whoever runs the platform; httpx tells whole addresses.
QUIET = ("apscheduler", "httpcore", "httpx", "PIL", "apprise", "fontTools", "werkzeug", "urllib3", "alembic")


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever the standard error is at that moment, unless a stream was given."""

    def __init__(self, stream: TextIO | None = None) -> None:
        logging.Handler.__init__(self)
        self._given = stream

    @property
    def stream(self) -> TextIO:
        """Where the next line goes."""
        return self._given or sys.stderr

    @stream.setter
    def stream(self, given: TextIO) -> None:
        self._given = given


def configure(form: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Set the form (`json` or `text`) and the least level of every line of this process. May be called again."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _numbered,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        redact,
    ]
    handler = StandardError(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
        )
    )
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if isinstance(one, StandardError)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def form_for(environment: str, chosen: str = "") -> str:
    """The form of an installation: what was chosen, else JSON in production."""
    return chosen or ("json" if environment == "production" else "text")


def _numbered(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    number = tracing.current()
    if number is not None:
        line.setdefault("request_id", number)
    return line


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )
