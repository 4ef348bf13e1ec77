"""Names pasted from a group chat, from the text to the offers."""

from __future__ import annotations

import re

from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import Browser, World, coming, text_of
from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.pinyin import pinyin_of
from volunteer.projects.models import Project

LIST = "#接龙\n周六清洁日\n1. 李建国\n2、王秀英 13800138001\n3）赵敏（二队）\n4. 欧阳娜娜 +1"


def register(world: World, key: str, name: str, squad: str = "squad_a1", phone: str = "13900000000") -> int:
    pinyin, initials = pinyin_of(name)
    member = world.add_member(key, squad, pinyin=pinyin, initials=initials, phone=phone)
    member.name = name
    db.session.commit()
    return member.id


def people_of_the_list(world: World) -> dict[str, int]:
    return {
        "李建国": register(world, "li", "李建国"),
        "王秀英": register(world, "wang", "王秀英", phone="13800138001"),
        "赵敏": register(world, "zhao", "赵敏"),
    }


def posted(browser: Browser, project: Project, text: str = LIST, **more: object) -> str:
    answer = browser.post(f"/projects/{project.id}/names", {"position": project.positions[0].id, "text": text, **more})
    assert answer.status_code == 200
    return answer.text


def ticked(page: str) -> set[int]:
    boxes = re.findall(r'name="members" value="(\d+)"( checked)?', page)
    return {int(value) for value, checked in boxes if checked}


def statuses() -> dict[int, str]:
    return {claim.member_id: claim.status for claim in db.session.scalars(select(Claim))}


def test_the_list_is_read_and_nobody_is_asked_yet(world: World) -> None:
    ids, project = people_of_the_list(world), world.project(headcount=5)
    page = posted(world.browser("squad"), project, look="1")
    assert ticked(page) == set(ids.values())
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "另带 1 人" in words
    assert "没有当作名字的内容：#接龙；周六清洁日" in words
    assert "你负责的人里没有这个名字" in words
    assert LIST.splitlines()[3] in page, "the text stays"
    assert statuses() == {}


def test_those_ticked_are_offered_a_place_in_one_step(world: World) -> None:
    ids, project = people_of_the_list(world), world.project(headcount=5)
    page = posted(world.browser("squad"), project, members=list(ids.values()), shown=list(ids.values()))
    assert statuses() == dict.fromkeys(ids.values(), ClaimStatus.OFFERED)
    assert "已向 3 人发出邀约" in page
    assert "欧阳娜娜" in page, "whoever was not found stays in sight"
    assert ticked(page) == set()


def test_when_nothing_is_left_the_leader_is_back_with_the_candidates(world: World) -> None:
    li, project = register(world, "li", "李建国"), world.project(headcount=5)
    position = project.positions[0]
    answer = world.browser("squad").post(
        f"/projects/{project.id}/names", {"position": position.id, "text": "1. 李建国", "members": li, "shown": li}
    )
    assert answer.status_code == 303
    assert answer.location.endswith(f"/projects/{project.id}/candidates?position={position.id}")


def test_whoever_agreed_in_the_chat_is_signed_up_while_places_last(world: World) -> None:
    ids, project = people_of_the_list(world), world.project(headcount=2)
    page = posted(world.browser("squad"), project, members=list(ids.values()), shown=list(ids.values()), consented="y")
    assert statuses() == {ids["李建国"]: ClaimStatus.CONFIRMED, ids["王秀英"]: ClaimStatus.CONFIRMED}
    assert "已为 2 人报名并告知本人" in page
    assert "1 人没有邀请：名额已满" in page
    assert "已不缺人" in page


def test_more_than_there_are_places_are_invited(world: World) -> None:
    ids, project = people_of_the_list(world), world.project(headcount=1)
    page = posted(world.browser("squad"), project, members=list(ids.values()), shown=list(ids.values()))
    assert set(statuses().values()) == {ClaimStatus.INVITED}
    assert "已邀请 3 人，先答应的先得" in page


def test_a_name_of_the_same_sound_is_to_be_confirmed_not_taken(world: World) -> None:
    register(world, "zhang", "章珊珊")
    page = posted(world.browser("squad"), world.project(), "1. 张珊珊", look="1")
    assert "读音、缩写或电话相同，请确认" in page
    assert "章*" in page
    assert "章珊珊" not in page
    assert ticked(page) == set()


def test_one_of_several_is_chosen_and_the_choice_stays(world: World) -> None:
    first, second = (
        register(world, "w1", "张伟", phone="13800000001"),
        register(world, "w2", "张伟", phone="13800000002"),
    )
    project, browser = world.project(), world.browser("squad")
    page = posted(browser, project, "1. 张伟", look="1")
    assert "有同名的，请选一位" in page
    assert 'name="pick-张伟||"' in page
    again = posted(browser, project, "1. 张伟\n2. 李四", look="1", **{"pick-张伟||": str(second)})
    assert re.search(rf'value="{second}" data-one checked', again)
    assert not re.search(rf'value="{first}" data-one checked', again)
    posted(browser, project, "1. 张伟\n2. 李四", **{"pick-张伟||": str(second)})
    assert statuses() == {second: ClaimStatus.OFFERED}


