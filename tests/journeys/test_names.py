"""A leader pastes the list of a group chat, looks it over at the desk and on the phone, and asks everybody at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import select

from tests.journeys.people import DESK, PHONE, Person
from tests.suggestions.test_name_pages import people_of_the_list, register
from tests.support.accessibility import findings
from tests.support.world import World, coming
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db

CHAT = "#接龙\n重阳节义诊\n1. 李建国\n2、王秀英 13800138001\n3）张伟\n4. 照敏\n5. 欧阳娜娜 +1"

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_from_the_chat_to_the_offers(city: World, address: str, chromium: Browser, viewport: ViewportSize) -> None:
    ids = people_of_the_list(city)
    first, second = (register(city, f"wei_{n}", "张伟", phone=f"1370000000{n}") for n in (1, 2))
    city.claim("li", city.project(starts=coming(days=7)).positions[0])
    project = city.project(starts=coming(days=7), headcount=5, title="重阳节义诊")
    leader = Person(chromium, address, "squad", viewport)
    leader.sign_in()
    leader.open(f"/projects/{project.id}/candidates")
    leader.follow("粘贴接龙名单")
    leader.fill("名单", CHAT)
    leader.press("核对名单")
    leader.sees("那段时间已有别的服务", "有同名的，请选一位", "读音、缩写或电话相同，请确认", "没有找到", "另带 1 人")
    assert findings(leader.page) == []

    button = leader.page.locator("[data-counted]")
    expect(button).to_have_text("邀请所选 1 人")
    leader.page.locator(f'input[type=radio][value="{second}"]').check()
    leader.page.locator(f'input[name=members][value="{ids["赵敏"]}"]').check()
    expect(button).to_have_text("邀请所选 3 人")
    button.click()
    leader.sees("已向 3 人发出邀约", "已报名或已邀请过", "欧阳娜娜")
    db.session.rollback()
    asked = db.session.scalars(select(Claim.member_id).where(Claim.status == ClaimStatus.OFFERED)).all()
    assert set(asked) == {ids["王秀英"], ids["赵敏"], second}
    assert first not in asked
