"""What goes into a bundle: the wheels that the lock names, each with its digest, and nothing that is not committed."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import pytest

from volunteer.runtime import bundle
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.wheels import WheelError, digests


def wheel(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def test_the_list_names_every_package_with_the_digests_of_its_wheels(tmp_path: Path) -> None:
    one = wheel(tmp_path, "typing_extensions-4.16.0-py3-none-any.whl", b"1")
    two = wheel(tmp_path, "numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl", b"2")
    three = wheel(tmp_path, "numpy-2.4.6-cp312-cp312-manylinux_2_28_x86_64.whl", b"3")
    wheel(tmp_path, "pip-26.3-py3-none-any.whl", b"4")
    listed = digests(tmp_path, {"typing-extensions": "4.16.0", "numpy": "2.4.6"}).splitlines()
    assert listed == [
        f"numpy==2.4.6 --hash=sha256:{two} --hash=sha256:{three}",
        f"typing-extensions==4.16.0 --hash=sha256:{one}",
    ]


def test_a_package_without_wheel_is_told(tmp_path: Path) -> None:
    with pytest.raises(WheelError, match="no wheel of numpy"):
        digests(tmp_path, {"numpy": "2.4.6"})


def test_what_is_packed_is_there_and_holds_no_tests() -> None:
    assert all((PROJECT_ROOT / name).exists() for name in bundle.COMMITTED)
    assert not {"tests", "benchmarks", ".ci"} & set(bundle.COMMITTED)


def test_changes_that_are_not_committed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_git", lambda *arguments: " M app.py\n" if arguments[0] == "status" else "")
    with pytest.raises(bundle.BundleError, match="not committed"):
        bundle.make(tmp_path, ["3.11"], "x86_64", "volunteer-x")
    assert not list(tmp_path.iterdir())


def test_files_belong_to_whoever_unpacks_them() -> None:
    entry = tarfile.TarInfo("x")
    entry.uid, entry.uname = 1000, "somebody"
    given = bundle._nobodys(entry)
    assert (given.uid, given.uname) == (0, "root")
