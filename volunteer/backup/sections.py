"""What is inside of the seal: named sections one after the other, each in blocks, so that lengths need not be known."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.sealing import Sealer, Unsealer

MANIFEST, DUMP, FILE = "manifest", "dump", "file:"
BLOCK = 256 * 1024
LARGEST = 16 * 1024 * 1024
NAME, LENGTH = struct.Struct(">H"), struct.Struct(">I")


def write_section(out: Sealer, name: str, blocks: Iterable[bytes]) -> int:
    """Write a section; how many bytes it has."""
    encoded, size = name.encode(), 0
    out.write(NAME.pack(len(encoded)) + encoded)
    for block in blocks:
        if block:
            out.write(LENGTH.pack(len(block)) + block)
            size += len(block)
    out.write(LENGTH.pack(0))
    return size


def read_sections(source: Unsealer) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Sections in order; whatever of one was not read is passed over before the next."""
    while first := source.read(1):
        (length,) = NAME.unpack(first + source.read_exactly(1))
        name = source.read_exactly(length).decode()
        blocks = _blocks(source)
        yield name, blocks
        for _unread in blocks:
            pass


def _blocks(source: Unsealer) -> Iterator[bytes]:
    while True:
        (length,) = LENGTH.unpack(source.read_exactly(LENGTH.size))
        if length == 0:
            return
        if length > LARGEST:
            raise BackupError(ProblemKind.DAMAGED, "the file is damaged: a part of it is too long")
        yield source.read_exactly(length)
