"""How many helpers a text asks for: 两三个人 is three, 四名 is four, 十来个 is ten."""

from __future__ import annotations

import re

DIGITS = {"一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
CHINESE = "[一二两三四五六七八九十百]"
NUMBER = rf"(?:[0-9]{{1,3}}|{CHINESE}{{1,4}})"
COUNTED = "个|名|位|人"
HELPERS = (
    "志愿者|志愿人员|义工|党员|帮手|人手|师傅|医生|护士|医护|药师|中医|律师|老师|教练|电工|木工|司机|理发师|主持|司仪|翻译|"
    "调解员|讲师|宣讲员|骨干|同志|摄影师|裁判|救护员|救生员|消防员|咨询师|书法家|劳力|壮劳力|年轻人|小伙子|姐姐|哥哥|阿姨|"
    "飞手|会[^，。；]{1,6}的"
)
# Those who are helped, and what else is counted with the same words.
HELPED = (
    "小时|月|钟|年|学生|孩子|小孩|小朋友|老人|长者|居民|村民|家庭|阿婆|残疾|儿童|考生|婴|单身|失独|工友|业主|字|台|辆|"
    "户|岁|组|批|宗|节|场|对|套|条|份|级|楼|次|参加|走失|失业|被困"
)
ASKING = "需要?|要|请|招募?|派|安排|找|缺|差|搵|揾|叫|求|募集|大概要?|约|至少|最少|起码|共|每班|手|作|力|待|序|个"
BEGINS = "(?<![0-9一二三四五六七八九十第每])"
SKIPPED = r"[^0-9一二两三四五六七八九十百，。；,;！!？?人]{0,8}?"

RANGE = re.compile(rf"{BEGINS}({NUMBER})(?:到|至|-|－|—|~|～)({NUMBER})(?:{COUNTED})(?!{HELPED})")
CLOSE = re.compile(rf"{BEGINS}([一两二三四五六七八])([二两三四五六七八九]十?)(?:{COUNTED})(?!{HELPED})")
TENS = re.compile(rf"{BEGINS}(十|[二三四五六七八九]十|[1-9]0)(?:来|几|多)(?:{COUNTED})(?!{HELPED})")
TOTAL = re.compile(rf"(?:共|总共|一共)({NUMBER})(?:{COUNTED})(?!{HELPED})")
OF_HELPERS = re.compile(rf"{BEGINS}({NUMBER})(?:{COUNTED})?(?:{SKIPPED})(?:{HELPERS})(?!次|组)")
ASKED = re.compile(rf"(?:{ASKING})(?:{SKIPPED})({NUMBER})(?:个人|{COUNTED})(?!人?(?:{HELPED}))")
ENDS = "[，,。；;！!]"
AT_THE_END = re.compile(
    rf"(?:^|{ENDS})(?:大概|大约|约|要|最好)?({NUMBER})(?:个人|{COUNTED})(?:左右|就够|即可|最好)?(?=$|{ENDS})"
)
AFTER_HELPERS = re.compile(rf"(?:{HELPERS})({NUMBER})(?:{COUNTED})(?!人?(?:{HELPED}))")
MOST = 500


def headcount(text: str) -> int | None:
    """The number of helpers asked for, the larger of two that are named together; None where none is named."""
    for pattern in (RANGE, CLOSE, TOTAL, TENS, AFTER_HELPERS, ASKED, OF_HELPERS, AT_THE_END):
        for match in pattern.finditer(text):
            found = plausible(match[match.lastindex or 1])
            if found is not None:
                return found
    return None


def plausible(written: str) -> int | None:
    """The number as it is written, where it is one and so many helpers can be meant."""
    found = number(written) if re.fullmatch(NUMBER, written) else 0
    return found if 1 <= found <= MOST else None


def number(written: str) -> int:
    """The number that digits or Chinese numerals up to 999 stand for; 0 for what is none."""
    if written.isdecimal():
        return int(written)
    total = current = 0
    for sign in written:
        if sign in DIGITS:
            current = DIGITS[sign]
        else:
            total += (current or 1) * (100 if sign == "百" else 10)
            current = 0
    return total + current
