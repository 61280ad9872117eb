"""How much two petitions are alike 筛重: who wrote, how to reach them, what they say.

What is compared is made alike first: width and case of the letters, spaces, dashes, the country's telephone code, the
phrases with which every letter begins and ends. Whether two petitions are of the same matter is for a person to judge
(R1.2.4): this only says what speaks for it, each ground by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct

from domain.codes import Label
from domain.values import Details, Person

SAME_PERSON, SAME_ID_NUMBER, SAME_NAME = "same_person", "same_id_number", "same_name"
SAME_PHONE, SAME_ADDRESS, LIKE_TEXT = "same_phone", "same_address", "like_text"

POINTS: Mapping[str, int] = {
    SAME_PERSON: 60,
    SAME_ID_NUMBER: 60,
    SAME_NAME: 20,
    SAME_PHONE: 30,
    SAME_ADDRESS: 15,
    LIKE_TEXT: 40,
}
"""What each ground counts; of like texts that share of it, of who it is only the strongest. All together at most 100.

Many people have the same name, few the same number. A text alone never outweighs a person: neighbours send copies.
"""

GROUNDS: Mapping[str, Label] = {
    SAME_PERSON: Label("同一信访人", "the same petitioner"),
    SAME_ID_NUMBER: Label("证件号码相同", "the same identity number"),
    SAME_NAME: Label("姓名相同", "the same name"),
    SAME_PHONE: Label("电话相同", "the same phone"),
    SAME_ADDRESS: Label("住址相同", "the same address"),
    LIKE_TEXT: Label("内容相似", "a like text"),
}

WHO = (SAME_PERSON, SAME_ID_NUMBER, SAME_NAME)
FULL = 100
LEAST_LIKE = 30
"""Below so many per cent two texts have nothing but ordinary words in common."""
LEAST_TOKENS = 4
"""A text of fewer tokens says too little to be compared."""
LEAST_DIGITS = 7
"""A number with fewer digits is an extension, or no number at all."""
RUN = 3
"""Tokens of a passage: four Chinese characters, or three words."""

FORMULAE = re.compile(
    "尊敬的|敬爱的|各位领导|领导|您好|你们好|你好|来信人|信访人|反映如下|反映|此致|敬礼|特此|恳请|恳求|请求|希望|盼复"
    "|有关部门|相关部门|依法|依规|予以|尽快|早日|妥善|处理|解决|核实|为盼|谢谢|感谢"
)
"""The phrases with which every letter begins and ends, in which no two letters differ."""
COUNTRY = re.compile(r"^(00)?86(?=1\d{10}$|0?\d{9,12}$)")
WORD = re.compile(r"[㐀-鿿豈-﫿]+|[^\W_㐀-鿿豈-﫿]+")
HAN = re.compile(r"[㐀-鿿豈-﫿]")


class Traits(Struct, frozen=True):
    """What is compared of a petition, made alike. `people` are the records of those who wrote.

    `place` is the place of the problem, `block` that and what it is about, by code ("" when either is not known): texts
    of one block are worth comparing also where nothing else is the same.
    """

    people: frozenset[UUID] = frozenset()
    id_numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()
    passages: frozenset[str] = frozenset()
    place: str = ""
    block: str = ""


class Ground(Struct, frozen=True):
    """One thing that speaks for the same matter: its code, what it counts, and of texts how alike in per cent."""

    code: str
    points: int
    percent: int = FULL


def traits_of(details: Details) -> Traits:
    """The traits of what is known of a petition, whose personal fields are open; what is sealed is left out."""
    people = [*([details.petitioner] if details.petitioner else []), *(details.representatives or ())]
    tokens = _tokens(" ".join(map(_plain, (details.title, details.problem, details.demand))))
    where, what = details.problem_place, details.content_class
    return Traits(
        people=frozenset(person.id for person in people),
        id_numbers=_each(people, "id_number"),
        names=_each(people, "name"),
        phones=frozenset(number for person in people if (number := phone(_plain(person.phone)))),
        addresses=_each(people, "address"),
        text=frozenset(tokens),
        passages=frozenset(" ".join(tokens[nth : nth + RUN]) for nth in range(len(tokens) - RUN + 1)),
        place=alike(where or ""),
        block=f"{alike(where)} {what}" if where and what else "",
    )


def grounds(one: Traits, other: Traits) -> tuple[Ground, ...]:
    """What speaks for the same matter, the strongest first; the order of the two makes no difference.

    A name is no ground between people whose identity numbers are known to differ; a like text about another place
    counts half: the same is wrong in many places.
    """
    found = {code for code, same in _sames(one, other) if same}
    if one.id_numbers and other.id_numbers and not one.id_numbers & other.id_numbers:
        found.discard(SAME_NAME)
    percent = likeness(one.text, other.text)
    points = {code: POINTS[code] for code in found}
    if percent >= LEAST_LIKE:
        points[LIKE_TEXT] = POINTS[LIKE_TEXT] * percent // FULL // (2 if _elsewhere(one, other) else 1)
    ranked = sorted(points.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Ground(code, each, percent if code == LIKE_TEXT else FULL) for code, each in ranked)


def score(found: Iterable[Ground]) -> int:
    """The grounds together, 0 to 100: of who it is only the strongest counts."""
    points = {ground.code: ground.points for ground in found}
    who = max((points.pop(code, 0) for code in WHO), default=0)
    return min(FULL, who + sum(points.values()))


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """How much two texts share, in per cent (Dice: twice what they share by what they have); 0 of very short ones."""
    if min(len(one), len(other)) < LEAST_TOKENS:
        return 0
    return 2 * FULL * len(one & other) // (len(one) + len(other))


def alike(said: str) -> str:
    """Words without what people write differently: width, case, spaces, signs."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", said).casefold() if sign.isalnum())


def phone(said: str) -> str:
    """The digits of a phone number without the country's code and leading noughts; "" when they are too few."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", said) if sign.isdecimal())
    digits = COUNTRY.sub("", digits).lstrip("0")
    return digits if len(digits) >= LEAST_DIGITS else ""


def _elsewhere(one: Traits, other: Traits) -> bool:
    """Whether the places are known, and neither lies in the other as far as their names tell."""
    known = one.place and other.place
    return bool(known) and one.place not in other.place and other.place not in one.place


def _sames(one: Traits, other: Traits) -> Iterable[tuple[str, frozenset[UUID] | frozenset[str]]]:
    yield SAME_PERSON, one.people & other.people
    yield SAME_ID_NUMBER, one.id_numbers & other.id_numbers
    yield SAME_NAME, one.names & other.names
    yield SAME_PHONE, one.phones & other.phones
    yield SAME_ADDRESS, one.addresses & other.addresses


def _each(people: Iterable[Person], field: str) -> frozenset[str]:
    return frozenset(made for person in people if (made := alike(_plain(getattr(person, field)))))


def _plain(said: object) -> str:
    return said if isinstance(said, str) else ""


def _tokens(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters and other words whole, in order, without the formulae of letters."""
    found: list[str] = []
    for word in WORD.findall(FORMULAE.sub(" ", unicodedata.normalize("NFKC", text).casefold())):
        if HAN.match(word) and len(word) > 1:
            found += (word[nth : nth + 2] for nth in range(len(word) - 1))
        else:
            found.append(word)
    return found
