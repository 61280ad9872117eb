"""People who do not exist: names, ages, places and numbers by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = {
    "男": "建国志强文海大勇德顺立新福贵长河春生光明永康金山宝林学文少华卫民成才有才",
    "女": "秀兰桂英春梅玉珍小梅凤英丽华海燕秋菊雪梅红霞翠萍晓芳美玲金凤素珍巧云慧敏",
}
"""Given names of two characters, one behind the other."""
PLACES = (
    "上坝村",
    "河口镇",
    "桃源街道",
    "东岗村",
    "柳林社区",
    "西河村",
    "石桥镇",
    "南门社区",
    "云岭镇",
    "新安村",
    "青石街道",
    "渡口村",
)


FARMER, RETIRED = "01", "15"
"""Codes of the list of occupations."""
RETIRES = 60
"""The age from which nobody but a farmer works any more."""


def person_named(chance: Random, occupations: Sequence[str] = ()) -> Mapping[str, str]:
    """Name, sex, age, address, a telephone number of a range that nobody has, and one of the occupations, if any."""
    sex = chance.choice(("男", "女"))
    person = {
        "name": chance.choice(SURNAMES) + _given(GIVEN[sex], chance),
        "sex": sex,
        "age": str(chance.randint(22, 78)),
        "address": f"{chance.choice(PLACES)}{chance.randint(1, 12)}组{chance.randint(1, 99)}号",
        "phone": f"1380000{chance.randint(0, 9999):04}",
    }
    return {**person, **_occupation(int(person["age"]), occupations)}


def _occupation(age: int, occupations: Sequence[str]) -> Mapping[str, str]:
    """The same age has the same of them, so that nothing else of the year depends on how many there are."""
    if not occupations:
        return {}
    found = occupations[age % len(occupations)]
    return {"occupation": RETIRED if age >= RETIRES and found != FARMER else found}


def _given(names: str, chance: Random) -> str:
    first = 2 * chance.randrange(len(names) // 2)
    return names[first : first + 2]
