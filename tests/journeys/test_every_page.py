"""Every page for every role: an answer that was meant, a whole document, nothing left unrendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.routing import Rule

from tests.activities.day import scan, session_with
from tests.journeys.people import DESK, PHONE, Person
from tests.support.world import World, coming
from volunteer.claims.states import ClaimStatus
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.ledger.models import HoursProposal
from volunteer.kernel.database import db

ROLES = (None, "member", "site", "town", "squad", "team", "committee", "supervisor", "admin")
SENT_ON = {301, 302, 303}
MEANT = {200, 403, 404, *SENT_ON}
UNRENDERED = ("{{", "}}", "{%", "Undefined", "Traceback", "&lt;bound method", "None</")
