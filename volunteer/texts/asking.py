"""Where in a long text somebody asks for something: what stands around it is told so that one understands."""

from __future__ import annotations

import re

LONG = 40  # characters; a shorter text says little else than what it asks for
CLAUSE = re.compile(r"[^，。！？；：,!?;:\n]+")
ASKS = re.compile("请|想找|希望|能不能|能否|可不可以|麻烦|需要|求|盼|帮忙|帮我|支援|安排|派|招|差|缺|想问|有没有")


def asking(text: str) -> list[range]:
    """The characters of a long text's clauses that ask; none of a short one's."""
    if len(text) < LONG:
        return []
    return [range(*clause.span()) for clause in CLAUSE.finditer(text) if ASKS.search(clause[0])]
