"""Letters of a certificate or a record that no font of printed sheets has: where they stand, what is printed instead.

Whoever issues a certificate sees them beforehand and writes what stands for each, or leaves the mark knowingly; the
sheet notes at its foot which letters were meant. What the certificate says, and what a check of it shows, is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.kernel.errors import Invalid
from volunteer.web.lettering import MARK, code_point, lacking

LONGEST = 12
FIELDS: Mapping[str, LazyString] = {
    "name": _l("姓名"),
    "member_unit": _l("所在队伍"),
    "purpose": _l("用途"),
    "title": _l("服务"),
    "place": _l("地点"),
    "issuer": _l("开具单位"),
    "issuer_short": _l("编号"),
    "former": _l("承接自"),
}


@dataclass(frozen=True)
class Rare:
    """A letter that cannot be printed, and the fields that it stands in."""

    letter: str
    fields: tuple[str, ...]

    @property
    def code(self) -> str:
        """How it is called: U+30000."""
        return code_point(self.letter)


@dataclass(frozen=True, kw_only=True)
class Printing:
    """What the issuer says about letters that cannot be printed: words for some; the mark for the rest, knowingly."""

    instead: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False


def rare_in(said: Mapping[str, Any], issuer_short: str) -> list[Rare]:
    """Those of what a certificate says; services as far as it lists them."""
    single = [(name, said[name]) for name in ("name", "member_unit", "purpose", "issuer", "former")]
    listed = [(name, row[name]) for row in said["rows"] for name in ("title", "place")]
    return _found([*single, *listed, ("issuer_short", issuer_short)])


def replacements(rare: Iterable[Rare], printing: Printing) -> dict[str, str]:
    """What is printed for each; Invalid where nothing was said, or something that cannot be printed either."""
    instead = {one.letter: printing.instead.get(one.letter, "").strip() for one in rare}
    for letter, words in instead.items():
        if len(words) > LONGEST or lacking(words):
            raise Invalid(
                {
                    "instead": str(
                        _("%(code)s 要用印得出来的字代替，最多 %(most)s 字", code=code_point(letter), most=LONGEST)
                    )
                }
            )
    if not printing.marked and not all(instead.values()):
        raise Invalid({"instead": str(_("这些字印不出来：%(letters)s。请写明用什么代替", letters=in_words(rare)))})
    return {letter: words or MARK for letter, words in instead.items()}


def in_words(rare: Iterable[Rare]) -> str:
    """𰀀（U+30000，姓名）、…"""
    return _("、").join(
        _("%(letter)s（%(code)s，%(fields)s）", letter=one.letter, code=one.code, fields=fields_of(one)) for one in rare
    )


def fields_of(rare: Rare) -> str:
    """Where it stands, for people."""
    return _("、").join(str(FIELDS[name]) for name in rare.fields)


def refuse_rare(name: str, text: str) -> None:
    """Invalid where a text that can still be put otherwise has letters that cannot be printed."""
    if rare := lacking(text):
        raise Invalid({name: str(_("这些字印不出来：%(letters)s。请换一种写法", letters=_("、").join(rare)))})


def _found(texts: Iterable[tuple[str, str | None]]) -> list[Rare]:
    places: dict[str, dict[str, None]] = {}
    for name, text in texts:
        for letter in lacking(text or ""):
            places.setdefault(letter, {})[name] = None
    return [Rare(letter, tuple(fields)) for letter, fields in places.items()]
