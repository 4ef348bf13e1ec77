"""A guide's Markdown as a page: no HTML of its own, pictures with their sizes, links to where they lead here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guides"
PICTURES = FOLDER / "pictures"
ENDING = ".webp"
OTHER_GUIDE = re.compile(r"(?P<name>\w+)\.md(?P<part>#.*)?")
OTHER_DOCUMENT = re.compile(r"\.\./(?P<name>[\w-]+\.md)(#.*)?")
SHARPNESS = 2  # dots of a picture for each pixel of the page, so that it is clear on a phone
ABOVE_AND_BELOW = 2  # a heading is three tokens: what opens it, its words, what closes it


@dataclass(frozen=True)
class Heading:
    """A part of a guide: its words and the anchor they stand at."""

    words: str
    anchor: str


@dataclass(frozen=True)
class Page:
    """A guide as it is shown; the title stands in the frame and is left out of the body."""

    body: Markup
    parts: Sequence[Heading]


@cache
def page_of(name: str, root: str) -> Page:
    """The guide of this name, for a site that lies at `root` ("" as a rule). Read once in each process."""
    return render((FOLDER / f"{name}.md").read_text(encoding="utf-8"), root)


@cache
def pictures() -> Mapping[str, tuple[int, int]]:
    """The pictures that there are, by name, with their width and height on the page."""
    return {path.stem: _size(path) for path in sorted(PICTURES.glob(f"*{ENDING}"))}


def render(text: str, root: str) -> Page:
    """The HTML of a guide and its parts. A picture that there is none of is a KeyError."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("image", _picture)
    tokens = list(_without_title(parser.parse(text)))
    parts = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[at + 1].content
            token.attrSet("id", anchor_of(words))
            if token.tag == "h2":
                parts.append(Heading(words, anchor_of(words)))
        if token.children:
            token.children = list(_leading_here(token.children, root))
    return Page(Markup(parser.renderer.render(tokens, parser.options, {"root": root})), parts)


def anchor_of(words: str) -> str:
    """The anchor that a heading has, as code hostings make it, so that links hold there too."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _without_title(tokens: Sequence[Token]) -> Iterator[Token]:
    begins = next((at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None)
    for at, token in enumerate(tokens):
        if begins is None or not begins <= at <= begins + ABOVE_AND_BELOW:
            yield token


def _leading_here(inline: Sequence[Token], root: str) -> Iterator[Token]:
    """Links to other guides lead to their pages; of other documents, which are not served, the file is named."""
    named = ""
    for token in inline:
        href = str(token.attrGet("href") or "")
        if guide := OTHER_GUIDE.fullmatch(href):
            token.attrSet("href", f"{root}/guides/{guide['name']}{guide['part'] or ''}")
        if document := OTHER_DOCUMENT.fullmatch(href):
            named = f"docs/{document['name']}"
        elif token.type == "link_close" and named:
            yield Token("text", "", 0, content=" ")
            yield Token("code_inline", "code", 0, content=named)
            named = ""
        else:
            yield token


def _picture(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    """A picture that opens by itself when it is touched: on a phone a desk's page is small."""
    name = Path(str(tokens[at].attrGet("src"))).stem
    width, height = pictures()[name]
    address = f"{environment['root']}/guides/pictures/{name}"
    return Markup(
        '<a class="guide-picture" href="{address}"><img src="{address}" alt="{alt}" width="{width}" height="{height}" '
        'loading="lazy" decoding="async"></a>'
    ).format(address=address, alt=tokens[at].content, width=width, height=height)


def _size(path: Path) -> tuple[int, int]:
    """Width and height as shown: pictures of a phone hold two dots for each of the page's."""
    with Image.open(path) as picture:
        width, height = picture.size
    return width // SHARPNESS, height // SHARPNESS
