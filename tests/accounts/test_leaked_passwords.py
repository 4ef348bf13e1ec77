"""A list of leaked passwords, ordered by hash, is searched where it lies; what is in it cannot be chosen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.accounts.conftest import PASSWORD
from tests.support.world import World, text_of
from volunteer.accounts import leaked_passwords, service
from volunteer.accounts.admitting import Admitted
from volunteer.accounts.models import Account
from volunteer.kernel.errors import Invalid
from volunteer.runtime.given import Given
from volunteer.settings.reading import read
from volunteer.settings.together import faults

LEAKED = [f"correct horse {number}" for number in range(300)]


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def written(file: Path, passwords: list[str], end: str = "\r\n", last: str = "\r\n") -> str:
    """As it is given away: hash, colon, how often it was seen; lines of different lengths."""
    lines = sorted(f"{sha1(one)}:{7 ** (number % 9)}" for number, one in enumerate(passwords))
    file.write_bytes((end.join(lines) + (last if lines else "")).encode())
    return str(file)


@pytest.mark.parametrize(("end", "last"), [("\r\n", "\r\n"), ("\n", "")])
@pytest.mark.parametrize("number", [0, 1, 2, 3, 300])
def test_each_line_is_found_and_no_other(tmp_path: Path, number: int, end: str, last: str) -> None:
    file = written(tmp_path / "leaked", LEAKED[:number], end, last)
    for place, password in enumerate(LEAKED):
        assert leaked_passwords.are_known(file, password) is (place < number), place


def test_lower_case_without_counts_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "leaked"
    file.write_text("".join(f"{line}\n" for line in sorted(sha1(one).lower() for one in LEAKED)))
    assert all(leaked_passwords.are_known(str(file), one) for one in LEAKED)
    assert not leaked_passwords.are_known(str(file), PASSWORD)


def test_what_leaked_is_refused_with_words(world: World, member: Account, tmp_path: Path) -> None:
    browser = world.browser("member")
    world.app.config["LEAKED_PASSWORDS_FILE"] = written(tmp_path / "leaked", LEAKED)
    try:
        with pytest.raises(Invalid):
            service.change_password(world.actor("member"), PASSWORD, LEAKED[5])
        form = {"current": PASSWORD, "password": LEAKED[5], "repeated": LEAKED[5]}
        assert "泄露过" in text_of(browser.post("/account/password", form))
        (tmp_path / "leaked").unlink()  # keeps nobody from a password of their own
        assert isinstance(service.change_password(world.actor("member"), PASSWORD, LEAKED[5]), Admitted)
    finally:
        world.app.config["LEAKED_PASSWORDS_FILE"] = ""


def told(file: Path) -> list[str]:
    return [fault for fault in faults(read(Given.read({"LEAKED_PASSWORDS_FILE": str(file)}), {})) if "LEAKED" in fault]


def test_another_file_is_told_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "leaked"
    written(file, LEAKED)
    assert told(file) == []
    file.write_text("".join(f"{sha1(one)}:9\n" for one in LEAKED))
    assert "ordered by hash" in told(file)[0]
    file.write_text("123456\npassword\n")
    assert "SHA-1" in told(file)[0]
