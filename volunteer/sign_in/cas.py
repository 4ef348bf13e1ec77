"""CAS: a ticket that the server exchanges for a name, once, for the address it was made for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from lxml import etree

from volunteer.sign_in.provider import Attempt, Identity, Line, ProviderAway, ProviderRefused

SPACE = "{http://www.yale.edu/tp/cas}"


class Cas:
    """One CAS server. Attributes are asked for with version 3 of the protocol, the name alone with version 2."""

    name = "cas"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.label = settings["CAS_LABEL"]
        self._url = str(settings["CAS_URL"]).rstrip("/")
        self._number = str(settings["CAS_NUMBER_ATTRIBUTE"])
        self._phone = str(settings["CAS_PHONE_ATTRIBUTE"])
        self._line = Line()

    def offered_to(self, agent: str) -> bool:
        """In every browser."""
        return True

    def address(self, attempt: Attempt, agent: str) -> str:
        """The server's form."""
        return f"{self._url}/login?{urlencode({'service': _service(attempt)})}"

    def identity(self, attempt: Attempt, answer: Mapping[str, str]) -> Identity:
        """Have the ticket validated."""
        if not answer.get("ticket"):
            raise ProviderRefused("the server gave no ticket")
        path = "/p3/serviceValidate" if self._number or self._phone else "/serviceValidate"
        query = {"service": _service(attempt), "ticket": answer["ticket"]}
        success = _read(self._line.text("GET", self._url + path, params=query)).find(f"{SPACE}authenticationSuccess")
        user = success.findtext(f"{SPACE}user", "").strip() if success is not None else ""
        if success is None or not user:
            raise ProviderRefused("the ticket is not valid")
        told = {"user": user, **_attributes(success)}
        return Identity(self.name, user, number=told.get(self._number), phone=told.get(self._phone))


def _service(attempt: Attempt) -> str:
    """The address that the ticket is made for: it carries the state, so that a ticket fits one attempt only."""
    return f"{attempt.callback}?{urlencode({'state': attempt.state})}"


def _read(text: str) -> Any:
    """XML without anything that reaches outside of it or grows when read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        raise ProviderAway("not XML") from None
    if root.getroottree().docinfo.doctype or root.tag != f"{SPACE}serviceResponse":
        raise ProviderRefused("not an answer of CAS")
    return root


def _attributes(success: Any) -> dict[str, str]:
    """Attributes that have one value; of several nobody knows which is meant."""
    found: dict[str, list[str]] = {}
    for element in success.iterfind(f"{SPACE}attributes/*"):
        if isinstance(element.tag, str):
            found.setdefault(element.tag.removeprefix(SPACE), []).append((element.text or "").strip())
    return {name: values[0] for name, values in found.items() if len(values) == 1 and values[0]}
