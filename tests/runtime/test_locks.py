"""What is installed is what the lists name, in files whose digests are known, from wherever each machine gets them."""

from __future__ import annotations

import re

import pytest

from volunteer.runtime.locking import LISTS, lock_of, pins
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.wheels import BLOCK


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_holds_what_its_list_names(name: str) -> None:
    wanted, locked = pins((PROJECT_ROOT / name).read_text()), pins(lock_of(name).read_text())
    assert wanted
    assert {package: locked.get(package) for package in wanted} == wanted, "run: scripts/lock"


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_digests_and_no_address_is_told(name: str) -> None:
    text = lock_of(name).read_text()
    blocks = [block.group(0) for block in BLOCK.finditer(text)]
    assert len(blocks) == len(pins(text))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    assert not re.search(r"://|^--|@ file", text, re.MULTILINE)


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = (pins(lock_of(name).read_text()) for name in LISTS[:2])
    assert {package: tested.get(package) for package in served} == served
