"""The lists made at night: what members see, nobody's who does not want any, told to organizers as counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer import wiring
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.people import service as people
from volunteer.people.models import MemberKind
from volunteer.suggestions.jobs import REFRESH_LISTS
from volunteer.suggestions.models import SuggestionList, SuggestionReach
from volunteer.suggestions.service import recommend_for

EVENINGS = sum(1 << (weekday * 4 + 3) for weekday in range(7))


def lists() -> dict[int, list[tuple[int, int]]]:
    db.session.expire_all()
    rows = db.session.scalars(select(SuggestionList))
    return {row.member_id: list(zip(row.position_ids, row.scores, strict=True)) for row in rows}


def reach(position_id: int) -> tuple[int, int]:
    db.session.expire_all()
    found = db.session.get_one(SuggestionReach, position_id)
    return found.listed, found.first_five


def test_the_lists_are_what_members_see(world: World) -> None:
    world.give_skill("member", "nursing", 3)
    world.project(skill="nursing", level=2)
    world.project(sessions=3, starts=coming(days=9), site_id=world.places["site_2"].id)
    world.claim("member_2", world.project(starts=coming(days=15)).positions[0])
    perform(REFRESH_LISTS)
    found = lists()
    for name, member in world.members.items():
        seen = [(one.position.id, one.score) for one in recommend_for(world.actor(name)).items]
        assert found[member.id] == seen, name


def test_nobody_has_a_list_who_is_suggested_nothing(world: World) -> None:
    busy = world.add_member("busy", "squad_a1", max_positions=1)
    world.claim("busy", world.project(starts=coming(days=20)).positions[0])
    world.add_member("off", "squad_a1", recommendations_on=False)
    world.add_member("left", "squad_a1", kind=MemberKind.LEFT)
    world.add_member("paused", "squad_a1", paused_until=clock.today())
    world.add_member("night", "squad_a1", availability=1)
    world.project()
    perform(REFRESH_LISTS)
    have = set(lists())
    assert have == {world.members[name].id for name in ("member", "member_2", "member_a2", "member_b")}
    assert busy.id not in have


def test_turning_recommendations_off_or_leaving_ends_the_list_at_once(world: World) -> None:
    world.project()
    perform(REFRESH_LISTS)
    assert len(lists()) == 4
    assert "推荐名单 1 项，今天生成" in text_of(world.browser("member").get("/me/privacy"))
    world.api("member").call("PUT", "/me", {"recommendations_on": False})
    gone = world.members["member_b"]
    people.update_member(world.actor("committee"), gone.id, gone.version, {"kind": MemberKind.LEFT})
    assert set(lists()) == {world.members[name].id for name in ("member_2", "member_a2")}
    assert "推荐名单 没有记录" in text_of(world.browser("member").get("/me/privacy"))
    world.api("member_2").call("PUT", "/me", {"radius_km": 7})
    assert world.members["member_2"].id in lists()


def test_turning_off_while_the_lists_are_made_leaves_none_behind(world: World) -> None:
    world.project()
    member_id = world.members["member"].id
    locked = Event()

    def make() -> None:
        with world.app.app_context():
            locked.wait(5)
            perform(REFRESH_LISTS)

    with ThreadPoolExecutor() as pool:
        making = pool.submit(make)
        with transaction(world.actor("member")):
            world.members["member"].recommendations_on = False
            db.session.flush()
            locked.set()
            _wait_for_somebody_waiting()
        making.result(10)
    assert member_id not in lists()
    assert len(lists()) == 3


def _wait_for_somebody_waiting() -> None:
    """Until the other transaction stands before the row that this one holds."""
    with db.engine.connect() as other:
        for _attempt in range(500):
            waiting = other.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar()
            if waiting:
                return
            other.exec_driver_sql("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def test_organizers_read_how_many_were_told(world: World) -> None:
    project = world.project()
    for n in range(5):  # nearer, so that they stand before it in everybody's list
        world.project(starts=coming(days=10 + n), headcount=9)
    world.add_member("evenings", "squad_a1", availability=EVENINGS)
    position = project.positions[0]
    perform(REFRESH_LISTS)
    listed, first_five = reach(position.id)
    assert listed == 4
    assert first_five <= listed
    told = f"推荐给了 {listed} 人，其中 {first_five} 人排在前 5 位"
    assert told in text_of(world.browser("team").get(f"/positions/{position.id}"))
    assert told in text_of(world.browser("team").get(f"/projects/{project.id}/candidates"))
    for reader in ("member", "team_b", None):
        assert "推荐给了" not in text_of(world.browser(reader).get(f"/positions/{position.id}"))


def test_what_reaches_nobody_is_told_once_with_the_reason(world: World) -> None:
    project = world.project(skill="law", level=2, sessions=2, title="法律咨询日")
    world.project(headcount=1, title="有人去")
    perform(REFRESH_LISTS)
    perform(REFRESH_LISTS)
    maker = world.accounts["team"]
    (notice,) = db.session.scalars(select(Notice).where(Notice.kind == "project.unsuggested"))
    assert notice.account_id == maker.id
    assert notice.link == f"/projects/{project.id}/candidates?position={project.positions[0].id}"
    assert "「法律咨询日」有岗位没有推荐给任何人" in text_of(world.browser("team").get("/notices"))
    page = text_of(world.browser("team").get(f"/positions/{project.positions[0].id}"))
    assert "没有推荐给任何人：没有人会法律咨询 2 级" in page
    world.give_skill("member", "law", 3)
    perform(REFRESH_LISTS)
    assert reach(project.positions[0].id) == (1, 1)


def test_full_and_past_positions_drop_out_of_the_counts(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    perform(REFRESH_LISTS)
    assert reach(position.id) == (4, 4)
    world.claim("member", position)
    perform(REFRESH_LISTS)
    db.session.expire_all()
    assert db.session.get(SuggestionReach, position.id) is None
    assert lists() == {}


def test_a_change_in_the_day_shows_at_the_next_request(world: World) -> None:
    first = world.project(starts=coming(days=7), hours=2)
    perform(REFRESH_LISTS)

    def seen() -> list[int]:
        answer = world.api("member").get("/me/recommendations")
        assert answer.json is not None
        return [one["position"] for one in answer.json]

    assert seen() == [first.positions[0].id]
    second = world.project(starts=coming(days=8))
    assert set(seen()) == {first.positions[0].id, second.positions[0].id}
    world.claim("member", first.positions[0], ClaimStatus.CONFIRMED)
    assert seen() == [second.positions[0].id]
    world.api("member").call("PUT", "/me/availability", {"availability": EVENINGS})
    assert seen() == []


def test_it_is_made_at_night_in_shanghai() -> None:
    assert REFRESH_LISTS in wiring.JOBS
    assert (REFRESH_LISTS.trigger, REFRESH_LISTS.schedule) == ("cron", {"hour": 2, "minute": 30})
