"""Pictures of papers, as cameras and scanners send them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image


def photo(width: int = 600, height: int = 400, *, kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """A plain picture with everything a camera writes besides it: where, when, by which camera."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Somebody's camera"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (23.0, 1.0, 30.0)  # GPS latitude
    Image.new(mode, (width, height), "white").save(out, kind, exif=exif)
    return out.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that says it is gigabytes large once opened."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
