"""Wapiti and sqlmap against a running platform: ``scripts/crawl ADDRESS``, 1 where something is confirmed.

What runs there is changed by it (forms are filled in and sent): only a demonstration on this machine is crawled.
Nobody outside is asked: modules that need a helper in the net are left out.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.page_client import PageClient

# `ssrf`, `xxe` and `log4shell` wait for a call at a helper in the net; what the platform asks itself is in the tests.
# `ldap` takes every page that repeats its query for a directory's answer; the platform asks no directory.
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,http_headers,htaccess,methods,permanentxss,redirect,shellshock,"
    "sql,timesql,upload,xss"
)
# Leaving, or locking the account out, ends the crawl before it began.
LEFT_ALONE = (
    "/sign-out*",
    "/account/*",
    "/accounts/*",
    "/roles*",
    "/static/*",
    "/locale/*",
    "/activate*",
    "/handover/*",
)
# Once is enough.
OF_VISITORS = ("/complaints/new*", "/display*", "/help/*", "/sign-in*", "/verify*")
BEHIND_THE_DOOR = ("/me", "/notices", "/demands", "/hours")
ROLES = ("visitor", "member", "site")
DEMO_PASSWORD = "Volunteer-2026"
# What these say of a demonstration without TLS, which a crawl on this machine always is. Tests hold it with TLS.
ONLY_WITHOUT_TLS = ("Secure flag", "Strict-Transport-Security")
# Pages whose queries are worth a machine's patience: typed text, lists of values, dates, places on the map.
ASKED = (
    "/positions?q=a&town=1&category=care&on=2026-12-01&page=1",
    "/positions?near=113.7,23.0&within=5",
    "/verify?code=ABC",
    "/api/v1/positions?q=a&town=1&page=1&page_size=5",
)
ASKED_BY_SITE = ("/demands?q=a&status=closed&town=1", "/api/v1/demands?q=a&page=1", "/api/v1/units?q=a&parent=1")


@dataclass(frozen=True)
class Finding:
    """One thing a crawler says, and why it does not count; empty where it does."""

    role: str
    kind: str
    path: str
    told: str
    refuted: str = ""


@dataclass(frozen=True)
class Crawl:
    """Where the crawlers are, what they are aimed at, and for how many seconds at most each."""

    tools: Path
    address: str
    seconds: int

    def wapiti(self, role: str, cookie: str, kept: Path) -> Iterator[Finding]:
        """Follow links and forms as this person and attack what was found."""
        report = kept / f"wapiti-{role}.json"
        left = [part for path in LEFT_ALONE for part in ("-x", self.address + path)]
        bounds = ["--max-scan-time", str(self.seconds // 2), "--max-attack-time", str(max(10, self.seconds // 15))]
        less = ["--max-links-per-page", "60", "--max-files-per-dir", "8", "--max-parameters", "25", "--tasks", "1"]
        quiet = ["--no-bugreport", "-v", "0", "-f", "json", "-o", str(report), "--store-session", str(kept / role)]
        inside = ["--endpoint", self.address, "--dns-endpoint", "localhost"]
        if role != "visitor":
            left += [part for path in OF_VISITORS for part in ("-x", self.address + path)]
            inside += _as_whom(cookie, urlsplit(self.address).hostname or "", kept / f"cookie-{role}.json")
        aim = ["-u", f"{self.address}/", "--scope", "domain", "-m", MODULES, "-l", "1", "-d", "6", *left]
        self._run([str(self.tools / "wapiti"), *aim, *bounds, *less, *quiet, *inside], kept / f"wapiti-{role}.log")
        if not report.is_file():
            yield Finding(role, "crawl", "", f"wapiti came to no end: {kept / f'wapiti-{role}.log'}")
            return
        found = json.loads(report.read_text())
        followed = _followed(kept / role)
        print(f"{role}: wapiti followed {len(followed)} addresses", flush=True)
        if role != "visitor" and not any(path.startswith(BEHIND_THE_DOOR) for path in followed):
            yield Finding(role, "crawl", "", "nothing behind the door was seen")
        for group in ("vulnerabilities", "anomalies"):
            for kind, all_told in found[group].items():
                for one in all_told:
                    refuted = next((f"no TLS here: {mark}" for mark in ONLY_WITHOUT_TLS if mark in one["info"]), "")
                    yield Finding(role, kind, one["path"], one["info"], refuted)

    def sqlmap(self, role: str, cookie: str, paths: tuple[str, ...], kept: Path) -> Iterator[Finding]:
        """Try every parameter of these queries."""
        aim = kept / f"sqlmap-{role}.txt"
        aim.write_text("\n".join(self.address + path for path in paths))
        told = kept / f"sqlmap-{role}.log"
        bounds = ["--timeout", "10", "--retries", "1", "--time-limit", str(self.seconds), "--threads", "1"]
        how = ["--batch", "--level", "2", "--risk", "1", "--dbms", "postgresql", "--technique", "BEUST"]
        as_whom = ["--cookie", cookie] if cookie else []
        where = ["-m", str(aim), "--output-dir", str(kept / f"sqlmap-{role}")]
        self._run([str(self.tools / "sqlmap"), *where, *how, *bounds, *as_whom], told)
        for line in told.read_text().splitlines():
            if "is vulnerable" in line or line.startswith("Parameter: "):
                yield Finding(role, "sqlmap", "", line.strip())

    def _run(self, command: list[str], log: Path) -> None:
        """Run it to its end, or for twice its time at most; what it says goes to a file."""
        with log.open("w") as said:
            subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, timeout=2 * self.seconds + 60, check=False)


def _as_whom(cookie: str, host: str, kept: Path) -> list[str]:
    """The cookie of whoever is signed in, in the form in which wapiti takes it."""
    pairs = (pair.split("=", 1) for pair in cookie.split("; "))
    about = {"expires": None, "secure": False, "port": None, "version": 0}
    kept.write_text(json.dumps({host: {"/": {name: {"value": value, **about} for name, value in pairs}}}))
    return ["-c", str(kept)]


def _followed(session: Path) -> set[str]:
    """The addresses that wapiti has seen."""
    (file,) = session.glob("*.db")
    with closing(sqlite3.connect(file)) as seen:
        return {urlsplit(path).path for (path,) in seen.execute("SELECT DISTINCT path FROM paths WHERE evil = 0")}


def main(arguments: list[str]) -> int:
    """Crawl as visitor, member and site; print what was found, and say by the status whether anything counts."""
    parser = argparse.ArgumentParser(prog="scripts/crawl", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:5000")
    parser.add_argument("--tools", type=Path, required=True, help="where wapiti and sqlmap are installed")
    parser.add_argument("--seconds", type=int, default=240, help="at most so long for each crawler and person")
    parser.add_argument("--roles", default=",".join(ROLES))
    parser.add_argument("--kept", type=Path, help="where reports are kept; nowhere unless told")
    chosen = parser.parse_args(arguments)
    where = urlsplit(chosen.address)
    if where.hostname is None or not ipaddress.ip_address(where.hostname).is_loopback:
        parser.error("only a demonstration on this machine is crawled")
    with tempfile.TemporaryDirectory() as scratch:
        kept = chosen.kept or Path(scratch)
        kept.mkdir(parents=True, exist_ok=True)
        crawl = Crawl(chosen.tools, chosen.address.rstrip("/"), chosen.seconds)
        found = list(_findings(crawl, (where.hostname, where.port or 80), chosen.roles.split(","), kept))
    for one in found:
        print(f"{'refuted' if one.refuted else 'FOUND  '} {one.role}: {one.kind} {one.path} {one.told} {one.refuted}")
    counting = [one for one in found if not one.refuted]
    print(f"{len(found)} told, {len(counting)} to be looked at")
    return 1 if counting else 0


def _findings(crawl: Crawl, address: tuple[str, int], roles: list[str], kept: Path) -> Iterator[Finding]:
    password = os.environ.get("DEMO_PASSWORD") or DEMO_PASSWORD
    for role in roles:
        person = PageClient(address, role, password)
        cookie = person.cookie
        yield from crawl.wapiti(role, cookie, kept)
        yield from crawl.sqlmap(role, cookie, ASKED if role == "visitor" else ASKED_BY_SITE, kept)
        if role != "visitor" and "sign-out" not in person.get("/account").text:
            yield Finding(role, "crawl", "/account", "signed out on the way: the rest was seen as a visitor")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
