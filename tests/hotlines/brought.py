"""Lists of the hotline for other tests."""

from __future__ import annotations

from tests.rosters.files import workbook
from tests.support.world import World
from volunteer.hotlines import service
from volunteer.hotlines.models import HotlineList

HEADINGS = ("工单编号", "诉求内容", "村社区")


def checked(city: World) -> HotlineList:
    """One with a good row and a wrong one, that waits for a word."""
    rows = [["DG-1", "路灯不亮", city.places["site_1"].name], ["DG-2", "井盖松动", "没有的社区"]]
    return service.take_in(city.actor("committee"), "12345 热线", workbook(rows, HEADINGS), "工单.xlsx")


def not_understood(city: World) -> HotlineList:
    """One whose columns have to be explained."""
    rows = [["DG-3", "垃圾没人清", city.places["site_1"].name]]
    return service.take_in(city.actor("town"), "镇街网格", workbook(rows, ("编号", "说的啥", "村社区")), "网格.xlsx")
