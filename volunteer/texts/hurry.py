"""How pressing a text says it is: an emergency, urgent, or neither."""

from __future__ import annotations

import re

EMERGENCY, URGENT, NORMAL = "emergency", "urgent", "normal"

# Danger to people now, or a disaster under way.
DANGER = re.compile(
    "被困|救命|溺水|着火|起火|失火|烧着|浓烟|冒烟|煤气泄漏|燃气泄漏|漏气|闻到煤气|晕倒|昏迷|昏倒|大出血|没有呼吸|倒塌|塌方|垮塌|滑坡|"
    "决堤|管涌|漫堤|溃|触电|爆炸|轻生|跳楼|自杀|割腕|想不开要|走失(?:了|的|两|一|几|多|未归|到现在)|失踪|不见了|失联|走丢了?|喘不上气|喘不过气|迷路|没回来|未归|困人|电线垂|电线掉|水已经涨|冲锋舟"
)
DISASTER = re.compile("台风|打风|暴雨|洪水|水浸|内涝|积水|进水|山洪|红色预警|橙色预警|地震|决口")
# A disaster that is talked about beforehand or afterwards is none.
TALKED = re.compile(
    "演练|演习|培训|讲座|宣传|知识|预防|防溺水|课|发传单|宣讲|体验|教大家|教居民|汛前|台风季|提前|以防|过后|过去了|灾后|退了|退去"
)
NOW = re.compile(
    "现在|马上|立刻|立即|正在|已经|紧急|即刻|即时|快点|火速|今晚|今天|刚刚|刚才|急需|救|抢|转移|撤离|涨|淹|堵"
)
SOON = re.compile(
    "快来|快叫|快啲|快派|越快|赶在|趁|跌倒起不来|马上|立刻|立即|尽快|紧急|加急|赶紧|急需|急用|很急|好急|急住|十万火急|即刻|即时|快点|火速|越快越好|今晚|今天|今日|今早|"
    "今夜|下午就|明天一早|明早|明天就|等不及|等唔切|等住|拖不得|耽误不得|刻不容缓|燃眉|急！|急，|急。|急盼|抓紧|限时|天黑前|快来了|"
    "救急|应急|临时|突然|突发"
)
BROKEN_SUPPLY = re.compile("停水|停电|断水|断电|爆管|水管爆|水漫|漏电|困在|反锁")
UNHURRIED = re.compile(
    "不急|唔急|不着急|不赶|有空|长期|平时|方便时|方便的时候|什么时候都|下个月|下月|每周|每月|每个月|定期|常态化"
)


def hurry(text: str) -> str:
    """How pressing the words are."""
    talked = TALKED.search(text) is not None
    if not talked and (DANGER.search(text) or (DISASTER.search(text) and NOW.search(text))):
        return EMERGENCY
    if UNHURRIED.search(text):
        return NORMAL
    return URGENT if SOON.search(text) or (BROKEN_SUPPLY.search(text) and not talked) else NORMAL


def hurry_words(text: str) -> tuple[str, ...]:
    """The words that say so, as they stand in the text."""
    if hurry(text) == NORMAL:
        return ()
    patterns = (DANGER, DISASTER, BROKEN_SUPPLY, SOON)
    return tuple(dict.fromkeys(match[0].strip("，。！") for one in patterns for match in one.finditer(text)))[:3]
