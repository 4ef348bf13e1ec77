"""A resident asks: one form becomes one demand, and one private link to follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.accounts.rules import digest
from volunteer.demands import links
from volunteer.demands.intake import Need, take_in
from volunteer.demands.intake_rules import title_of
from volunteer.demands.models import Demand
from volunteer.demands.states import Channel, LinkPurpose
from volunteer.help_requests.codes import SMS
from volunteer.help_requests.limits import check_asking
from volunteer.help_requests.models import HelpRequest
from volunteer.help_requests.rules import window
from volunteer.help_requests.states import Suits
from volunteer.help_requests.words import suits_words
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.web.strangers import Checked, keyed, one_at_a_time

SENT_AGAIN_WITHIN = timedelta(hours=1)  # after that, a form sent once more is an old one


@dataclass(frozen=True, kw_only=True)
class Plea:
    """What a resident wrote; name and address may be empty."""

    site: Place
    what: str
    suits: Suits
    suits_words: str | None
    phone: str
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Gate:
    """How the form came: the key for hashes, what the human check says, and whether messages can be sent."""

    secret: str
    checked: Checked
    by_message: bool
    phone_confirmed: bool = False


@use_case
def ask(work: Work, actor: Actor, plea: Plea, gate: Gate) -> str:
    """Make the demand; the secret part of its private link. The same form sent twice leads to the same demand."""
    phone = keyed(gate.secret, "phone", plea.phone)
    address = keyed(gate.secret, "address", actor.address or "")
    one_at_a_time(phone, address)
    earlier = db.session.scalar(select(HelpRequest).where(HelpRequest.form_key == gate.checked.form_key))
    if earlier is not None:
        return _again(work, earlier, phone)
    check_asking(work.now, plea.site.id, phone, address, proven=gate.checked.proven)
    demand = take_in(work, _need(work, plea))
    asked = HelpRequest(
        demand_id=demand.id,
        site_id=plea.site.id,
        form_key=gate.checked.form_key,
        suits=plea.suits,
        proven=gate.checked.proven,
        phone_hash=phone,
        address_hash=address,
        phone_confirmed=gate.phone_confirmed,
        asked_at=work.now,
    )
    db.session.add(asked)
    token = links.make(work, demand, LinkPurpose.FOLLOW)
    if gate.by_message:
        send_link(work, demand, token, plea.phone)
    return token


def send_link(work: Work, demand: Demand, token: str, phone: str) -> None:
    """The private link as a message, where there is a gateway."""
    text = _("需求 %(number)s 已收到，进展和答复请看下面的链接，请勿转给他人。", number=demand.number)
    payload = {"text": text, "link": f"/follow/{token}", "secret": True}
    key = f"follow:{digest(token).hex()}"
    work.rows.append(send(work, SMS, f"phone:{phone}", key, payload))


def _again(work: Work, earlier: HelpRequest, phone: bytes) -> str:
    """The form that was sent before, by the same telephone: another link to the same demand."""
    if earlier.phone_hash != phone or earlier.asked_at < work.now - SENT_AGAIN_WITHIN:
        raise Refused("help_form_old")
    demand = db.session.get_one(Demand, earlier.demand_id)
    return links.make(work, demand, LinkPurpose.FOLLOW)


def _need(work: Work, plea: Plea) -> Need:
    starts, ends = window(plea.suits, work.now)
    when = plea.suits_words if plea.suits is Suits.OTHER and plea.suits_words else suits_words(plea.suits)
    return Need(
        channel=Channel.RESIDENT,
        site=plea.site,
        title=title_of(plea.what),
        text=plea.what + _("（方便的时间：%(when)s）", when=when),
        starts=starts,
        ends=ends,
        recipient=plea.name,
        phone=plea.phone,
        address=plea.address,
    )
