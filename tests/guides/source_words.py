"""Every text that the screens of the platform may show, as their sources say it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (("templates", "*.html"), ("volunteer", "*.py"))
TEXT = re.compile(r'"([^"\n]*[一-鿿][^"\n]*)"')
EXAMPLES = ("templates/pages/styleguide", "volunteer/web/styleguide", "volunteer/demo/", "volunteer/translations/")
FILLED_IN = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@cache
def texts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The texts that are fixed, and those with something to be filled in."""
    found: set[str] = set()
    for folder, pattern in SOURCES:
        for path in (ROOT / folder).rglob(pattern):
            if str(path.relative_to(ROOT)).startswith(EXAMPLES):
                continue
            found.update(TEXT.findall(path.read_text(encoding="utf-8")))
    filled = {text for text in found if FILLED_IN.search(text)}
    return frozenset(found - filled), tuple(map(_pattern, sorted(filled)))


def on_a_screen(words: str) -> bool:
    """Whether a screen says just this, with whatever numbers and names."""
    fixed, filled = texts()
    return words in fixed or any(pattern.fullmatch(words) for pattern in filled)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, FILLED_IN.split(text))))
