"""Plausible Chinese names, drawn with rough real frequencies; nobody in particular."""

from __future__ import annotations

from random import Random

SURNAMES = (
    ("陈", 106), ("黄", 72), ("李", 71), ("张", 64), ("王", 60), ("刘", 56), ("林", 46), ("梁", 44), ("吴", 40),
    ("何", 34), ("罗", 32), ("周", 30), ("叶", 28), ("谢", 27), ("曾", 24), ("杨", 24), ("郑", 22), ("邓", 22),
    ("钟", 20), ("卢", 20), ("朱", 19), ("徐", 18), ("袁", 18), ("莫", 16), ("尹", 15), ("香", 4), ("方", 14),
    ("孙", 14), ("赵", 14), ("胡", 13), ("郭", 13), ("高", 11), ("马", 10), ("蔡", 10), ("冯", 10), ("彭", 10),
    ("潘", 9), ("温", 8), ("苏", 8), ("欧阳", 3), ("司徒", 2), ("翟", 4), ("万", 4), ("祁", 3), ("淦", 1),
)  # fmt: skip
GIVEN_FIRST = "志建国文晓俊家伟永嘉海子思明少慧丽淑秀玉婉雅佩美锦泽浩宇梓一振启耀德兆润柏惠敏"
GIVEN_LAST = "华强明军辉平峰斌涛杰鹏林勇燕芳玲娟霞敏静莹怡琳欣雯颖珊妍彤豪轩然恒文康宁安仪贤钧滔棠"


def person_name(random: Random) -> str:
    """A name of two or three characters, now and then with a compound surname."""
    surname = random.choices([name for name, _ in SURNAMES], [weight for _, weight in SURNAMES])[0]
    first = random.choice(GIVEN_FIRST) if random.random() < 0.82 else ""
    return surname + first + random.choice(GIVEN_LAST)
