"""Whether a text that stands in the clear leads to a person: an officer's title, a reason of an office's event.

Found are identity numbers (18 digits with their check digit, and the 15 of older cards), mobile and landline numbers,
other long numbers, and the names of people concerned; however they are typed: full width, blanks, dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from msgspec import Struct

IDENTITY, PHONE, LONG, NAME = "identity_number", "phone", "long_number", "name"

GAP = r"[\s._\xb7\uff0e\u2010-\u2015\uff0d-]"
"""What people put between the digits of one number: spaces, dots and strokes of every width."""
BESIDE = rf"(?<!\d)(?<!\d{GAP}){{0}}(?!\d)(?!{GAP}\d)"
HARMLESS = re.compile(
    "|".join(
        BESIDE.format(number)
        for number in (
            r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])",
            r"(?:19|20)\d\d[-–—](?:19|20)\d\d",
            r"\d{1,6}\.\d{1,2}",
        )
    )
)
"""Dates, spans of years and amounts: digits with something between them that are no telephone number."""
NUMBER = re.compile(rf"\d(?:{GAP}{{0,3}}\d){{6,}}(?:{GAP}{{0,3}}[Xx](?![A-Za-z]))?")
"""Seven digits or more that belong together, and the X with which an identity number may end."""
SEPARATED = re.compile(GAP)
OLD_IDENTITY = re.compile(r"\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
NEW_IDENTITY = re.compile(r"\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")
LANDLINE = re.compile(r"(?:(?:0{0,2}86)?0?[1-9]\d{1,2}|0\d{2,3})?[2-9]\d{6,7}\d{0,5}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
HAN = re.compile(r"[㐀-鿿豈-﫿]")
LETTER = r"[^\W㐀-鿿豈-﫿]"
SHORTEST_NAME = 2
"""Han characters of a name that is looked for inside a text; a surname alone stands in many words."""


class Finding(Struct, frozen=True):
    """What was found, without repeating it."""

    kind: str
    zh: str
    en: str


WORDS = {
    IDENTITY: Finding(IDENTITY, "证件号码", "an identity number"),
    PHONE: Finding(PHONE, "电话号码", "a telephone number"),
    LONG: Finding(LONG, "长号码", "another long number"),
    NAME: Finding(NAME, "当事人姓名", "the name of a person concerned"),
}


def personal_in(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """What in the text leads to a person, each kind once, the gravest first. `names`: of the people concerned."""
    found = {*_numbers(text), *([NAME] if any(_named(name, text) for name in names) else [])}
    return [finding for kind, finding in WORDS.items() if kind in found]


def _numbers(text: str) -> Iterator[str]:
    plain = HARMLESS.sub("|", normalize("NFKC", text))
    return (_kind(SEPARATED.sub("", found[0]).upper()) for found in NUMBER.finditer(plain))


def _kind(number: str) -> str:
    if _is_identity(number):
        return IDENTITY
    digits = number.removesuffix("X")
    return PHONE if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) else LONG


def _is_identity(number: str) -> bool:
    """One of 18 is recognized by its birthday or its check digit: one mistyped digit leaves it no less personal."""
    if len(number) == len(WEIGHTS) + 1:
        return bool(NEW_IDENTITY.fullmatch(number)) or check_digit(number) == number[-1]
    return bool(OLD_IDENTITY.fullmatch(number))


def check_digit(number: str) -> str:
    """The last character of an identity number by its first 17 digits (GB 11643-1999: ISO 7064, MOD 11-2)."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]


def _named(name: str, text: str) -> bool:
    """Whether the name stands in the text: of two Han characters or more, or of other letters as a whole word."""
    said, where = _plain(name), _plain(text)
    if not said or said not in where:
        return False
    if len(HAN.findall(said)) >= SHORTEST_NAME:
        return True
    return not HAN.search(said) and bool(re.search(rf"(?<!{LETTER}){re.escape(said)}(?!{LETTER})", where))


def _plain(text: str) -> str:
    """Without the blanks that are put between Han characters."""
    folded = normalize("NFKC", text).casefold().strip()
    return re.sub(rf"(?<={HAN.pattern})\s+(?={HAN.pattern})", "", folded)
