"""Bodies of the API: what is valid JSON and yet cannot be taken is the caller's fault, not ours."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Request
from webargs.flaskparser import FlaskParser

HALF_A_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")


class JsonBodies(FlaskParser):
    """As webargs reads them, but 400 also for what Python's reader gives up on, or no database can keep.

    That is brackets in each other by the thousand, numbers of thousands of digits, halves of characters.
    """

    def _raw_load_json(self, req: Request) -> Any:
        try:
            taken = super()._raw_load_json(req)
            if HALF_A_CHARACTER.search(req.get_data(cache=True)):
                json.dumps(taken, ensure_ascii=False).encode()
        except json.JSONDecodeError:
            raise
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError("unreadable", " ", 0) from error
        return taken
