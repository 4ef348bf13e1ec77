"""Files of members: what they would do, what is wrong with them, what they do."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select

from tests.rosters.files import applied, checked, decided, fresh, member_row, problems, workbook
from tests.support.database import WorkerDatabase
from tests.support.world import World
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.states import AccountStatus
from volunteer.audit.models import AuditEvent
from volunteer.claims.states import ClaimStatus
from volunteer.designations.models import Designation
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM
from volunteer.organization.models import Unit
from volunteer.people.models import Member, MemberKind, Membership
from volunteer.people.service import update_member
from volunteer.rosters import service
from volunteer.rosters.jobs import JOBS
from volunteer.rosters.models import RosterFile, RosterRow
from volunteer.rosters.staging import tell_others
from volunteer.rosters.states import ImportStatus


@pytest.fixture
def city(world: World) -> World:
    """The small city, its members told apart by name and phone."""
    for n, (name, member) in enumerate(world.members.items()):
        member.phone, member.name = f"1390000000{n}", f"旧人{name}"
    for unit in world.units.values():
        unit.name = unit.name.replace(" ", "")
    db.session.commit()
    return world


def own_row(city: World, name: str, squad: str = "squad_a1", kind: str = "") -> list[str]:
    """The row of somebody who is known already, as the records have it."""
    member = city.members[name]
    return [*member_row(city, member.number, member.name, member.phone or "", squad, kind)[:5], "", kind]


def new_rows(city: World, count: int) -> list[list[str]]:
    return [member_row(city, f"N{n:05d}", f"新人{n}", str(13_100_000_000 + n)) for n in range(count)]


def stored(number: str) -> Member:
    return db.session.scalars(select(Member).where(Member.number == number)).one()


def members() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def test_a_check_writes_nothing(city: World) -> None:
    made = checked(city.actor("committee"), workbook(new_rows(city, 3)))

    assert made.status == ImportStatus.CHECKED
    assert (made.summary["created"], made.summary["problems"], made.rows_total) == (3, 0, 3)
    assert members() == 4


def test_newcomers_get_accounts_squads_and_audit_rows(city: World) -> None:
    actor = city.actor("committee")
    made = applied(actor, checked(actor, workbook(new_rows(city, 3))))

    assert made.status == ImportStatus.APPLIED
    member = stored("N00001")
    assert (member.name, member.pinyin, member.initials) == ("新人1", "xinren1", "xr1")
    assert (member.unit_id, member.branch, member.kind) == (city.units["squad_a1"].id, "第一党支部", MemberKind.ACTIVE)
    assert (member.radius_km, member.profile_assumed, member.version) == (10.0, True, 1)
    assert db.session.get_one(Account, member.account_id).status == AccountStatus.PENDING
    name = select(SignInIdentity.subject).where(SignInIdentity.account_id == member.account_id)
    assert db.session.scalar(name) == "n00001"
    assert db.session.scalar(select(Membership.unit_id).where(Membership.member_id == member.id)) == member.unit_id
    trail = select(AuditEvent).where(AuditEvent.action == "member.added", AuditEvent.subject_id == member.id)
    assert db.session.scalars(trail).one().account_id == actor.account_id
    whole = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "roster.applied")).one()
    assert whole.details["created"] == 3
    assert db.session.get(RosterFile, made.id) is None


def test_the_same_file_again_changes_nothing(city: World) -> None:
    actor = city.actor("committee")
    rows = [*new_rows(city, 3), own_row(city, "member")]
    applied(actor, checked(actor, workbook(rows)))

    again = checked(actor, workbook(rows))

    assert (again.summary["unchanged"], again.summary["created"], again.summary["problems"]) == (4, 0, 0)


def test_changes_and_moves(city: World) -> None:
    actor = city.actor("committee")
    changed, moved = own_row(city, "member"), own_row(city, "member_2", "squad_b1")
    changed[1], changed[5], changed[6] = "新名字", "第二党支部", "退休"
    made = checked(actor, workbook([changed, moved]))
    assert (made.summary["changed"], made.summary["moved"]) == (1, 1)

    applied(actor, made)

    member = db.session.get_one(Member, city.members["member"].id)
    assert (member.name, member.pinyin, member.branch, member.kind) == (
        "新名字", "xinmingzi", "第二党支部", MemberKind.RETIRED,
    )  # fmt: skip
    assert db.session.get_one(Account, member.account_id).name == "新名字"
    assert member.version == 2
    periods = select(Membership.unit_id).where(Membership.member_id == city.members["member_2"].id)
    squads = db.session.scalars(periods.order_by(Membership.since)).all()
    assert squads == [city.units["squad_a1"].id, city.units["squad_b1"].id]


def test_empty_cells_change_nothing(city: World) -> None:
    row = own_row(city, "member")
    row[2] = row[5] = row[6] = ""
    made = checked(city.actor("committee"), workbook([row]))
    assert made.summary["unchanged"] == 1


def test_people_are_found_by_phone_where_no_number_is_given(city: World) -> None:
    row = own_row(city, "member", "squad_a2")
    row[0] = ""
    made = applied(city.actor("committee"), checked(city.actor("committee"), workbook([row])))
    assert made.summary["moved"] == 1
    assert db.session.get_one(Member, city.members["member"].id).unit_id == city.units["squad_a2"].id


def test_every_problem_is_named_by_row_and_column(city: World) -> None:
    known, other = own_row(city, "member"), own_row(city, "member_b", "squad_b1")
    good = new_rows(city, 12)
    rows = [known, *good]
    rows[1][1] = " "
    rows[2][1] = "１２３"
    rows[3][2] = "1380013800"
    rows[4][0], rows[4][2] = rows[5][0], "13200000004"  # the later of two rows is told
    rows[6][2] = rows[7][2]
    rows[8][6] = "临时"
    rows[9][4] = "没有的分队"
    rows[10][0] = ""
    rows[11][0] = "committee"
    rows[12][2] = other[2]
    impostor = own_row(city, "member_2")
    impostor[1], impostor[2] = "另一个人", "13300000000"
    twins = own_row(city, "member_a2", "squad_a2")
    twins[4] = ""
    made = checked(city.actor("committee"), workbook([*rows, impostor, twins]))

    assert problems(made) == {
        (3, "name", "missing"),
        (4, "name", "name_wrong"),
        (5, "phone", "phone_wrong"),
        (7, "number", "twice"),
        (9, "phone", "phone_twice"),
        (10, "kind", "choice_wrong"),
        (11, "squad", "no_such_squad"),
        (12, "number", "number_needed"),
        (13, "number", "number_taken"),
        (14, "phone", "phone_of_another"),
        (15, "name", "another_person"),
        (16, "squad", "missing"),
    }
    assert (made.summary["problems"], made.summary["wrong_rows"]) == (12, 12)
    with pytest.raises(Refused, match="roster_has_problems"):
        service.let_through(city.actor("committee"), made.id, made.version)


def test_short_names_of_squads_need_their_team(city: World) -> None:
    city.units["squad_b1"].short_name = "squad_a1"
    db.session.commit()
    alone, with_team = new_rows(city, 2)
    alone[4] = with_team[4] = "squad_a1"
    with_team[3] = "team_b"
    made = checked(city.actor("committee"), workbook([alone, with_team]))

    assert problems(made) == {(2, "squad", "several_units")}
    row = db.session.get_one(RosterRow, (made.id, 2))
    assert row.problems[0]["told"] == "squad_a1服务队、squad_b1服务队"


def test_unknown_squads_are_offered_and_made_only_when_ticked(city: World) -> None:
    actor = city.actor("committee")
    first, second, third = new_rows(city, 3)
    first[3], first[4] = second[3], second[4] = "team_a", "青年分队"
    third[3], third[4] = "新队", "第一分队"
    made = checked(actor, workbook([first, second, third]))
    assert problems(made) == {(line, "squad", "unknown_unit") for line in (2, 3, 4)}
    assert [(one["team"], one["squad"], one["people"]) for one in made.summary["new_units"]] == [
        ("team_a", "青年分队", 2), ("新队", "第一分队", 1),
    ]  # fmt: skip

    made = decided(actor, made, units=[0])
    assert problems(made) == {(4, "squad", "unknown_unit")}

    made = applied(actor, decided(actor, made, units=[0, 1]))
    assert made.status == ImportStatus.APPLIED
    young = db.session.get_one(Unit, stored("N00000").unit_id)
    assert (young.name, young.short_name, young.parent_id) == (
        "team_a服务队青年分队",
        "青年分队",
        city.units["team_a"].id,
    )
    team = db.session.get_one(Unit, db.session.get_one(Unit, stored("N00002").unit_id).parent_id)
    assert (team.name, team.tier, team.parent_id) == ("新队", "team", city.units["brigade"].id)


def test_who_is_not_named_stays_unless_the_list_is_complete(city: World) -> None:
    actor = city.actor("committee")
    rows = [own_row(city, "member"), *new_rows(city, 1)]
    position = city.project().positions[0]
    claim = city.claim("member_2", position)
    made = checked(actor, workbook(rows))
    assert made.summary["absent"] == 0
    offered = {one["id"]: one["missing"] for one in made.summary["complete"]}
    assert offered == {city.units["brigade"].id: 3, city.units["team_a"].id: 2}

    squad, team = city.units["squad_a1"].id, city.units["team_a"].id
    made = decided(actor, made, complete=[team, squad, 10**9])
    assert made.options["complete"] == [team]  # what was not offered cannot be chosen
    assert (made.summary["absent"], made.summary["members"]) == (2, 3)
    with pytest.raises(Refused, match="roster_many_leave"):
        service.let_through(actor, made.id, made.version)
    with pytest.raises(Refused, match="roster_many_leave"):
        service.let_through(actor, made.id, made.version, 1)

    applied(actor, made, leave=2)
    kinds = {name: db.session.get_one(Member, one.id).kind for name, one in city.members.items()}
    assert kinds == {"member": "active", "member_2": "left", "member_a2": "left", "member_b": "active"}
    db.session.refresh(claim)
    assert claim.status == ClaimStatus.RELEASED


def test_a_row_may_say_that_somebody_left(city: World) -> None:
    actor = city.actor("committee")
    made = checked(actor, workbook([own_row(city, "member", kind="已转出")]))
    assert made.summary["left"] == 1
    applied(actor, made, leave=1)
    assert db.session.get_one(Member, city.members["member"].id).kind == MemberKind.LEFT


def test_what_changed_between_check_and_import_stops_it(city: World) -> None:
    actor = city.actor("committee")
    row = own_row(city, "member")
    row[1] = "新名字"
    made = checked(actor, workbook([row, *new_rows(city, 1)]))
    member = db.session.get_one(Member, city.members["member"].id)
    update_member(city.actor("team"), member.id, member.version, {"name": "新名字"})

    made = applied(actor, made)

    assert (made.status, made.failure) == (ImportStatus.CHECKED, "changed_meanwhile")
    assert (made.summary["unchanged"], made.summary["created"]) == (1, 1)
    assert members() == 4
    assert applied(actor, made).status == ImportStatus.APPLIED


def test_a_failure_in_the_middle_leaves_nothing_behind(city: World) -> None:
    actor = city.actor("committee")
    made = checked(actor, workbook(new_rows(city, 3)))
    last = db.session.get_one(RosterRow, (made.id, 4))
    last.cells = {**last.cells, "kind": "nobody"}  # breaks the CHECK of member.kind, after two good rows
    db.session.commit()
    accounts = db.session.scalar(select(func.count()).select_from(Account))

    made = applied(actor, made)

    assert (made.status, made.failure) == (ImportStatus.CHECKED, "apply_failed")
    assert members() == 4
    assert db.session.scalar(select(func.count()).select_from(Account)) == accounts
    assert db.session.scalar(select(func.count()).where(AuditEvent.action == "roster.applied")) == 0


def test_two_files_with_the_same_newcomers(city: World) -> None:
    actor = city.actor("committee")
    one, other = (checked(actor, workbook(new_rows(city, 2))).id for _n in range(2))
    assert applied(actor, fresh(one)).status == ImportStatus.APPLIED
    second = applied(actor, fresh(other))
    assert second.failure == "changed_meanwhile"
    assert second.summary["unchanged"] == 2


def test_a_team_leader_brings_in_the_own_team_only(city: World) -> None:
    actor = city.actor("team")
    own, stranger = new_rows(city, 2)
    stranger[4] = city.units["squad_b1"].name
    foreign = own_row(city, "member_b", "squad_a1")
    made = checked(actor, workbook([own, stranger, foreign]))

    assert made.unit_id == city.units["team_a"].id
    assert problems(made) == {(3, "squad", "unknown_unit"), (4, "number", "elsewhere")}


def test_others_do_not_see_an_import(city: World) -> None:
    made = checked(city.actor("team"), workbook(new_rows(city, 1)))
    for name in ("team_b",):
        with pytest.raises(NotVisible):
            service.discard(city.actor(name), made.id)
    service.discard(city.actor("committee"), made.id)


def test_a_file_that_cannot_be_read_is_not_taken(city: World) -> None:
    with pytest.raises(Invalid) as refused:
        checked(city.actor("committee"), workbook([["1"]], ["身份证号", "姓名", "分队"]))
    assert "身份证号" in refused.value.fields["file"]
    assert db.session.scalar(select(func.count()).select_from(RosterFile)) == 0


def test_a_discarded_import_keeps_no_file(city: World) -> None:
    made = checked(city.actor("committee"), workbook(new_rows(city, 1)))
    service.discard(city.actor("committee"), made.id)
    assert db.session.get(RosterFile, made.id) is None
    with pytest.raises(Refused, match="not_in_this_state"):
        service.let_through(city.actor("committee"), made.id, made.version)


def test_other_rooms_hear_of_who_moved(city: World) -> None:
    actor = city.actor("committee")
    moving = city.members["member"]
    post = Designation(
        kind="pioneer_post",
        title="党员先锋岗",
        unit_id=moving.unit_id,
        member_id=moving.id,
        since=clock.today(),
        named_by=actor.account_id or 0,
        named_at=clock.now(),
    )
    db.session.add(post)
    db.session.commit()

    applied(actor, checked(actor, workbook([own_row(city, "member", "squad_b1")])))

    db.session.refresh(post)
    assert post.unit_id == city.units["squad_b1"].id
    trail = select(AuditEvent.details).where(
        AuditEvent.action == "member.changed", AuditEvent.subject_id == city.members["member"].id
    )
    assert [details["fields"] for details in db.session.scalars(trail)] == [["unit_id"]]


def test_the_radius_of_a_newcomer_is_that_of_the_nearest_unit_that_says(city: World) -> None:
    actor = city.actor("committee")
    for name, radius in (("brigade", 7), ("team_b", 3)):
        city.units[name].settings = {"default_radius_km": radius}
    db.session.commit()
    rows = [*new_rows(city, 1), member_row(city, "N9", "新人九", "13700000000", "squad_b1")]
    applied(actor, checked(actor, workbook(rows)))
    assert (stored("N00000").radius_km, stored("N9").radius_km) == (7.0, 3.0)


def test_others_see_how_far_it_is_before_it_is_done(city: World, worker_database: WorkerDatabase) -> None:
    made = checked(city.actor("committee"), workbook(new_rows(city, 3)))
    with transaction(SYSTEM), psycopg.connect(worker_database.urls.owner) as other:
        tell_others(made.id)(2, 3)
        seen = other.execute("SELECT rows_done, rows_total FROM roster_import WHERE id = %s", (made.id,)).fetchone()
    assert seen == (2, 3)


def test_rows_are_forgotten_a_month_after_their_import(city: World) -> None:
    made_id = applied(city.actor("committee"), checked(city.actor("committee"), workbook(new_rows(city, 2)))).id
    waiting_id = checked(city.actor("committee"), workbook(new_rows(city, 3))).id
    forget = JOBS[1]
    perform(forget)
    assert db.session.scalar(select(func.count()).where(RosterRow.import_id == made_id)) == 2
    with clock.travel(clock.now() + timedelta(days=31)):
        perform(forget)
    assert db.session.scalar(select(func.count()).select_from(RosterRow)) == 0
    assert db.session.scalar(select(func.count()).select_from(RosterFile)) == 0
    assert fresh(waiting_id).status == ImportStatus.DISCARDED
