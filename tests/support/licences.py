"""What is shipped of others, and under which licence: ``python -m tests.support.licences [--write]``.

Python's packages are those of requirements.lock as they are installed, the front end's those of package-lock.json that
go into the built files. A licence nobody has thought about, or a document that is out of date, ends the run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from volunteer.runtime.paths import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "licences.md"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
APART = re.compile(r"\s+(?:AND|OR)\s+|;\s*")
# Packages name the same licence in several ways.
SPELLED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
PERMISSIVE = "可自由使用和再分发，保留版权声明"
ALLOWED = {
    "0BSD": PERMISSIVE,
    "Apache-2.0": PERMISSIVE,
    "BSD-2-Clause": PERMISSIVE,
    "BSD-3-Clause": PERMISSIVE,
    "CC0-1.0": PERMISSIVE,
    "ISC": PERMISSIVE,
    "MIT": PERMISSIVE,
    "MIT-0": PERMISSIVE,
    "MIT-CMU": PERMISSIVE,
    "PSF-2.0": PERMISSIVE,
    "Zlib": PERMISSIVE,
    "LGPL-3.0-only": "原样作为独立的库使用，没有改动，可以替换成别的版本",
    "MPL-2.0": "原样使用，没有改动其文件",
    "OFL-1.1": "字体，随页面一起分发，不单独出售",
}


@dataclass(frozen=True, order=True)
class Shipped:
    """A package and its licence, as SPDX writes it where it does."""

    name: str
    licence: str

    @property
    def not_allowed(self) -> list[str]:
        """The parts of its licence that nobody has allowed."""
        return [part for part in APART.split(self.licence) if part not in ALLOWED]


def of_python() -> list[Shipped]:
    """The locked packages, as installed here."""
    names = LOCKED.findall((PROJECT_ROOT / "requirements.lock").read_text("utf-8"))
    command = [
        str(Path(sys.executable).with_name("pip-licenses")),
        "--from=mixed",
        "--format=json",
        "--packages",
        *names,
    ]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found = {_plain(one["Name"]): Shipped(one["Name"], _spelled(one["License"])) for one in told}
    missing = [name for name in names if _plain(name) not in found]
    return sorted([*found.values(), *(Shipped(name, "not installed here") for name in missing)])


def of_front_end() -> Iterator[Shipped]:
    """What goes into the built files; what only builds and tests them stays here."""
    packages = json.loads((PROJECT_ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for path, about in sorted(packages.items()):
        if path and not about.get("dev"):
            yield Shipped(path.removeprefix("node_modules/"), _spelled(about.get("license", "none told")))


def document(python: list[Shipped], front_end: list[Shipped]) -> str:
    """docs/licences.md. Versions stand in the locks."""
    lines = [
        "# 第三方软件许可",
        "",
        "随安装包发出的第三方软件和它们的许可，由 `python -m tests.support.licences --write` 生成，",
        "版本见 `requirements.lock` 和 `package-lock.json`。只在开发和测试时用的软件不发出，不在此列。",
        "出现下表以外的许可，测试不通过。",
        "",
        "| 许可 | 怎样符合 |",
        "|---|---|",
        *(f"| {name} | {how} |" for name, how in ALLOWED.items()),
    ]
    for heading, shipped in (("Python", python), ("页面", front_end)):
        rows = [f"| {one.name} | {one.licence} |" for one in shipped]
        lines += ["", f"## {heading}", "", "| 软件 | 许可 |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _spelled(licence: str) -> str:
    for told, spdx in SPELLED.items():
        licence = licence.replace(told, spdx)
    return licence.strip("()").replace(";", " AND")


def main(arguments: list[str]) -> int:
    """Say what is not allowed, or that the document is old; 1 then."""
    python, front_end = of_python(), list(of_front_end())
    wrong = [f"{one.name}: {part}" for one in [*python, *front_end] for part in one.not_allowed]
    text = document(python, front_end)
    if "--write" in arguments:
        DOCUMENT.write_text(text, "utf-8")
    elif not DOCUMENT.is_file() or DOCUMENT.read_text("utf-8") != text:
        wrong.append("docs/licences.md is out of date: python -m tests.support.licences --write")
    print("\n".join(wrong) or f"licences: {len(python) + len(front_end)} packages", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
