"""Mail over SMTP: plain text and simple HTML, the Message-ID made of the dedupe key."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from volunteer.kernel import clock
from volunteer.kernel.outbox import NotSetUp, Undeliverable, Unreachable
from volunteer.notices.channels.composing import Text, compose
from volunteer.notices.channels.receiver import receiver
from volunteer.notices.channels.settings import MailServer, mail_server
from volunteer.notices.states import Way

TIMEOUT = 15.0
LONGEST_SUBJECT = 80
PERMANENT = 500
NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]")


class Mail:
    """Hands mail in over one connection, opened when there is something to send and kept as long as it lives."""

    def __init__(self) -> None:
        self._line: smtplib.SMTP | None = None
        self._to: MailServer | None = None

    def __call__(self, recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
        """Send one message."""
        server = mail_server(current_app.config)
        if server is None:
            raise NotSetUp("MAIL_URL")
        person = receiver(recipient, Way.MAIL)
        message = letter(compose(payload, person.locale, person.account_id), server.sender, person.address, dedupe_key)
        try:
            self._connected(server).send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(next(iter(refused.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as refused:
            raise _refusal(refused.smtp_code) from None
        except (smtplib.SMTPException, OSError) as gone:
            self._line = None
            raise Unreachable(type(gone).__name__) from None

    def _connected(self, server: MailServer) -> smtplib.SMTP:
        if self._line is not None and self._to == server and _lives(self._line):
            return self._line
        self._line, self._to = _open(server), server
        return self._line


def letter(text: Text, sender: str, address: str, dedupe_key: str) -> EmailMessage:
    """The mail itself."""
    message = EmailMessage()
    message["From"], message["To"] = sender, address
    message["Subject"] = " ".join(text.title.split())[:LONGEST_SUBJECT]
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = f"<{NOT_IN_AN_ID.sub('.', dedupe_key)}@{_host()}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(part for part in (text.plain, text.footer) if part))
    page = current_app.jinja_env.get_template("emails/notice.html")
    message.add_alternative(page.render(text=text, brand=current_app.config["BRAND_NAME"]), subtype="html")
    return message


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_BASE_URL"]).hostname or "localhost"


def _open(server: MailServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    if server.scheme == "smtp+starttls":
        line.starttls(context=ssl.create_default_context())
    if server.user is not None:
        line.login(server.user, server.password or "")
    return line


def _lives(line: smtplib.SMTP) -> bool:
    try:
        return bool(line.noop()[0] == 250)
    except (smtplib.SMTPException, OSError):
        return False


def _refusal(code: int) -> Exception:
    """The server's word in a number: its sentence may repeat the address."""
    said = f"SMTP {code}"
    return Undeliverable(said) if code >= PERMANENT else ConnectionError(said)
