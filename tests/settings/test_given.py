"""The settings file and the files of single settings: read, overruled by the environment, faults by their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from volunteer.runtime.given import Given, Unreadable


def given(tmp_path: Path, text: str, **environment: str) -> Given:
    file = tmp_path / "settings.env"
    file.write_text(text, encoding="utf-8")
    return Given.read({"SETTINGS_FILE": str(file), **environment})


def test_lines_are_read_and_the_environment_wins(tmp_path: Path) -> None:
    read = given(tmp_path, '# ours\n\nBRAND_NAME = "某市 志愿"\nPORT=80\nEMPTY=\n', PORT="8080")
    assert read.faults == ()
    brand, port = read.look("BRAND_NAME"), read.look("PORT")
    assert brand
    assert port
    assert (brand.text, brand.origin) == ("某市 志愿", f"{tmp_path}/settings.env:3")
    assert (port.text, port.origin) == ("8080", "environment")
    assert read.look("EMPTY") is None


def test_a_setting_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("four plums\n")
    read = given(tmp_path, f"SECRET_KEY_FILE={tmp_path}/key\n")
    value = read.look("SECRET_KEY")
    assert value
    assert (value.text, value.origin) == ("four plums", f"{tmp_path}/key")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="SECRET_KEY_FILE names a file that cannot be read: /nowhere"):
        given(tmp_path, "SECRET_KEY_FILE=/nowhere\n").look("SECRET_KEY")
    assert "/nowhere" in Given.read({"SETTINGS_FILE": "/nowhere"}).faults[0]


def test_every_wrong_line_is_told_with_its_number(tmp_path: Path) -> None:
    read = given(tmp_path, "PORT 80\nPORT=80\nPORT=81\n")
    assert [fault.split(" ")[0].rpartition(":")[2] for fault in read.faults] == ["1", "3"]
