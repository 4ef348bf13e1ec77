"""What a phone sees of a QR code, and a camera that shows one."""

from __future__ import annotations

import io
import math
from pathlib import Path

import segno
import zxingcpp
from PIL import Image, ImageFilter

PREVIEW_PIXELS = 1920  # across the picture in which a phone looks for codes
VIEW = 2 * math.tan(math.radians(65 / 2))  # how wide that picture is at a distance of one
BLUR_PIXELS = 0.6
CAMERA = (640, 480)


def read(picture: bytes) -> str | None:
    """The text of the one QR code in a picture."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else None


def from_afar(picture: bytes, width_cm: float, distance_cm: float) -> bytes:
    """The picture as small and as blurred as the preview of a phone has it that is so far away."""
    pixels = round(width_cm * PREVIEW_PIXELS / (VIEW * distance_cm))
    image = Image.open(io.BytesIO(picture)).convert("L")
    small = image.resize((pixels, round(pixels * image.height / image.width)), Image.Resampling.LANCZOS)
    # Around the code lies the room, darker than the screen.
    seen = Image.new("L", (small.width + 120, small.height + 120), 90)
    seen.paste(small, (60, 60))
    return _png(seen.filter(ImageFilter.GaussianBlur(BLUR_PIXELS)))


def video_of(text: str, path: Path) -> Path:
    """A video file for Chromium's camera that shows the QR code of a text."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    code = Image.open(drawn).convert("L")
    frame = Image.new("L", CAMERA, 200)
    frame.paste(code, ((CAMERA[0] - code.width) // 2, (CAMERA[1] - code.height) // 2))
    grey = bytes([128]) * (CAMERA[0] * CAMERA[1] // 2)
    picture = b"FRAME\n" + frame.tobytes() + grey
    path.write_bytes(f"YUV4MPEG2 W{CAMERA[0]} H{CAMERA[1]} F10:1 Ip A1:1 C420jpeg\n".encode() + picture * 5)
    return path


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
