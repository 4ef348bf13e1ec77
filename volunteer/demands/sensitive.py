"""The public words of a demand: what in them is too personal, and whether that may be published none the less."""

from __future__ import annotations

from hashlib import sha256

from volunteer.demands.forms import PUBLIC_WORDS as PUBLIC
from volunteer.demands.models import Demand
from volunteer.texts.sensitive import Sensitive, kinds, masked


def personal(demand: Demand) -> list[Sensitive]:
    """What its public words give away; nothing once a triager has said that these very words may be public."""
    found = kinds(getattr(demand, name) for name in PUBLIC)
    return [] if found and demand.harmless_digest == digest(demand) else found


def digest(demand: Demand) -> str:
    """What tells these words from any others."""
    return sha256("\0".join(getattr(demand, name) or "" for name in PUBLIC).encode()).hexdigest()


def mask(demand: Demand) -> list[Sensitive]:
    """Take out what is too personal; what kinds of it there were."""
    found = kinds(getattr(demand, name) for name in PUBLIC)
    for name in PUBLIC:
        words = getattr(demand, name)
        if words:
            setattr(demand, name, masked(words))
    return found
