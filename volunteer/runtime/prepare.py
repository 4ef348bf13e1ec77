"""Set-up of a checkout: packages, front end, translations; then becomes the command that was asked for.

Runs before anything is installed, so it uses the standard library only. Each step remembers a digest of its
inputs beside its product and is skipped while they have not changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

from volunteer.runtime.locks import FileLock
from volunteer.runtime.paths import PROJECT_ROOT, instance_directory
from volunteer.runtime.stop_signals import wanted_signals

ENVIRONMENT = PROJECT_ROOT / ".venv"
NODE_MODULES = PROJECT_ROOT / "node_modules"
BUILT = PROJECT_ROOT / "static" / "dist"
TRANSLATIONS = PROJECT_ROOT / "volunteer" / "translations"
OLDEST_NODE = 18
# The command, the packages it needs (each with the digests of its files: scripts/lock) and the module it becomes.
COMMANDS = {
    "serve": ("requirements.lock", "volunteer.runtime.supervisor"),
    "test": ("requirements-dev.lock", "tests.support.checks"),
    "bench": ("requirements-dev.lock", "benchmarks"),
    "bundle": ("requirements-dev.lock", "volunteer.runtime.bundle"),
    "rehearse-recovery": ("requirements.lock", "volunteer.backup.rehearsal"),
}
# A benchmark that needs more than the tests do.
MORE = {"load": "requirements-load.lock"}


class SetupError(RuntimeError):
    """Set-up cannot go on; the message is one line for the person at the terminal."""


def prepare(requirements: str) -> None:
    """Do whatever has changed since the last time."""
    with FileLock(ENVIRONMENT / "prepare.lock"):
        install_python_packages(requirements)
        build_front_end()
        compile_translations()


def install_python_packages(requirements: str) -> None:
    """Install the pinned packages into the virtual environment."""
    # Every other list includes the one of the application.
    wanted = {name: digest_of([PROJECT_ROOT / name]) for name in ("requirements.lock", requirements)}
    stamps = {ENVIRONMENT / f".{name}.sha256": digest for name, digest in wanted.items()}
    if not all(_is_current(stamp, digest) for stamp, digest in stamps.items()):
        say(f"installing the Python packages of {requirements} (minutes at the first time)")
        _pip(requirements)
        for stamp, digest in stamps.items():
            stamp.write_text(digest)


def build_front_end() -> None:
    """Install the npm packages and bundle scripts and styles."""
    manifests = [PROJECT_ROOT / "package.json", PROJECT_ROOT / "package-lock.json"]
    sources = [path for part in ("css", "js", "img") for path in sorted((PROJECT_ROOT / "static" / part).rglob("*"))]
    sources += [*sorted((PROJECT_ROOT / "scripts").glob("build-*.mjs")), *manifests]
    installed, built = NODE_MODULES / ".installed.sha256", BUILT / ".sources.sha256"
    packages, bundle = digest_of(manifests), digest_of(sources)
    if _is_current(installed, packages) and _is_current(built, bundle):
        return
    environment = environment_with_node()
    if not _is_current(installed, packages):
        say("installing the front-end packages")
        _run("the front-end packages could not be installed", ["npm", "ci", "--ignore-scripts"], environment)
        NODE_MODULES.mkdir(exist_ok=True)
        installed.write_text(packages)
    if not _is_current(built, bundle):
        say("building scripts, styles and icons")
        shutil.rmtree(BUILT, ignore_errors=True)
        _run("the front end could not be built", ["npm", "run", "--silent", "build"], environment)
        built.write_text(bundle)


def compile_translations() -> None:
    """Compile the message catalogues that are newer than their compiled form."""
    stale = [po for po in TRANSLATIONS.rglob("*.po") if _is_older(po.with_suffix(".mo"), po)]
    if stale:
        command = [sys.executable, "-m", "babel.messages.frontend", "compile", "-d", str(TRANSLATIONS)]
        _run("the translations could not be compiled", command, dict(os.environ))


def digest_of(paths: Iterable[Path]) -> str:
    """Digest of the names and contents of files; directories and missing files are passed over."""
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(str(path.relative_to(PROJECT_ROOT)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def say(message: str) -> None:
    """One line of progress."""
    print(f"· {message}", flush=True)


def _is_current(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text() == digest


def _is_older(product: Path, source: Path) -> bool:
    return not product.exists() or product.stat().st_mtime < source.stat().st_mtime


def _pip(requirements: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2"]
    if requirements == "requirements-dev.lock":
        # Python compiles what it imports; compiling all there is takes as long as fetching it. What serves may later
        # run as somebody who cannot write here, and is compiled.
        command.append("--no-compile")
    command += ["--require-hashes", "-r", str(PROJECT_ROOT / requirements)]
    _run("the Python packages could not be installed", command, dict(os.environ))


def environment_with_node() -> dict[str, str]:
    """Environment whose PATH has node and npm: the machine's if new enough, else the virtual environment's."""
    environment = dict(os.environ)
    if _node_version(environment["PATH"]) < OLDEST_NODE or not shutil.which("npm"):
        environment["PATH"] = f"{ENVIRONMENT / 'bin'}{os.pathsep}{environment['PATH']}"
        if _node_version(environment["PATH"]) < OLDEST_NODE:
            say("installing Node into the virtual environment")
            _pip("requirements-node.lock")
    return environment


def _node_version(search_path: str) -> int:
    node = shutil.which("node", path=search_path)
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    found = re.match(r"v(\d+)", answer.stdout)
    return int(found.group(1)) if found else 0


def _run(complaint: str, command: list[str], environment: dict[str, str]) -> None:
    """Run a tool quietly; its output goes to a log that the error line names."""
    log = instance_directory() / "prepare.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        done = subprocess.run(command, cwd=PROJECT_ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SetupError(f"{complaint} (are the package registries reachable? details: {log})")


def _exit_on_signal(number: int, frame: FrameType | None) -> None:
    # An exception makes subprocess.run end the tool it waits for; the default action would leave it behind.
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Prepare for a command and become it."""
    command, *rest = arguments
    requirements, module = COMMANDS[command]
    if command == "bench":
        if not rest:
            print("usage: scripts/bench NAME [arguments]", file=sys.stderr)
            return 1
        module, rest = f"{module}.{rest[0]}", rest[1:]
    for number in wanted_signals():
        signal.signal(number, _exit_on_signal)
    try:
        prepare(requirements)
        if command == "bench" and module.rpartition(".")[2] in MORE:
            with FileLock(ENVIRONMENT / "prepare.lock"):
                install_python_packages(MORE[module.rpartition(".")[2]])
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    os.execv(sys.executable, [sys.executable, "-m", module, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
