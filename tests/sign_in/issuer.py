"""The npm package oidc-provider as a process of its own, and a person's browser at its forms."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from volunteer.runtime.paths import PROJECT_ROOT

CLIENT_ID, CLIENT_SECRET = "volunteer", "for tests & nothing else"
BASE = "http://localhost"
CALLBACK = f"{BASE}/sign-in/with/oidc/back"
PEOPLE: dict[str, dict[str, Any]] = {
    "by-number": {"employee_number": "P-1001"},
    "by-phone": {"phone_number": "+86 13711112222", "phone_number_verified": True},
    "unverified": {"phone_number": "13711112222", "phone_number_verified": False},
    "two-minds": {"employee_number": "P-1001", "phone_number": "13733334444", "phone_number_verified": True},
    "shared-phone": {"phone_number": "13800000000", "phone_number_verified": True},
    "namesake": {"name": "member账号"},
    "pending": {"employee_number": "P-1002"},
}


@contextmanager
def issuer_running(logouts_to: str) -> Iterator[str]:
    """The issuer's address while the block runs; it tells the given address who left."""
    client = {
        "backchannel_logout_uri": logouts_to,
        "backchannel_logout_session_required": True,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
    }
    node = shutil.which("node") or str(PROJECT_ROOT / ".venv/bin/node")
    process = subprocess.Popen(
        [node, str(Path(__file__).with_name("provider.mjs")), json.dumps({"clients": [client], "people": PEOPLE})],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=PROJECT_ROOT,
    )
    try:
        assert process.stdout is not None
        told = next((line for line in process.stdout if line.startswith("issuer ")), "")
        assert told, "oidc-provider did not start"
        yield told.split()[1]
    finally:
        process.terminate()
        process.wait(10)


def log_in(address: str, person: str, browser: httpx.Client | None = None) -> str:
    """Go where our application sends a browser, sign in and consent there: the address it is sent back to."""
    with browser or httpx.Client(timeout=10) as browser:
        answer = browser.get(address)
        for _step in range(12):
            if answer.is_redirect:
                address = urljoin(str(answer.url), answer.headers["location"])
                if address.startswith(BASE):
                    return address
                answer = browser.get(address)
            else:
                assert answer.status_code == 200, answer.text[:500]
                action, data = _form(answer, person)
                answer = browser.post(action, data=data)
    raise AssertionError("the provider leads nowhere")


def leave(issuer: str, cookies: httpx.Cookies) -> None:
    """Sign out at the provider, with the cookies of a browser that signed in there."""
    with httpx.Client(timeout=10, cookies=cookies) as browser:
        action, data = _form(browser.get(f"{issuer}/session/end"), "")
        answer = browser.post(action, data={**data, "logout": "yes"}, follow_redirects=True)
        assert answer.status_code == 200, answer.text[:500]


def _form(page: httpx.Response, person: str) -> tuple[str, dict[str, str]]:
    found = re.search(r'<form[^>]*action="([^"]+)"', page.text)
    assert found, page.text[:500]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    data = dict(hidden)
    if "login" in page.text:
        data |= {"login": person, "password": "any"}
    return urljoin(str(page.url), unescape(found[1])), data
