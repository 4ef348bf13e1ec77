"""Names as people type them on a keyboard: full pinyin and initials, written beside the name when it is stored."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

# Family names read otherwise than the same characters elsewhere.
FAMILY_READINGS = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"),
    "仇": ("qiu",),
    "冼": ("xian",),
    "区": ("ou",),
    "华": ("hua",),
    "单": ("shan",),
    "员": ("yun",),
    "曾": ("zeng",),
    "朴": ("piao",),
    "查": ("zha",),
    "洗": ("xian",),
    "盖": ("ge",),
    "种": ("chong",),
    "繁": ("po",),
    "翟": ("zhai",),
    "覃": ("qin",),
    "解": ("xie",),
}


def pinyin_of(name: str) -> tuple[str, str]:
    """(full pinyin, initials) of a name: 曾国强 → ("zengguoqiang", "zgq"). Letters only, ü as v."""
    name = name.strip()
    family = next((key for key in FAMILY_READINGS if name.startswith(key)), "")
    given = lazy_pinyin(name[len(family) :], style=Style.NORMAL)
    syllables = [_letters(part) for part in (*FAMILY_READINGS.get(family, ()), *given)]
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def pinyin_of_names(full: str, short: str) -> tuple[str, str]:
    """The same for something with a full and a short name, to be searched for any part of either.

    The short name's spelling follows after a blank, unless it is part of the full name's.
    """
    pinyin, initials = pinyin_of(full)
    short_pinyin, short_initials = pinyin_of(short)
    if short_pinyin in pinyin:
        return pinyin, initials
    return f"{pinyin} {short_pinyin}", f"{initials} {short_initials}"


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