def test_a_tick_that_was_taken_away_stays_away(world: World) -> None:
    ids, project = people_of_the_list(world), world.project(headcount=5)
    kept = [ids["李建国"]]
    page = posted(world.browser("squad"), project, look="1", members=kept, shown=list(ids.values()))
    assert ticked(page) == set(kept)


def test_whoever_cannot_come_says_why_beforehand(world: World) -> None:
    ids = people_of_the_list(world)
    project = world.project(headcount=5)
    position = project.positions[0]
    world.claim("li", position)
    world.claim("wang", world.project(starts=position.session.starts).positions[0])
    world.members["zhao"].paused_until = clock.today()
    db.session.commit()
    register(world, "nana", "欧阳娜娜")
    for n in range(3):
        other = world.project(starts=coming(days=20 + n)).positions[0].id
        claims.invite(world.actor("squad"), other, world.members["nana"].id)
    page = posted(world.browser("squad"), project, look="1")
    for words in ("已报名或已邀请过", "那段时间已有别的服务", "暂停参加服务", "未答复的邀约已达上限"):
        assert words in page
    assert ticked(page) == set()
    assert len(re.findall(r'name="members" value="\d+" disabled', page)) == len(ids)


def test_a_misspelt_name_is_put_right_in_its_row(world: World) -> None:
    ids, project = people_of_the_list(world), world.project()
    text = "1. 李建国\n2. 赵 闵（二队）\n3. 赵闵闵"
    page = posted(world.browser("squad"), project, text, look="1", **{"fix-赵闵": "王秀英"})
    assert "2. 王秀英（二队）" in page
    assert "3. 赵闵闵" in page
    assert ticked(page) == {ids["李建国"], ids["王秀英"]}


def test_a_name_put_right_while_sending_is_not_lost(world: World) -> None:
    ids, project = people_of_the_list(world), world.project(headcount=5)
    sent = {"members": ids["李建国"], "shown": ids["李建国"], "fix-赵闵": "王秀英"}
    page = posted(world.browser("squad"), project, "1. 李建国\n2. 赵闵", **sent)
    assert statuses() == {ids["李建国"]: ClaimStatus.OFFERED}
    assert ticked(page) == {ids["王秀英"]}


def test_nobody_out_of_reach_is_told_of(world: World) -> None:
    register(world, "far", "钱进", "squad_b1", phone="13700001234")
    project = world.project()
    for text in ("1. 钱进", "1. 前进", "1. qianjin", "1. qj", "1. 孙某 13700001234"):
        page = posted(world.browser("squad"), project, text, look="1")
        assert "你负责的人里没有这个名字" in page
        assert 'name="members"' not in page
    found = posted(world.browser("committee"), project, "1. 钱进", look="1")
    assert ticked(found) == {world.members["far"].id}


def test_what_names_nobody_is_said_and_kept(world: World) -> None:
    page = posted(world.browser("squad"), world.project(), "大家好", look="1")
    assert "没有读到名字" in page
    assert "大家好</textarea>" in page


def test_a_list_that_is_too_long_is_read_in_part_and_kept_whole(world: World) -> None:
    text = "1. 李建国\n" + "备注" * 5000 + "\n2. 到此为止"
    page = posted(world.browser("squad"), world.project(), text, look="1")
    assert "只核对了前面一部分" in page
    assert "2. 到此为止</textarea>" in page


def test_positions_that_are_gone_keep_the_text(world: World) -> None:
    project, other = world.project(headcount=1), world.project()
    world.claim("member_2", project.positions[0])
    assert "李建国" in posted(world.browser("squad"), project, look="1")
    answer = world.browser("squad").post(f"/projects/{project.id}/names", {"position": other.positions[0].id})
    assert answer.status_code == 404


def test_the_page_is_for_those_who_may_ask(world: World) -> None:
    project = world.project(sessions=2)
    path = f"/projects/{project.id}/names"
    assert world.browser("member").get(path).status_code == 403
    draft = world.project(status="draft", published_at=None)
    assert world.browser("team_b").get(f"/projects/{draft.id}/names").status_code == 404
    second = project.positions[1].id
    page = world.browser("squad").get(f"{path}?position={second}")
    assert f'<option value="{second}" selected>' in page.text
    assert f'href="{path}?position={second}"' in (
        world.browser("squad").get(f"/projects/{project.id}/candidates?position={second}").text
    )
    assert "现在不会通知任何人" in text_of(page)


def test_a_long_list_costs_no_more_statements(world: World) -> None:
    project, squad = world.project(headcount=5), world.browser("squad")
    people_of_the_list(world)
    counts = []
    for text in ("1. 李建国", LIST):
        posted(squad, project, text, look="1")
        with counted_statements() as sent:
            posted(squad, project, text, look="1")
        counts.append(len(sent))
    assert counts[0] == counts[1]
