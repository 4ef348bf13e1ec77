"""No password, key or token lies in a file of the repository: ``python -m tests.support.secrets_kept_out``.

A small set of rules over all files that git knows: what keys of known services look like, key files, addresses with a
password, and long values given to names such as `secret`. What looks like one and is none is listed with the reason.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from volunteer.runtime.paths import PROJECT_ROOT

RULES = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*\n\s*[A-Za-z0-9+/=]{20}"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|LTAI|AKID)[A-Za-z0-9]{16,30}\b"),
    "a token of a code host": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}|pypi-\w{40,})"
    ),
    "a token of a chat": re.compile(r"\b(?:xox[abeprs]-[\w-]{10,}|SEC[0-9a-f]{64})\b"),
    "a robot's address": re.compile(
        r"(?:webhook/send\?key=[0-9a-f-]{36}|access_token=[0-9a-f]{64}|open-apis/bot/v2/hook/[0-9a-f-]{36})"
    ),
    "a signed token": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}"),
    "an address with a password": re.compile(
        r"\b[a-z][a-z+]{2,20}://[^\s:/@{}<>\"'%$]{1,40}:([^\s:/@{}<>\"'%$*]{6,60})@[\w.\[]"
    ),
    "a value of a secret": re.compile(
        r"(?i)\b\w{0,30}(?:password|passphrase|passwd|secret|token|api_?key)\w{0,10}[\"']?\]?\s{0,3}[:=]\s{0,3}[\"']"
        r"([A-Za-z0-9+/_.!@#$^&*-]{12,200})[\"']"
    ),
}
# Values that are no secrets anywhere; the reason beside each.
KNOWN = {
    "PASSWORD": "stands for one in examples",
    "Volunteer-2026": "the demo's public password, refused in production",
    "password": "stands for one in messages",
}
# What else looks like one: the file, what is found there, and why it is none.
MADE_UP = "made up for tests, opens nothing"
LISTED: dict[tuple[str, str], str] = {
    ("benchmarks/newcomer.py", "chenxi-2026-ok"): MADE_UP,
    ("tests/health/test_metrics.py", "for-tests-of-the-figures-only"): MADE_UP,
    ("tests/journeys/people.py", "Journey-2026"): MADE_UP,
    ("tests/notices/test_robots.py", "693a91f6-7d2a-4bc4-97a0-0ec2sifa5aaa"): "the example of WeCom's own manual",
    ("tests/notices/test_wecom_and_sms.py", "/cgi-bin/message/send"): "a path",
    ("tests/sign_in/counters.py", "ww0123456789abcdef"): MADE_UP,
    ("tests/sign_in/counters.py", "wx0123456789abcdef"): MADE_UP,
    ("volunteer/runtime/supervisor.py", "$DEMO_PASSWORD"): "the name of a variable, for people to read",
}
TOO_LARGE = 2 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """Something that looks like a secret; the value itself is not repeated whole."""

    path: str
    line: int
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.kind} {self.value[:6]}…"


def looked_through(path: str, text: str) -> Iterator[Found]:
    """What looks like a secret in one text."""
    for kind, rule in RULES.items():
        for match in rule.finditer(text):
            value = match.group(match.lastindex or 0)
            if value not in KNOWN and (path, value) not in LISTED:
                yield Found(path, text.count("\n", 0, match.start()) + 1, kind, value)


def tracked() -> Iterator[tuple[str, str]]:
    """Every text file that git knows, with its content."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT_ROOT, check=True, capture_output=True).stdout
    for path in sorted(filter(None, listed.decode().split("\0"))):
        file = PROJECT_ROOT / path
        if not file.is_file() or file.stat().st_size > TOO_LARGE:
            continue
        content = file.read_bytes()
        if b"\0" not in content[:8000]:
            yield path, content.decode("utf-8", "replace")


def main() -> int:
    """Print what was found; 1 if anything was."""
    if not (PROJECT_ROOT / ".git").exists():
        print("secrets: no repository, nothing looked through", flush=True)
        return 0
    texts = dict(tracked())
    found = [one for path, text in texts.items() for one in looked_through(path, text)]
    gone = [
        f"{path}: {value} is listed and not there any more"
        for path, value in LISTED
        if value not in texts.get(path, "")
    ]
    print("\n".join([*map(str, found), *gone]) or f"secrets: none in {len(texts)} files", flush=True)
    return 1 if found or gone else 0


if __name__ == "__main__":
    sys.exit(main())
