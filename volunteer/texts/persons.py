"""Somebody's name in one sentence with an illness or a disability: together they are nobody else's business."""

from __future__ import annotations

import re
from collections.abc import Iterator

SOMEBODY = "某某"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
ILLNESS = re.compile(
    "糖尿病|高血压|癌|肿瘤|抑郁|焦虑症|躁郁|精神分裂|精神病|精神障碍|艾滋|乙肝|肺结核|尿毒症|透析|瘫痪|偏瘫|中风|"
    "失智|痴呆|阿尔茨海默|帕金森|癫痫|智力障碍|自闭症|孤独症|残疾|失明|聋哑|白血病|心脏病|冠心病|脑梗|脑瘫|骨折|"
    "怀孕|流产|卧床|失能|压疮|褥疮|造口|化疗|放疗|植物人|重病|大病|慢病"
)
SENTENCE = re.compile(r"[^。！？；!?;\n]+")
TITLES = "阿婆|阿公|阿伯|阿姨|阿叔|婆婆|公公|爷爷|奶奶|大爷|大妈|大叔|伯伯|伯|叔|婶|姨|先生|女士|小姐|师傅|老师|同学"
TITLED = re.compile(rf"(?<![一-龥])([{SURNAMES}])({TITLES})|(?<=[的户是为给帮陪看请民人员])([{SURNAMES}])({TITLES})")
BEFORE = "居民|村民|老人|长者|病人|患者|党员|学生|孩子|儿童|小朋友|户主|对象|叫|姓名[:：]?|户|名为|是"
AFTER = r"[（(，,、：:\s]|患|因|有|得了|确诊|查出|今年|长期|常年|的|是|身患|母亲|父亲|家|老人|[0-9]{1,3}岁|$"
NAMED = re.compile(rf"(?:^|(?<=[，,、：:（(\s])|(?:{BEFORE}))([{SURNAMES}])([一-龥]{{1,2}}?)(?={AFTER})")
# Beginnings of everyday words that look like a surname with a given name.
NO_NAMES = re.compile(
    "高血压|高龄|白内障|安全|万一|方便|方面|于是|向社|向居|任何|何时|何况|马上|余下|高度|金额|石头|江边|田里|武术|"
    "周末|周边|周一|周二|周三|周四|周五|周六|周日|黄昏|高温|高空|高中|严重|石阶|白天|方案|毛病|段时|夏天|程度|金婚|"
    "雷雨|龙舟|莫名|许多|顾及|万江|石龙|莞城|石碣|石排|高埗|黄江|谢岗|钟点|付不|付钱|于某|向他|向她|时常|马路"
)


def names_beside_illness(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what may stand there instead) of each name in a sentence that speaks of an illness."""
    for sentence in SENTENCE.finditer(text):
        words = sentence[0]
        if not ILLNESS.search(words):
            continue
        begin = sentence.start()
        for match in TITLED.finditer(words):
            title = match[2] or match[4]
            yield begin + match.start(), begin + match.end(), "某" + title
        for match in NAMED.finditer(words):
            if not _is_word(words, match.start(1)) and not _overlaps_illness(words, match.span(2)):
                yield begin + match.start(1), begin + match.end(2), match[1] + SOMEBODY


def _is_word(words: str, start: int) -> bool:
    return NO_NAMES.match(words, start) is not None or "某" in words[start + 1 : start + 3]


def _overlaps_illness(words: str, span: tuple[int, int]) -> bool:
    return any(one.start() < span[1] and span[0] < one.end() for one in ILLNESS.finditer(words))
