"""The facts of several members in one statement are those of each by itself."""

from __future__ import annotations

from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.claims import service
from volunteer.claims.states import ClaimStatus
from volunteer.claims.taking import look_at_each, look_at_facts
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Organ, WorkingTimeRule


def test_many_are_looked_at_as_one_is(world: World) -> None:
    db.session.query(Organ).update({"working_time": WorkingTimeRule.APPROVAL})
    project = world.project(skill="nursing", level=2, headcount=4)
    position = project.positions[0]
    project.sessions[0].off_hours = False
    db.session.commit()
    world.give_skill("member", "nursing", 2)
    world.give_skill("member_2", "nursing", 1)
    world.claim("member", position)
    world.claim("member_2", world.project(starts=position.session.starts).positions[0])
    world.claim("member_a2", world.project(starts=coming(days=20)).positions[0], ClaimStatus.WAITLISTED)
    service.invite(world.actor("team_b"), world.project().positions[0].id, world.members["member_b"].id)
    now = clock.now()
    position_id, everybody = position.id, [member.id for member in world.members.values()]
    with counted_statements() as sent:
        found = look_at_each(position_id, everybody, now)
    assert len(sent) == 1
    assert found == {member_id: look_at_facts(position_id, member_id, now) for member_id in everybody}
    assert len({(one.has_skill, one.own_status, one.overlaps, one.open_offers) for one in found.values()}) == 4
