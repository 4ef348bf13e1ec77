"""The seal: what goes in comes out, and anything else is told from it."""

from __future__ import annotations

import io
import os

import pytest

from volunteer.backup import sealing
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.sealing import CHECK, CHUNK, HEAD, MAGIC, TAG, Sealer, Unsealer
from volunteer.backup.sections import read_sections, write_section

PASSPHRASE = "four plums in June"
BEGINS = len(MAGIC) + HEAD.size + CHECK


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COSTS", (1, 8, 1))


def sealed(content: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, PASSPHRASE)
    for at in range(0, len(content), 700_001):
        sealer.write(content[at : at + 700_001])
    sealer.close()
    return out.getvalue()


def opened(file: bytes, passphrase: str = PASSPHRASE) -> bytes:
    source, parts = Unsealer(io.BytesIO(file), passphrase), []
    while part := source.read(300_000):
        parts.append(part)
    return b"".join(parts)


def kind_of(file: bytes, passphrase: str = PASSPHRASE) -> ProblemKind:
    with pytest.raises(BackupError) as refused:
        opened(file, passphrase)
    return refused.value.kind


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_goes_in_comes_out(size: int) -> None:
    content = os.urandom(size)
    file = sealed(content)
    assert opened(file) == content
    assert content[:64] not in file or size < 64


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    file = sealed(b"x" * 100)
    assert kind_of(file, "five plums in June") is ProblemKind.PASSPHRASE
    assert kind_of(b"PK" + file) is ProblemKind.DAMAGED


def test_a_changed_byte_shows_wherever_it_is() -> None:
    file = sealed(b"x" * (2 * CHUNK + 5))
    chunk = CHUNK + TAG
    for at in (BEGINS, BEGINS + chunk - 1, BEGINS + chunk, len(file) - TAG - 1, len(file) - 1):
        changed = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
        assert kind_of(changed) is ProblemKind.DAMAGED, at
    for at in range(len(MAGIC), BEGINS):  # costs, salt, check value: another key, or costs that make no sense
        changed = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
        assert kind_of(changed) in (ProblemKind.PASSPHRASE, ProblemKind.DAMAGED), at


def test_a_file_cut_off_shows_wherever_that_was() -> None:
    file = sealed(b"x" * (2 * CHUNK + 5))
    chunk = CHUNK + TAG
    for size in (0, 5, len(MAGIC), BEGINS - 1, BEGINS, BEGINS + 7, BEGINS + chunk, BEGINS + 2 * chunk, len(file) - 1):
        assert kind_of(file[:size]) is ProblemKind.DAMAGED, size
    assert kind_of(file + b"x") is ProblemKind.DAMAGED


def test_parts_cannot_change_places() -> None:
    file = sealed(os.urandom(3 * CHUNK))
    chunk = CHUNK + TAG
    first, second = file[BEGINS : BEGINS + chunk], file[BEGINS + chunk : BEGINS + 2 * chunk]
    assert kind_of(file[:BEGINS] + second + first + file[BEGINS + 2 * chunk :]) is ProblemKind.DAMAGED


def test_costs_that_would_take_the_machine_down_are_refused() -> None:
    head = HEAD.pack(1, 2**31, 1, b"s" * 16)
    assert kind_of(MAGIC + head + b"c" * CHECK) is ProblemKind.DAMAGED


def test_sections_come_back_in_order_whether_read_or_not() -> None:
    out = io.BytesIO()
    sealer = Sealer(out, PASSPHRASE)
    for name, blocks in (("one", [b"a", b"", b"b"]), ("none", []), ("two", [b"c" * 3_000_000])):
        write_section(sealer, name, blocks)
    sealer.close()
    found = {}
    for name, content in read_sections(Unsealer(io.BytesIO(out.getvalue()), PASSPHRASE)):
        found[name] = b"".join(content) if name != "one" else next(content)
    assert found == {"one": b"a", "none": b"", "two": b"c" * 3_000_000}
