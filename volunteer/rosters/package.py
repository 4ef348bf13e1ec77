"""Whether an uploaded file is a workbook that may be opened at all; decided from its outside, before any of it is read.

A workbook is a zip of XML. Zip bombs are told by the sizes in the zip's directory, which the zip reader enforces;
entity bombs by a document type, which no spreadsheet program writes.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import IO, Any

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
MACRO_TYPES = (b"macroEnabled", b"vbaProject")
MOST_RATIO = 200  # rosters shrink to a tenth or a twentieth; bombs to a thousandth
RATIO_COUNTS_FROM = 2**20
MOST_PARTS = 2000  # a sheet, a drawing and a few links each; people's workbooks have some twenty
HEAD = 4096
SPACE = b" \t\r\n"
UTF8_MARK = b"\xef\xbb\xbf"
# Between the beginning and the first element: what may stand there, and how it ends.
BEFORE_THE_ROOT = {b"<?": b"?>", b"<!--": b"-->"}
ROOT = re.compile(rb"<[A-Za-z_]")
MARKUP = re.compile(rb"[ \t\r\n]*(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\x00)?[ \t\r\n]*<|\xff\xfe|\xfe\xff")


class Unreadable(Exception):
    """The file cannot be taken; `reason` is worded in words.py, `details` fill the words."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True)
class Limits:
    """How large a file may be: packed, unpacked, and in rows."""

    packed: int
    unpacked: int
    rows: int


def open_package(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The zip of a workbook, or Unreadable."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > limits.packed:
        raise Unreadable("too_large", most=limits.packed // 2**20)
    if not size:
        raise Unreadable("empty_file")
    start = file.read(len(COMPOUND))
    if start == COMPOUND:
        raise Unreadable("encrypted" if ENCRYPTED in file.read() else "old_format")
    if not start.startswith(ZIP):
        raise Unreadable("not_xlsx")
    file.seek(0)
    try:
        package = zipfile.ZipFile(file)
        _check(package, limits)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable("damaged") from error
    return package


def _check(package: zipfile.ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    if len(entries) > MOST_PARTS:
        raise Unreadable("zip_bomb")
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    if not names >= NEEDED:
        raise Unreadable("not_xlsx")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("macros")
    if sum(entry.file_size for entry in entries) > limits.unpacked or any(map(_inflated, entries)):
        raise Unreadable("zip_bomb")
    for entry in entries:
        _check_part(package, entry)


def _inflated(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size)


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with package.open(entry) as part:
        head = part.read(HEAD)
    is_xml = entry.filename.endswith((".xml", ".rels")) or MARKUP.match(head)
    if is_xml and head and not begins_with_its_root(head):
        raise Unreadable("document_type")
    if entry.filename == "[Content_Types].xml" and any(kind in head for kind in MACRO_TYPES):
        raise Unreadable("macros")


def begins_with_its_root(head: bytes) -> bool:
    """Whether the first element comes after nothing but declaration, comments and space.

    A document type stands before it or nowhere. Letters of two bytes, which could hide one, begin with no `<` here.
    """
    rest = head.removeprefix(UTF8_MARK).lstrip(SPACE)
    while begun := next((mark for mark in BEFORE_THE_ROOT if rest.startswith(mark)), None):
        _inner, ended, rest = rest[len(begun) :].partition(BEFORE_THE_ROOT[begun])
        if not ended:
            return False
        rest = rest.lstrip(SPACE)
    return ROOT.match(rest) is not None
