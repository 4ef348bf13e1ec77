"""What is kept of a picture is the picture: small, upright, nothing of the camera's; what is none is refused."""

from __future__ import annotations

import os
from io import BytesIO

import pytest
from PIL import Image

from tests.people.papers import bomb, photo
from volunteer.people import pictures
from volunteer.people.pictures import NotAPicture, TooLarge, drawn_anew


def opened(kept: bytes) -> Image.Image:
    return Image.open(BytesIO(kept))


def test_a_photo_is_turned_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    kept = drawn_anew(photo(600, 400))
    picture = opened(kept)
    assert (picture.format, picture.size) == ("JPEG", (400, 600))
    assert not picture.getexif()
    assert b"camera" not in kept


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_a_picture_with_clear_parts_is_drawn_on_white(mode: str) -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0) if mode in ("RGBA", "LA") else "white").convert(mode).save(out, "PNG")
    assert opened(drawn_anew(out.getvalue())).getpixel((25, 25)) == (255, 255, 255)


def test_a_large_photo_is_kept_small() -> None:
    noise = Image.frombytes("RGB", (4000, 3000), os.urandom(4000 * 3000 * 3))
    out = BytesIO()
    noise.save(out, "JPEG", quality=40)
    kept = drawn_anew(out.getvalue())
    assert len(kept) <= pictures.MOST_KEPT
    assert max(opened(kept).size) == pictures.LONGEST_SIDE


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"%PDF-1.7 not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00",
        photo()[:300],
    ],
    ids=["empty", "pdf", "svg", "gif", "cut off"],
)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAPicture):
        drawn_anew(sent)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    with pytest.raises(TooLarge):
        drawn_anew(bomb())
    with pytest.raises(TooLarge):
        drawn_anew(bomb(8_000, 8_000))


def test_more_than_eight_megabytes_are_not_even_looked_at() -> None:
    with pytest.raises(TooLarge):
        drawn_anew(b"\xff\xd8" + b"\0" * pictures.MOST_SENT)
