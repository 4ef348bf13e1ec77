"""The guides and their screens agree: names, pictures and links; without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.guides.album import SHOWN, read, used_in
from tests.guides.source_words import on_a_screen
from volunteer.guides.rendering import ENDING, FOLDER, PICTURES, anchor_of
from volunteer.guides.words import GUIDES

NAMED = re.compile("「([^」]+)」")
DOCS = FOLDER.parent
MOST_BYTES = 60_000


def links_of(path: Path) -> Iterator[tuple[str, str]]:
    """The relative links of a document, pictures with them: the file and the anchor."""
    parser = MarkdownIt("commonmark").enable("table")
    for token in parser.parse(path.read_text(encoding="utf-8")):
        for inner in token.children or ():
            target = str(inner.attrGet("href") or inner.attrGet("src") or "")
            if target and not re.match(r"\w+:", target):
                file, _, anchor = target.partition("#")
                yield file, anchor


def anchors_of(path: Path) -> set[str]:
    """The anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {anchor_of(words) for words in headings}


def test_every_guide_is_there_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(GUIDES)


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_names_stands_on_a_screen(guide: str) -> None:
    named = NAMED.findall((FOLDER / f"{guide}.md").read_text(encoding="utf-8"))
    assert len(named) > 10
    assert sorted({words for words in named if not on_a_screen(words)}) == []


def test_words_that_no_screen_says_are_found() -> None:
    assert on_a_screen("登录")
    assert on_a_screen("确认所选 12 条")
    assert not on_a_screen("认领那个名额")


def test_every_picture_is_taken_used_and_small() -> None:
    used = [name for guide in GUIDES for name in used_in(guide)]
    files = {path.stem: path.stat().st_size for path in PICTURES.glob(f"*{ENDING}")}
    assert sorted(used) == sorted(set(used))
    assert sorted(used) == sorted(files) == sorted(read(PICTURES))
    assert {name: size for name, size in files.items() if size > MOST_BYTES} == {}
    assert {path.name for path in PICTURES.iterdir()} - {f"{name}{ENDING}" for name in files} == {SHOWN}


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    wrong = []
    for file, anchor in links_of(path):
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            wrong.append(f"{file}#{anchor}")
    assert wrong == []
