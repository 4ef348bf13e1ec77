"""One address of each kind of page that somebody can reach by links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from werkzeug.test import TestResponse

from tests.support.markup import VOID, Markup

ROLES = (None, "member", "site", "town", "squad", "team", "committee", "supervisor", "admin")
VISITORS_START = ("/", "/sign-in", "/activate")
START = ("/home", "/account")
NOT_PAGES = re.compile(r"^/(api|static|locale|styleguide|healthz|readyz|guides/pictures)(/|\?|$)")
TOLD_APART_BY_VALUE = ("view", "status", "tab")
LANDMARKS = ("main", "nav", "header", "footer", "aside", "h1")
LANDMARK_ROLES = ("banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search")
# A sorted table needs two names (sort, dir); more are filters on filters, each of which is looked at by itself.
MOST_NAMES = 2
NUMBERS = re.compile(r"\d+")
# Reading a whole page as HTML takes as long as rendering it; in values a template writes `>` as `&gt;`.
LINK = re.compile(r"<a\s[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back for an address."""

    status: int
    html: bool
    text: str


@dataclass(frozen=True)
class Visit:
    """An address that was looked at, with the page that led there."""

    address: str
    source: str
    answer: Answer


class _Links(Markup):
    def __init__(self) -> None:
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href") and "download" not in values:
            self.found.append(values["href"] or "")


class _Elements(Markup):
    def __init__(self) -> None:
        self.found: set[str] = set()
        self._landmarks: Counter[tuple[str, str | None, str | None]] = Counter()
        self._heading = ""
        self._inside: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        values = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.found.add(f"{self._heading} then {tag}")
            self._heading = tag
        if tag in LANDMARKS or values.get("role") in LANDMARK_ROLES:
            self._landmarks[tag, values.get("role"), values.get("aria-label")] += 1
        look = f"{tag}.{values.get('class')}"
        above = self._inside[-1][1] if self._inside else ""
        self.found.add(f"{above} > {look} {values.get('role')} {sorted(values)}")
        if tag not in VOID:
            self._inside.append((tag, look))

    def handle_endtag(self, tag: str) -> None:
        while any(tag == open_tag for open_tag, _ in self._inside):
            if self._inside.pop()[0] == tag:
                break

    def close(self) -> None:
        # Which name a landmark has says nothing, unless another has the same.
        named = ((tag, role, name and (n == 1 or name), n) for (tag, role, name), n in self._landmarks.items())
        self.found.add(f"landmarks {sorted(map(str, named))}")


def elements_of(text: str) -> frozenset[str]:
    """What a page is made of.

    Its kinds of element and what each stands in, which heading follows which, and all its landmarks together.
    """
    parser = _Elements()
    parser.feed(text)
    parser.close()
    return frozenset(parser.found)


def links_of(text: str, address: str) -> list[str]:
    """Addresses of pages on this site that the page at `address` offers, without anchors and combined filters."""
    parser = _Links()
    parser.feed("".join(LINK.findall(text)))
    paths = [urljoin(address, link).partition("#")[0] for link in parser.found]
    pages = [path for path in paths if path.startswith("/") and not NOT_PAGES.match(path)]
    return [page for page in pages if names_in(page) <= MOST_NAMES]


def names_in(address: str) -> int:
    """How many values stand in the query of an address."""
    return len(list(filter(None, urlsplit(address).query.split("&"))))


def kind_of(address: str) -> str:
    """The address with its numbers and most values left out: pages that differ only in these are one kind."""
    parts = urlsplit(address)
    names = set()
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        names.add(f"{name}={value}" if name in TOLD_APART_BY_VALUE else name)
    return NUMBERS.sub("N", parts.path) + ("?" + "&".join(sorted(names)) if names else "")


def starts_of(role: str | None) -> tuple[str, ...]:
    """Where a role's walk begins."""
    return START if role else VISITORS_START


def addresses_of(get: Callable[[str], TestResponse], role: str | None, others: Iterable[str] = ()) -> list[str]:
    """One address of each kind of page that links lead this role to; of the others those that answer it."""
    return [visit.address for visit in visits_of(get, role, others)]


def visits_of(get: Callable[[str], TestResponse], role: str | None, others: Iterable[str] = ()) -> list[Visit]:
    """The same, with what each answered."""

    def answer(path: str) -> Answer:
        found = get(path)
        html = found.mimetype == "text/html"
        return Answer(found.status_code, html, found.text if html else "")

    visits = one_of_each(answer, [*starts_of(role), *others])
    return [visit for visit in visits.values() if visit.answer.status == 200]


def one_of_each(get: Callable[[str], Answer], starts: Iterable[str]) -> dict[str, Visit]:
    """The first address of each kind that links lead to, by kind."""
    waiting = [(start, "") for start in starts]
    visits: dict[str, Visit] = {}
    while waiting:
        address, source = waiting.pop(0)
        if kind_of(address) in visits:
            continue
        answer = get(address)
        visits[kind_of(address)] = Visit(address, source, answer)
        if answer.html:
            waiting += [(link, address) for link in links_of(answer.text, address)]
    return visits
