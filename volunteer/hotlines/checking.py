"""What the rows of a list come to: which are new, changed, known already, or wrong, and where."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from volunteer.hotlines.headings import BY_NAME
from volunteer.hotlines.states import RowAction
from volunteer.kernel.clock import SHANGHAI
from volunteer.rosters.cleaning import duty_phone_of, name_of, text_of

DAY_ENDS = time(18)
SENTENCES = ("title", "text")
ENDINGS = ("村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "村")
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


@dataclass(frozen=True)
class Site:
    """A site that a row can mean."""

    id: int
    name: str
    town: str


@dataclass(frozen=True)
class Checked:
    """One row: its work order, where, what would be done, and what is wrong by field."""

    number: str
    site_id: int | None
    action: RowAction
    problems: dict[str, str]


@dataclass(frozen=True)
class Earlier:
    """What a work order said when it came before, and the site of the demand that it became."""

    fingerprint: bytes
    site_id: int


class Known:
    """What rows are held against: sites within reach, and the sender's earlier orders by their number."""

    def __init__(self, sites: Iterable[Site], orders: Mapping[str, Earlier]) -> None:
        self._sites: dict[str, list[Site]] = {}
        for site in sites:
            for called in {name_of(site.name), _short(site.name)}:
                self._sites.setdefault(called, []).append(site)
        self._orders = orders

    def site(self, name: str, town: str) -> tuple[Site | None, str | None]:
        """The site meant, or what is wrong."""
        called = name_of(name)
        found = self._sites.get(called) or self._sites.get(_short(called), [])
        if town:
            found = [site for site in found if _short_town(site.town) in town or town in site.town]
        if not found:
            return None, "no_site"
        return (found[0], None) if len(found) == 1 else (None, "many_sites")

    def before(self, number: str) -> Earlier | None:
        """The order of this number as it came before."""
        return self._orders.get(number)


def said(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """A row by field: sentences as they are, numbers, names and dates evened out."""
    told = {name: cells[columns[name]] if name in columns else "" for name in BY_NAME}
    return {name: cell if name in SENTENCES else text_of(cell) for name, cell in told.items()}


def check(rows: Iterable[Sequence[str]], columns: Mapping[str, int], known: Known) -> list[Checked]:
    """Every row by itself; one work order stands in a list once."""
    told = [said(cells, columns) for cells in rows]
    often = Counter(row["number"] for row in told)
    return [_checked(row, known, twice=often[row["number"]] > 1) for row in told]


def due_of(text: str) -> datetime | None:
    """The time by which the sender wants it done; a mere day lasts until the evening."""
    for form in MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    for form in DAYS:
        try:
            day: date = datetime.strptime(text, form).replace(tzinfo=SHANGHAI).date()
        except ValueError:
            continue
        return datetime.combine(day, DAY_ENDS, SHANGHAI)
    return None


def _checked(row: Mapping[str, str], known: Known, *, twice: bool) -> Checked:
    problems = {name: "empty" for name in ("number", "text") if not row[name]}
    if row["number"] and twice:
        problems["number"] = "twice"
    site, wrong = known.site(row["site"], row["town"]) if row["site"] else (None, "empty")
    site_id, before = site.id if site else None, known.before(row["number"])
    if wrong is None and before is not None and before.site_id != site_id:
        wrong = "elsewhere"  # its demand lies with another site's people, who may be none of this reader's business
    if wrong:
        problems["site"] = wrong
    if row["due"] and due_of(row["due"]) is None:
        problems["due"] = "no_date"
    if row["phone"] and duty_phone_of(row["phone"]) is None:
        problems["phone"] = "no_phone"
    seen = fingerprint(row, site_id)
    return Checked(row["number"], site_id, _action(problems, before, seen), problems)


def _action(problems: Mapping[str, str], before: Earlier | None, seen: bytes) -> RowAction:
    if problems:
        return RowAction.WRONG
    if before is None:
        return RowAction.NEW
    return RowAction.SAME if before.fingerprint == seen else RowAction.CHANGED


def fingerprint(row: Mapping[str, str], site_id: int | None) -> bytes:
    """Two rows with the same one say the same."""
    words = [row[name] for name in ("title", "text", "address", "name", "phone", "due")]
    return hashlib.sha256(json.dumps([*words, site_id], ensure_ascii=False).encode()).digest()


def _short(name: str) -> str:
    plain = name_of(name)
    return next(
        (plain.removesuffix(end) for end in ENDINGS if plain.endswith(end) and len(plain) > len(end) + 1), plain
    )


def _short_town(name: str) -> str:
    return name.removesuffix("街道").removesuffix("镇")
