"""The two languages of the pages: what is said in English in the code, by the catalogues in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request
from msgspec import Struct

ZH, EN = "zh", "en"
COOKIE = "lang"
HTML = {ZH: "zh-CN", EN: "en"}
"""What stands in the attribute `lang`."""
NAMES = {ZH: "中文", EN: "English"}
LOCALES = {ZH: "zh_CN", EN: "en_GB"}


class TwiceTranslated(ValueError):
    """Two catalogues translate the same message differently."""

    def __init__(self, message: str) -> None:
        super().__init__(f"two catalogues translate {message!r} differently (同一词句有两种译法)")


def language_of(request: Request) -> str:
    """What the address or the cookie says; Chinese for everybody who has chosen nothing."""
    return EN if (request.query_params.get("lang") or request.cookies.get(COOKIE)) == EN else ZH


def other(language: str) -> str:
    return ZH if language == EN else EN


@cache
def translations(language: str) -> NullTranslations:
    """The catalogues of that language as one; English needs none. Raises TwiceTranslated."""
    if language == EN:
        return NullTranslations()
    written = BytesIO()
    write_mo(written, catalogue(language))
    written.seek(0)
    return GNUTranslations(written)


def catalogue(language: str) -> Catalog:
    """All catalogues of that language. Raises TwiceTranslated."""
    whole = Catalog(locale=LOCALES[language])
    for part in _parts(language):
        for message in part:
            if not message.id:
                continue
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise TwiceTranslated(str(message.id))
            whole[message.id] = message
    return whole


def _parts(language: str) -> Iterator[Catalog]:
    for each in sorted((files("service.web") / "catalogs" / language).iterdir(), key=lambda each: each.name):
        if each.name.endswith(".po"):
            with each.open("rb") as file:
                yield read_po(file, locale=LOCALES[language])


class Dates(Struct, frozen=True):
    """Days and moments as people of that language write them: 2026年11月23日, 23 November 2026."""

    language: str

    def day(self, said: date | None) -> str:
        return "" if said is None else format_date(said, "long", LOCALES[self.language])

    def short(self, said: date | None) -> str:
        """2026-11-23: for columns."""
        return "" if said is None else said.isoformat()[:10]

    def weekday(self, said: date) -> str:
        return format_date(said, "EEEE", LOCALES[self.language])

    def moment(self, said: datetime | None) -> str:
        """With hour and minute; of an aware time its own zone."""
        return "" if said is None else f"{self.day(said.date())} {said:%H:%M}"
