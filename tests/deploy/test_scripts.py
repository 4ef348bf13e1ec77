"""Shell scripts pass shellcheck, systemd understands the units, the container file keeps the rules of the house."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from volunteer.runtime.given import Given
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.settings.reading import read

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SHELL = [
    *(path for path in sorted((PROJECT_ROOT / "scripts").iterdir()) if path.read_bytes().startswith(b"#!/bin/sh")),
    DEPLOY / "install.sh",
    PROJECT_ROOT / ".ci" / "run",
]
# Whoever breaks into a service must not get further.
HARDENED = (
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "CapabilityBoundingSet=",
)


def test_shell_scripts_pass_shellcheck() -> None:
    assert len(SHELL) > 5
    command = [str(Path(sys.executable).with_name("shellcheck")), "--external-sources", "--source-path=SCRIPTDIR"]
    told = subprocess.run([*command, *map(str, SHELL)], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


def test_the_installer_says_what_it_can() -> None:
    told = subprocess.run([DEPLOY / "install.sh"], capture_output=True, text=True)
    assert told.returncode == 0
    assert "upgrade" in told.stdout
    assert subprocess.run([DEPLOY / "install.sh", "remove"], capture_output=True).returncode == 2


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_units_are_hardened_and_serve_as_the_account(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    assert set(HARDENED) <= set(lines)
    assert "User=volunteer" in lines
    assert "ReadWritePaths=/var/lib/volunteer" in lines


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    assert len(UNITS) == 3
    for unit in UNITS:  # program, account and document are not on this machine
        text = unit.read_text().replace("/opt/volunteer/current/.venv/bin/python", sys.executable)
        text = text.replace("=volunteer\n", "=root\n").replace(
            "/opt/volunteer/current/docs", str(PROJECT_ROOT / "docs")
        )
        (tmp_path / unit.name).write_text(text)
    command = ["systemd-analyze", "verify", "--recursive-errors=no", *map(str, tmp_path.iterdir())]
    told = subprocess.run(command, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_settings_that_are_shipped_lack_only_what_is_made_or_asked_for() -> None:
    example = DEPLOY / "settings.env.example"
    assert read(Given.read({"SETTINGS_FILE": str(example)}), {}).faults == []
    commented = re.findall(r"^#([A-Z_]+)=", example.read_text(), re.MULTILINE)
    assert set(commented) <= set(read(Given.read({}), {}).values)


def test_the_container_runs_as_nobody_special_from_pinned_parts_without_secrets() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    stages = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(stages) == 2
    assert all(re.search(r":\d+\.\d+-", stage) for stage in stages), "a base image without a version"
    served = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*$", served, re.MULTILINE)
    assert "pip install" not in served
    for line in re.findall(r"pip install[^\n]*", text):
        assert "--require-hashes" in line
    assert not re.search(r"(SECRET|PASSWORD|TOKEN|DATABASE_URL)\w*=", text)
    assert not re.search(r"^ADD |COPY \. ", text, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert all((PROJECT_ROOT / name).exists() for name in source.split()), source
