"""A stream sealed under a passphrase: Argon2id → HKDF → AES-256-GCM in chunks.

The file begins with MAGIC, the costs of Argon2id, a salt and a check value by which a wrong passphrase is told from a
damaged file. Each file has a key of its own (the salt), so a counter serves as nonce; its last byte marks the final
chunk, so that a file cut off at a chunk's end shows. A change of any byte is found when its chunk is read.
"""

from __future__ import annotations

import hmac
import os
import struct
from typing import BinaryIO

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from volunteer.backup.problems import BackupError, ProblemKind

MAGIC = b"volunteer-backup-1\n"
COSTS = (3, 64 * 1024, 4)  # Argon2id: passes, KiB, lanes
MOST = (16, 1024 * 1024, 16)  # a foreign file must not ask for more
CHUNK = 1024 * 1024
TAG = 16
SALT, CHECK = 16, 16
HEAD = struct.Struct(f">3I{SALT}s")


class Sealer:
    """Writes what it is given, sealed. `close` writes the final chunk; without it the file does not open."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        head = HEAD.pack(*COSTS, os.urandom(SALT))
        key, check = _keys(passphrase, head)
        self._out, self._aead, self._count = out, AESGCM(key), 0
        self._waiting = bytearray()
        out.write(MAGIC + head + check)

    def write(self, data: bytes) -> None:
        """Add to the stream."""
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last one, be it full, is known only at the end
            self._put(bytes(self._waiting[:CHUNK]), final=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the final chunk; the file underneath stays open."""
        self._put(bytes(self._waiting), final=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, final: bool) -> None:
        self._out.write(self._aead.encrypt(_nonce(self._count, final), chunk, None))
        self._count += 1


class Unsealer:
    """Reads a sealed stream; BackupError when the passphrase is wrong, or the file is cut off or changed."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        if source.read(len(MAGIC)) != MAGIC:
            raise BackupError(ProblemKind.DAMAGED, "this is not a backup of this platform")
        head, check = source.read(HEAD.size), source.read(CHECK)
        if len(head) < HEAD.size or len(check) < CHECK:
            raise _cut_off()
        key, expected = _keys(passphrase, head)
        if not hmac.compare_digest(check, expected):
            raise BackupError(ProblemKind.PASSPHRASE, "the passphrase is wrong")
        self._source, self._aead, self._count = source, AESGCM(key), 0
        self._ahead = source.read(CHUNK + TAG)
        self._ready, self._at, self._ended = b"", 0, False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; nothing only at the true end of the stream."""
        while self._at == len(self._ready) and not self._ended:
            self._next()
        part = self._ready[self._at : self._at + size]
        self._at += len(part)
        return part

    def read_exactly(self, size: int) -> bytes:
        """`size` bytes."""
        parts = bytearray()
        while len(parts) < size:
            part = self.read(size - len(parts))
            if not part:
                raise _cut_off()
            parts += part
        return bytes(parts)

    def _next(self) -> None:
        sealed, self._ahead = self._ahead, self._source.read(CHUNK + TAG)
        final = not self._ahead
        try:
            self._ready = self._aead.decrypt(_nonce(self._count, final), sealed, None)
        except InvalidTag:
            raise BackupError(ProblemKind.DAMAGED, "the file is damaged: it was changed or cut off") from None
        self._at, self._ended = 0, final
        self._count += 1


def _cut_off() -> BackupError:
    return BackupError(ProblemKind.DAMAGED, "the file is damaged: it ends too early")


def _keys(passphrase: str, head: bytes) -> tuple[bytes, bytes]:
    """The key of a file and its check value; both depend on every byte of the head."""
    passes, memory, lanes, salt = HEAD.unpack(head)
    if any(not 0 < asked <= most for asked, most in zip((passes, memory, lanes), MOST, strict=True)):
        raise BackupError(ProblemKind.DAMAGED, "the file is damaged: its beginning makes no sense")
    try:
        master = hash_secret_raw(passphrase.encode(), salt, passes, memory, lanes, 32, Type.ID)
    except Exception as error:  # costs that do not fit together
        raise BackupError(ProblemKind.DAMAGED, "the file is damaged: its beginning makes no sense") from error
    derived = HKDF(SHA256(), 32 + CHECK, None, b"volunteer backup 1 " + head).derive(master)
    return derived[:32], derived[32:]


def _nonce(count: int, final: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([final])
