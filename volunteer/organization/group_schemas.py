"""Collaboration groups in JSON."""

from __future__ import annotations

import marshmallow as ma

from volunteer.web.fields import Id, Input, Text


class GroupOut(ma.Schema):
    """A group, with the ids of its organs."""

    id = ma.fields.Integer()
    name = ma.fields.String()
    organ_ids = ma.fields.List(ma.fields.Integer())


class GroupIn(Input):
    """What a group is called."""

    name = Text(40, required=True)


class OrganIn(Input):
    """Which organ joins."""

    organ_id = Id(required=True)
