"""A period of the trail as a file that proves itself: rows, a manifest with their digest, the ledger's key's signature.

The archive holds `audit.csv`, `manifest.json` and `manifest.sig`. Whoever has the platform's public key
(`flask --app app ledger public-key`) can check it anywhere; `flask --app app audit verify FILE` does.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from volunteer.ledger.signing import is_signed

ROWS, MANIFEST, SIGNATURE = "audit.csv", "manifest.json", "manifest.sig"
FORMULA = tuple("=+-@\t\r")  # an office program would run what begins so
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What the file holds. Days are Shanghai's, both included; `sha256` is of `audit.csv`; ids are of the rows."""

    since: str
    until: str
    made_at: str
    purpose: str
    scope: str
    rows: int
    first_id: int | None
    last_id: int | None
    sha256: str


class _Digest(io.RawIOBase):
    """Passes bytes on and remembers their digest."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to, self.hash = to, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.hash.update(data)
        return self._to.write(data)


def write(
    target: IO[bytes] | Path, heading: Sequence[str], rows: Iterable[Sequence[Any]], key: Ed25519PrivateKey, **said: str
) -> Manifest:
    """Write the archive; each row begins with its id. `said`: since, until, made_at, purpose, scope."""
    first: int | None = None
    last: int | None = None
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(ROWS, "w", force_zip64=True) as file:
            digest = _Digest(file)
            with io.TextIOWrapper(io.BufferedWriter(digest, CHUNK), encoding="utf-8-sig", newline="") as text:
                writer = csv.writer(text)
                writer.writerow(heading)
                for row in rows:
                    writer.writerow([_cell(value) for value in row])
                    first, last = min(first or row[0], row[0]), max(last or row[0], row[0])
                    count += 1
        made = Manifest(**said, rows=count, first_id=first, last_id=last, sha256=digest.hash.hexdigest())
        told = json.dumps(asdict(made), ensure_ascii=False, indent=2, sort_keys=True).encode()
        archive.writestr(MANIFEST, told)
        archive.writestr(SIGNATURE, base64.b64encode(key.sign(told)))
    return made


def faults(source: IO[bytes] | Path, key: Ed25519PublicKey) -> tuple[Manifest | None, list[str]]:
    """What the archive says of itself, and what is wrong with it; no faults where it is as it was made."""
    try:
        with zipfile.ZipFile(source) as archive:
            told, signature = archive.read(MANIFEST), base64.b64decode(archive.read(SIGNATURE), validate=True)
            made = Manifest(**json.loads(told))
            digest, lines = _read(archive)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        return None, [f"not an archive of the trail, or damaged ({type(error).__name__})"]
    wrong = []
    if not is_signed(key, signature, told):
        wrong.append("the manifest is not signed with this platform's key")
    if digest != made.sha256:
        wrong.append("the rows are not those that the manifest speaks of")
    if lines != made.rows:
        wrong.append(f"{lines} rows, but the manifest speaks of {made.rows}")
    return made, wrong


def _read(archive: zipfile.ZipFile) -> tuple[str, int]:
    """The digest of the rows, and how many there are."""
    digest = hashlib.sha256()
    with archive.open(ROWS) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    with archive.open(ROWS) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        lines = sum(1 for _ in csv.reader(text)) - 1
    return digest.hexdigest(), lines


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int) else text
