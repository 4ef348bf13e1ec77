"""The log of errors names an address by its pattern: a private link is in the address, and would be in the log."""

from __future__ import annotations

import logging

from flask import Flask, has_request_context, request


class ByPattern(logging.Filter):
    """`/follow/<follow_token>` instead of the address that was asked for."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, without what stood in the address."""
        if has_request_context() and request.url_rule is not None and request.view_args:
            record.msg, record.args = record.getMessage().replace(request.path, request.url_rule.rule), ()
        return True


BY_PATTERN = ByPattern()


def init_app(app: Flask) -> None:
    """Applications of one process share the logger, and it the filter."""
    app.logger.addFilter(BY_PATTERN)
