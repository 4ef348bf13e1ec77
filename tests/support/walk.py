"""Walking the site as one person does: from where they land, along every link, looking at every form."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support.markup import Markup
from tests.support.world import Browser
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import PUBLIC, SIGNED_IN, declared_access

HERE = "http://localhost"
MOST_HOPS = 5
# Addresses that a page's own script asks.
ASKED_BY_SCRIPT = frozenset({"data-url", "data-gate", "data-town-map", "data-worker", "hx-get"})
WAYS_ONWARD = frozenset({"tab-bar", "side-nav", "public-nav", "back-link", "print-tools", "gate-ways"})


@dataclass(frozen=True)
class Form:
    """Where a form sends what was filled in."""

    method: str
    action: str
    hidden: dict[str, str] = field(default_factory=dict, compare=False)


class PageParts(Markup):
    """The links and forms of a page, and the navigation it offers."""

    def __init__(self, text: str) -> None:
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.onward = False
        self._in_navigation = False
        self._method = "GET"
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take what leads somewhere."""
        given = dict(attrs)
        classes = set(given.get("class", "").split())
        self._in_navigation = self._in_navigation or (tag in ("nav", "div") and bool(classes & WAYS_ONWARD))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            self.onward = self.onward or self._in_navigation or "back-link" in classes
        if tag == "form":
            self._method = given.get("method", "get").upper()
            self.forms.append(Form(self._method, given.get("action", "")))
        if tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].hidden[given.get("name", "")] = given.get("value", "")
        if "formaction" in given:
            self.forms.append(Form(self._method, given["formaction"], self.forms[-1].hidden))
        for name in ASKED_BY_SCRIPT & given.keys():
            self.links.append(given[name])

    def handle_endtag(self, tag: str) -> None:
        """Navigation ends with its element."""
        if tag == "nav":
            self._in_navigation = False


@dataclass
class Walk:
    """What one person found: the rules that answered, and whatever led nowhere."""

    app: Flask
    browser: Browser
    actor: Actor
    rules: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    posts: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)  # action: page, hidden values
    pages: int = 0

    def __post_init__(self) -> None:
        self._map = self.app.url_map.bind("localhost")
        self._seen: set[tuple[str, frozenset[str]]] = set()
        self._forms: set[tuple[str, str, str]] = set()
        self._ahead: deque[tuple[str, str]] = deque()

    def start(self, *addresses: str) -> Walk:
        """Follow everything that can be followed from these addresses."""
        for address in addresses:
            self._note("(start)", address)
        while self._ahead:
            self._open(*self._ahead.popleft())
        return self

    def _note(self, page: str, link: str) -> None:
        """Remember a link to follow, once for each page and set of query names."""
        parts = urlsplit(urljoin(HERE + page if page.startswith("/") else HERE, link))
        if f"{parts.scheme}://{parts.netloc}" != HERE or link.startswith("#"):
            return
        key = (parts.path, frozenset(name for name, _ in parse_qsl(parts.query)))
        if key not in self._seen:
            self._seen.add(key)
            self._ahead.append((page, parts.path + (f"?{parts.query}" if parts.query else "")))

    def _open(self, page: str, address: str) -> None:
        try:
            answer, path = self._follow(address)
        except Exception as error:  # what people would see as a 500
            self.wrong.append(f"{page} → {address}: {error!r}")
            return
        if answer is None:
            self.wrong.append(f"{page} → {address}: sent around in circles")
        elif answer.status_code != 200:
            self.wrong.append(f"{page} → {address}: {answer.status_code} at {path}")
        elif answer.mimetype == "text/html":
            self._read(path, PageParts(answer.text), part="<html" not in answer.text)

    def _follow(self, address: str) -> tuple[TestResponse | None, str]:
        """The page at the end of the redirects, and its address."""
        for _ in range(MOST_HOPS):
            rule = self._rule(address, "GET")
            if rule is not None:
                self.rules.add(rule.rule)
            answer = self.browser.get(address)
            if answer.status_code not in (301, 302, 303, 308):
                return answer, address
            there = urlsplit(urljoin(HERE + address, answer.location))
            address = there.path + (f"?{there.query}" if there.query else "")
        return None, address

    def _read(self, page: str, parts: PageParts, *, part: bool) -> None:
        """Take in a page, or a part of one that its script asks for."""
        self.pages += not part
        if not parts.onward and not part:
            self.wrong.append(f"{page}: no way onward")
        for link in parts.links:
            self._note(page, link)
        for form in parts.forms:
            self._check_form(page, form)

    def _check_form(self, page: str, form: Form) -> None:
        address = urlsplit(urljoin(HERE + page, form.action)).path
        rule = self._rule(address, form.method)
        kind = (urlsplit(page).path, form.method, address)
        if kind in self._forms:
            return
        self._forms.add(kind)
        if rule is None:
            self.wrong.append(f"{page}: form to {form.method} {address}, which is not there")
        elif not self._may(rule.endpoint):
            self.wrong.append(f"{page}: form to {form.method} {address}, which is not theirs")
        elif form.method == "POST":
            self.posts.setdefault(address, (page, form.hidden))
            if self._rule(address, "GET") is not None:
                self._note(page, address)

    def _rule(self, address: str, method: str) -> Rule | None:
        try:
            rule, _ = self._map.match(urlsplit(address).path, method=method, return_rule=True)
        except HTTPException:
            return None
        return rule

    def _may(self, endpoint: str) -> bool:
        access = declared_access(self.app, endpoint)
        if access is None:
            return False
        if access == (PUBLIC,):
            return True
        # A visitor who presses a button is first led to sign in.
        return access == (SIGNED_IN,) or any(self.actor.may(Permission(permission)) for permission in access)
