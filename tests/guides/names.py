"""Names for the small city, as readers of the guides would meet them; all of them are invented."""

from __future__ import annotations

from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import HolidayYear

UNITS = {
    "brigade": ("市直机关志愿服务大队", "市直大队"),
    "team_a": ("市档案馆志愿服务队", "档案馆"),
    "team_b": ("市图书馆志愿服务队", "图书馆"),
    "squad_a1": ("档案馆第一分队", "第一分队"),
    "squad_a2": ("档案馆第二分队", "第二分队"),
    "squad_b1": ("图书馆第一分队", "图书馆一分队"),
}
PLACES = {
    "city": "东山市",
    "town_1": "东湖街道",
    "town_2": "西岭镇",
    "site_1": "春晓社区",
    "site_2": "荷塘社区",
    "site_3": "石桥村",
}
PEOPLE = {
    "admin": ("赵明", "zhaoming"),
    "committee": ("陈静", "chenjing"),
    "supervisor": ("徐立", "xuli"),
    "team": ("周宁", "zhouning"),
    "team_b": ("吴海", "wuhai"),
    "squad": ("王强", "wangqiang"),
    "site": ("李敏", "limin"),
    "site_3": ("罗兰", "luolan"),
    "town": ("冯涛", "fengtao"),
    "member": ("张建国", "zhangjianguo"),
    "member_2": ("何小平", "hexiaoping"),
    "member_a2": ("林芳", "linfang"),
    "member_b": ("孙丽", "sunli"),
}


def give_names(world: World) -> None:
    """Name units, places and people."""
    for key, (name, short) in UNITS.items():
        world.units[key].name, world.units[key].short_name = name, short
    for key, name in PLACES.items():
        world.places[key].name = name
    for key, (name, pinyin) in PEOPLE.items():
        world.accounts[key].name = name
        if key in world.members:
            member = world.members[key]
            member.name, member.pinyin = name, pinyin
    db.session.commit()


def see_to_holidays(world: World) -> None:
    """Somebody has looked through this year's holidays and the next's: deadlines are no guesses."""
    by = world.accounts["admin"].id
    today = clock.today()
    db.session.add_all(
        HolidayYear(year=today.year + ahead, confirmed_at=clock.now(), confirmed_by=by) for ahead in (0, 1)
    )
    db.session.commit()
