"""Pictures that people send: opened, judged and drawn anew, so that nothing but the picture itself is kept. Pure."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

MOST_SENT = 8 * 1024 * 1024  # bytes
MOST_KEPT = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000  # pixels: small print on a certificate stays readable
QUALITIES = (85, 70, 50)
MEDIA_TYPE = "image/jpeg"


class NotAPicture(ValueError):
    """What came is no JPEG or PNG that can be shown."""


class TooLarge(ValueError):
    """The file is too large, or the picture inside would be."""


def drawn_anew(sent: bytes) -> bytes:
    """The picture as a JPEG of at most 2 MB, upright, without anything its camera wrote into it."""
    if len(sent) > MOST_SENT:
        raise TooLarge
    try:
        with Image.open(BytesIO(sent), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written(_on_white(upright))
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, TooLarge):
            raise
        raise NotAPicture from error


def _on_white(picture: Image.Image) -> Image.Image:
    """On a new sheet: what the file said besides the picture stays behind."""
    paper = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGB", "L", "CMYK"):
        paper.paste(picture.convert("RGB"))
    else:
        drawn = picture.convert("RGBA")
        paper.paste(drawn, mask=drawn.getchannel("A"))
    return paper


def _written(picture: Image.Image) -> bytes:
    for quality in QUALITIES:
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_KEPT:
            return out.getvalue()
    raise TooLarge
