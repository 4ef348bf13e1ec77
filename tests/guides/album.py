"""The pictures of a guide, and what each of them shows, so that a page cannot change behind them.

A journey comes to a page and says `album.picture("site-board", part, …)`. As a rule nothing is written: what the parts
of the page say and offer now is compared with what they did when the picture was taken (`shown.json`). With
`GUIDE_PICTURES` set to a folder (`scripts/pictures` does that) pictures are taken into it instead.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BytesIO
from pathlib import Path
from types import TracebackType

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page

from volunteer.guides.rendering import ENDING, FOLDER, PICTURES

RETAKE = "GUIDE_PICTURES"
SHOWN = "shown.json"
USED = re.compile(r"!\[[^\]]+\]\(pictures/([\w-]+)\.\w+\)")
MARGIN = 8
QUALITY = 50
PATIENCE = 20  # looks, a tenth of a second apart, before a page counts as changed
# What differs from one run to the next: addresses, secrets, numbers of all kinds.
NOT_SEEN = re.compile(r"^- /\w+:")
CODES = re.compile(r"\b[A-Z0-9]{6,}\b|\b[0-9a-f]{12,}\b")
NUMBERS = re.compile(r"\d[\d\s:,.]*\d|\d")


@dataclass
class Album:
    """The pictures of one guide, while its journey is under way."""

    guide: str
    known: Mapping[str, Sequence[str]]
    into: Path | None = None
    taken: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)

    def picture(self, name: str, *parts: Locator, mark: Locator | None = None, height: int | None = None) -> None:
        """What these parts of a page show, from the first to the last; `mark` is what to press.

        A picture that would be too high ends after so many pixels; what it says is compared as a whole.
        """
        assert name.startswith(f"{self.guide}-"), f"{name} belongs to another guide"
        self.taken.append(name)
        if self.into is not None:
            parts[0].page.wait_for_load_state("networkidle")
            self._keep(name, said(parts), _taken(parts, mark, height))
            return
        before = list(self.known.get(name, ()))
        for _ in range(PATIENCE if before else 1):
            shown = said(parts)
            if shown == before:
                return
            parts[0].page.wait_for_timeout(100)  # a script may still be at work
        self.outdated.append(_difference(name, before, shown))

    def __enter__(self) -> Album:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if error is not None:
            error.add_note("\n".join(self.outdated))  # often why the journey could not go on
            return
        assert not self.outdated, "\n".join([*self.outdated, "Read the guide again, then run scripts/pictures."])
        assert sorted(self.taken) == sorted(used_in(self.guide)), f"docs/guides/{self.guide}.md shows other pictures"

    def _keep(self, name: str, shown: list[str], image: bytes) -> None:
        assert self.into is not None
        (self.into / f"{name}{ENDING}").write_bytes(image)
        listed = self.into / SHOWN
        known = read(self.into) | {name: shown}
        listed.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def open_album(guide: str) -> Album:
    """The album of a guide: to be compared, or to be filled anew."""
    folder = os.environ.get(RETAKE)
    return Album(guide, read(PICTURES), Path(folder) if folder else None)


def read(folder: Path) -> dict[str, list[str]]:
    """What each picture of a folder showed when it was taken."""
    listed = folder / SHOWN
    return dict(json.loads(listed.read_text(encoding="utf-8"))) if listed.exists() else {}


def used_in(guide: str) -> list[str]:
    """The pictures that a guide shows, in order."""
    return USED.findall((FOLDER / f"{guide}.md").read_text(encoding="utf-8"))


def said(parts: Sequence[Locator]) -> list[str]:
    """What parts of a page say to whoever reads or hears them, line by line, with what changes by itself left out."""
    lines = [line for part in parts for line in part.aria_snapshot().splitlines()]
    return [reduced(line) for line in lines if not NOT_SEEN.match(line.strip())]


def reduced(line: str) -> str:
    """A line without its numbers."""
    return NUMBERS.sub("0", CODES.sub("0", line))


def _difference(name: str, before: Sequence[str], now: Sequence[str]) -> str:
    if not before:
        return f"the picture {name} has not been taken yet"
    changed = "\n".join(unified_diff(list(before), list(now), "picture", "page", lineterm="", n=1))
    return f"the guide's picture {name} no longer shows the page:\n{changed}"


def _taken(parts: Sequence[Locator], mark: Locator | None, height: int | None) -> bytes:
    page = parts[0].page
    window = page.viewport_size
    assert window is not None
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(whole, window["height"])})  # bars go to the end
    if mark is not None:
        mark.evaluate("one => { one.style.outline = '4px solid #e8590c'; one.style.outlineOffset = '3px'; }")
    clip = _around(page, parts, height)
    image = Image.open(BytesIO(page.screenshot(clip=clip, animations="disabled", caret="hide")))
    if mark is not None:
        mark.evaluate("one => { one.style.outline = ''; one.style.outlineOffset = ''; }")
    page.set_viewport_size(window)
    packed = BytesIO()
    image.convert("RGB").save(packed, "WEBP", quality=QUALITY, method=6)
    return packed.getvalue()


def _around(page: Page, parts: Sequence[Locator], height: int | None) -> FloatRect:
    """The parts and a little around them, in pixels of the whole page."""
    edges = [
        part.evaluate("""one => { const box = one.getBoundingClientRect();
            return [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY]; }""")
        for part in parts
    ]
    left, top = (max(min(edge[side] for edge in edges) - MARGIN, 0) for side in (0, 1))
    right, bottom = (max(edge[side] for edge in edges) + MARGIN for side in (2, 3))
    wide = page.evaluate("document.documentElement.clientWidth")
    high = bottom - top if height is None else min(bottom - top, height)
    return {"x": left, "y": top, "width": min(right, wide) - left, "height": high}
