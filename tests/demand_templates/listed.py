"""Templates in the small city."""

from __future__ import annotations

from datetime import time
from typing import Any

from volunteer.demand_templates.models import DemandTemplate
from volunteer.kernel.database import db


def listed(code: str = "clinic", **values: Any) -> DemandTemplate:
    """A template that stands in the list."""
    usual = {
        "name": "义诊",
        "name_en": "Health check",
        "category": "care",
        "title": "党群服务中心义诊",
        "text": "为居民量血压、测血糖",
        "skill": "nursing",
        "level": 2,
        "headcount": 4,
        "starts": time(8, 30),
        "ends": time(11),
        "rank": 10,
    }
    template = DemandTemplate(code=code, **{**usual, **values})
    db.session.add(template)
    db.session.commit()
    return template
