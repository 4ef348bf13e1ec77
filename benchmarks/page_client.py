"""One person at a browser that only fetches pages: signs in, keeps the cookies, takes the time."""

from __future__ import annotations

import re
import time
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.support.page_kinds import Answer

TIMEOUT = 30.0
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class WrongAnswer(Exception):
    """An answer that was not 200; times of errors say nothing."""


class PageClient:
    """A visitor, or the demo account of this name."""

    def __init__(self, address: tuple[str, int], role: str, password: str) -> None:
        self._address = address
        self._cookies: dict[str, str] = {}
        if role != "visitor":
            self._sign_in(role, password)

    @property
    def cookie(self) -> str:
        """What goes along with every request."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str) -> Answer:
        """The page at an address, where it leads in the end."""
        response, body = self._ask("GET", path)
        while response.status in (301, 302, 303):
            path = response.headers["Location"]
            response, body = self._ask("GET", path)
        if response.status != 200:
            raise WrongAnswer(f"{path}: {response.status}")
        return Answer(response.status, response.headers.get_content_type() == "text/html", body.decode("utf-8"))

    def time(self, path: str) -> float:
        """Seconds until the whole answer is there."""
        began = time.perf_counter()
        self.get(path)
        return time.perf_counter() - began

    def _sign_in(self, name: str, password: str) -> None:
        token = TOKEN.search(self.get("/sign-in").text)
        if token is None:
            raise WrongAnswer("/sign-in: no token in the form")
        body = urlencode({"csrf_token": token[1], "username": name, "password": password})
        response, _page = self._ask("POST", "/sign-in", body)
        if response.status not in (302, 303):
            raise WrongAnswer(f"{name} could not sign in: {response.status}")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(*self._address, timeout=TIMEOUT)
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read()
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie") or []:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        return response, page
