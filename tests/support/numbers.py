"""The numbers of a page and where they lead: tiles, columns of a trend, cells of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from tests.support.world import Browser

TILE = re.compile(
    r'(?:<a class="stat-(?:plain-)?link" href="(?P<url>[^"]*)">)?\s*'
    r'<span class="stat-value[^"]*">(?P<value>[^<]*)</span>\s*<span class="stat-label">(?P<label>[^<]*)</span>'
)
COLUMN = re.compile(
    r'<a class="trend-column" href="(?P<url>[^"]*)"[^>]*>\s*<span class="trend-value">(?P<value>[\d,]+)'
    r'(?:<span class="trend-of">/(?P<total>[\d,]+)</span>)?'
)
CELL = re.compile(r'<a class="stat-cell" href="(?P<url>[^"]*)">(?P<value>[^<]*)</a>')
TOTAL = re.compile(r"共 ([\d,]+) 条")
NEXT = re.compile(r'rel="next" href="([^"]*)"')


@dataclass(frozen=True)
class Shown:
    """A number as a page shows it."""

    value: str
    label: str
    url: str | None


def tiles(page: str) -> dict[str, Shown]:
    """The tiles of a page by label."""
    found = (Shown(unescape(m["value"]), unescape(m["label"]), _address(m["url"])) for m in TILE.finditer(page))
    return {shown.label: shown for shown in found}


def columns(page: str) -> list[tuple[int, int | None, str]]:
    """(value, total, address) of each column of the page's trends."""
    return [
        (number(m["value"]), number(m["total"]) if m["total"] else None, unescape(m["url"]))
        for m in COLUMN.finditer(page)
    ]


def cells(page: str) -> list[tuple[str, str]]:
    """(text, address) of the linked numbers in tables."""
    return [(unescape(m["value"]).strip(), unescape(m["url"])) for m in CELL.finditer(page)]


def demands_listed(browser: Browser, url: str) -> int:
    """How many demands a list says it has, which is how many rows its pages show."""
    page = browser.get(url).text
    (total,) = TOTAL.findall(page)
    assert rows(browser, url) == number(total)
    return number(total)


def rows(browser: Browser, url: str) -> int:
    """The rows of a list over all its pages."""
    count = 0
    following: str | None = url
    while following:
        page = browser.get(following)
        assert page.status_code == 200, following
        count += page.text.count("<tr>") - page.text.count("<thead>")
        onward = NEXT.search(page.text)
        following = unescape(onward[1]) if onward else None
    return count


def number(text: str) -> int:
    """1,223 as a number."""
    return int(text.replace(",", ""))


def _address(raw: str | None) -> str | None:
    return unescape(raw) if raw else None
