"""The fields of a page as they stand there: what a browser sends when somebody only presses the button."""

from __future__ import annotations

from tests.support.markup import Markup

NOT_SENT = frozenset({"submit", "button", "file"})
TICKED = frozenset({"checkbox", "radio"})


class _Fields(Markup):
    def __init__(self, text: str) -> None:
        self.found: dict[str, str] = {}
        self._select: str | None = None
        self._textarea: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take what has a value."""
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "input" and given.get("type") not in NOT_SENT:
            if given.get("type") not in TICKED or "checked" in given:
                self.found[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.found):
            self.found[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._textarea, self.found[name] = name, ""

    def handle_data(self, data: str) -> None:
        """The words of a text area."""
        if self._textarea is not None:
            self.found[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        """A list or a text area ends."""
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self.found[self._textarea] = self.found[self._textarea].strip()
            self._textarea = None


def as_shown(page: str) -> dict[str, str]:
    """Name and value of every field; the token is sent by the browser itself."""
    return {name: value for name, value in _Fields(page).found.items() if name and name != "csrf_token"}
