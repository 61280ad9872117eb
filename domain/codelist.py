"""Code lists 代码表: which codes a field may hold from which day on, and what they are called.

A list is a TOML text with the day from which it holds: [list] with id, version, zh, en; then [[code]] with code, zh, en
and, on the second level, its parent. Some lists come with the program; an office may publish versions of its own.
Where only the first level is known, its code stands.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256

import msgspec
from msgspec import Struct

FIELDS: Mapping[str, str] = {
    "channels": "channel",
    "sources": "source",
    "purposes": "purpose",
    "procedures": "procedure",
    "importance": "importance",
    "ratings": "rating",
    "content_classes": "content_class",
    "occupations": "occupation",
}
"""The lists that there may be, each with the field of an act or a person that it is for."""
LONGEST_CODE = 32
YEARS = range(1900, 2200)


class Code(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A code with its words; `parent` is the code above it, "" on the first level."""

    code: str
    zh: str
    en: str = ""
    parent: str = ""


class Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What [list] says: which list, from which day on, what it is called."""

    id: str
    version: date
    zh: str
    en: str = ""


class _Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file."""

    list: Head
    code: tuple[Code, ...]


class CodeList(Struct, frozen=True, kw_only=True):
    """One version of a list; `digest` is the SHA-256 of its text in hex."""

    head: Head
    codes: tuple[Code, ...]
    digest: str

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def version(self) -> date:
        return self.head.version

    @property
    def field(self) -> str:
        return FIELDS[self.head.id]

    def holds(self, code: str) -> bool:
        return self.found(code) is not None

    def found(self, code: str) -> Code | None:
        """The code with its words, None when the list does not hold it."""
        return next((each for each in self.codes if each.code == code), None)

    def above(self, code: str) -> str:
        """The code of the first level above one of the second; "" for any other."""
        return next((each.parent for each in self.codes if each.code == code), "")


class BadCodeList(ValueError):
    """A text that is no code list; `mistakes` are all that were found, in Chinese and English."""

    def __init__(self, mistakes: Iterable[tuple[str, str]]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{en} ({zh})" for zh, en in self.mistakes))


@lru_cache(maxsize=256)
def parse(text: str) -> CodeList:
    """The list in a TOML text. Raises BadCodeList with every mistake. The same text is read once."""
    try:
        said = msgspec.convert(tomllib.loads(text), _Text)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise BadCodeList([("不是代码表文件", f"not a code list: {error}")]) from None
    if mistakes := [*_head_mistakes(said.list), *_code_mistakes(said.code)]:
        raise BadCodeList(mistakes)
    return CodeList(head=said.list, codes=said.code, digest=sha256(text.encode()).hexdigest())


def in_force(lists: Iterable[CodeList], day: date) -> Mapping[str, CodeList]:
    """The version of each list that holds on that day, by id; of two of one day the one said later."""
    begun = [each for each in lists if each.version <= day]
    return {each.id: each for each in sorted(begun, key=lambda each: each.version)}


def _head_mistakes(head: Head) -> Iterator[tuple[str, str]]:
    if head.id not in FIELDS:
        known = ", ".join(FIELDS)
        yield f"没有代码表“{head.id}”，可用：（{known}）", f"there is no list {head.id!r}; known: {known}"
    if head.version.year not in YEARS:
        yield f"生效日期{head.version}不合理", f"`version` {head.version} makes no sense"
    if not head.zh.strip():
        yield "代码表名称为空", "`zh` of the list is empty"


def _code_mistakes(codes: tuple[Code, ...]) -> Iterator[tuple[str, str]]:
    first_level = {code.code for code in codes if not code.parent}
    if not codes:
        yield "代码表为空", "the list holds no code"
    for code, times in Counter(each.code for each in codes).items():
        if times > 1:
            yield f"代码{code}重复", f"code {code!r} stands there {times} times"
    for each in codes:
        if not each.code.strip() or each.code != each.code.strip() or len(each.code) > LONGEST_CODE:
            yield f"代码“{each.code}”不合规", f"code {each.code!r} is empty, too long, or has spaces around it"
        if not each.zh.strip():
            yield f"代码{each.code}没有名称", f"code {each.code!r} has no `zh`"
        if each.parent and each.parent not in first_level:
            yield (
                f"代码{each.code}的上级{each.parent}不是第一级代码",
                f"code {each.code!r}: its parent {each.parent!r} is no code of the first level",
            )
