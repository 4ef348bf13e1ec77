"""How many helpers a text asks for: 两三个人 is three, 四名 is four, 十来个 is ten."""

from __future__ import annotations

import re

DIGITS = {"一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
CHINESE = "[一二两三四五六七八九十百]"
NUMBER = rf"(?:[0-9]{{1,3}}|{CHINESE}{{1,4}})"
HELPERS = (
    "志愿者|志愿人员|志愿服务人员|义工|党员|帮手|人手|人帮|人来|人去|人负责|人一组|人轮|人值|人搬|人抬|人陪|人维持|人到|"
    "人就|人左右|人即可|人够|人协助|人一起|人过来|师傅|医生|护士|律师|老师|教练|电工|水工|木工|司机|理发师|主持|翻译|"
    "调解员|骨干|同志|医护|药师|水电工|摄影师|裁判|讲师|宣讲员|救生员|咨询师|会计|壮劳力|年轻人|小伙子|师奶|后生"
)
ASKING = "需要|需|要|请|招募|招|派|安排|找|缺|差|搵|揾|叫|来|求|募集|大概|大约|约|至少|最少|起码"
SKIPPED = r"[^0-9一二两三四五六七八九十百，。；,;!！?？人]{0,8}"
RANGE = re.compile(rf"({NUMBER})(?:到|至|-|－|—|~|～|、)({NUMBER})(?:个|名|位|人)")
CLOSE = re.compile(r"(?<![0-9一二三四五六七八九十])([一两二三四五六七八])([二两三四五六七八九])(?:个|名|位|人)")
TENS = re.compile(r"(?<![0-9一二三四五六七八九十])(十|[二三四五六七八九]十|[1-9]0)(?:来|几|多)(?:个|名|位|人)")
PLAIN = re.compile(rf"(?<![0-9一二三四五六七八九十第每])({NUMBER})(?:个|名|位)?(?:{SKIPPED}?)(?:{HELPERS})")
HELPED = "月|小时|钟|学生|孩子|小朋友|老人|长者|居民|村民|家庭"
ASKED = re.compile(rf"(?:{ASKING}){SKIPPED}?({NUMBER})(?:个人|名|位|人|个)(?!{HELPED})")
MORE = ("人次", "人参加", "岁")
MOST = 500


def headcount(text: str) -> int | None:
    """The number of helpers asked for, the larger of two that are named together; None where none is named."""
    for pattern in (RANGE, CLOSE):
        for match in pattern.finditer(text):
            if _of_helpers(text, match):
                return _sensible(number(match[2]))
    for pattern in (TENS, ASKED, PLAIN):
        for match in pattern.finditer(text):
            if not text.startswith(MORE, match.end()) and (pattern is not TENS or _of_helpers(text, match)):
                return _sensible(number(match[1]))
    return None


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


def _of_helpers(text: str, match: re.Match[str]) -> bool:
    """Whether the number counts those who help and not those who are helped."""
    before, after = text[max(0, match.start() - 10) : match.start()], text[match.end() : match.end() + 6]
    asked = re.search(f"(?:{ASKING})[^，。；]*$", before) is not None
    helpers = re.match(rf"(?:[^，。；]{{0,4}})(?:{HELPERS})", match[0][-1] + after) is not None
    helped = re.match("人?(?:学生|孩子|小朋友|老人|长者|居民|村民|家庭|阿婆|残疾人|儿童|小时|月|钟)", after) is not None
    return (asked or helpers) and not helped


def _sensible(found: int) -> int | None:
    return found if 1 <= found <= MOST else None
