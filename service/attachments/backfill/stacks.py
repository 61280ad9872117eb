"""Which pages of a scanned file belong together and to which petition: said by its name, separators and bar codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from service.attachments.backfill.marks import Mark, Seen, same

BETWEEN = re.compile(r"[\s_（(#,，、]+")

Find = Callable[[str], UUID | None]
"""The petition that has this register number, if whoever asks may know of it."""


class Piece(Struct, frozen=True, kw_only=True):
    """Pages that belong together, from `first` to `last`. `whole`: they are all of their file.

    Either `petition`, or `zh` and `en`: why there is none.
    """

    first: int
    last: int
    whole: bool
    paper: str = ""
    number: str = ""
    petition: UUID | None = None
    zh: str = ""
    en: str = ""


class Sheet(Struct, frozen=True):
    """A page as it was seen, with the petition that its other codes name."""

    page: int
    seen: Seen
    petitions: tuple[tuple[str, UUID], ...] = ()


def named(file: Path, find: Find) -> tuple[str, UUID] | None:
    """The petition whose register number is the file's name, or the first of its words."""
    stem = unicodedata.normalize("NFKC", file.stem).strip()
    for said in dict.fromkeys((stem, BETWEEN.split(stem)[0])):
        if said and (petition := find(said)):
            return said, petition
    return None


def sheets(pages: Iterable[Seen], find: Find) -> list[Sheet]:
    """The pages with the petitions that their codes name; a code that is no register number says nothing."""
    made = []
    for page, seen in enumerate(pages, 1):
        found = ((text, find(text)) for text in seen.texts)
        made.append(Sheet(page, seen, tuple((text, petition) for text, petition in found if petition)))
    return made


def pieces(office: str, file: Path, found: Sequence[Sheet], find: Find) -> list[Piece]:
    """The pages of a file cut at its separator sheets, which belong to no piece."""
    heads = [sheet for sheet in found if sheet.seen.marks]
    if not heads:
        return [_unmarked(file, found, found, find)]
    made = []
    before = found[: heads[0].page - 1]
    if before:
        made.append(_unmarked(file, before, found, find))
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        pages = found[head.page : after.page - 1 if after else None]
        made.append(_marked(office, head, pages, find))
    return made


def _unmarked(file: Path, pages: Sequence[Sheet], all_pages: Sequence[Sheet], find: Find) -> Piece:
    """Pages that no separator speaks for: the name of their file does, or a code on one of them."""
    blank = Piece(first=pages[0].page, last=pages[-1].page, whole=len(pages) == len(all_pages))
    by_name = named(file, find)
    coded = {petition: number for sheet in pages for number, petition in sheet.petitions}
    if by_name:
        coded[by_name[1]] = by_name[0]
    if not coded:
        return _rejected(blank, "文件名与条码中均无登记编号", "neither its name nor a bar code is a register number")
    if len(coded) > 1:
        said = "、".join(sorted(coded.values()))
        return _rejected(blank, f"指向多件：{said}", f"it names several petitions: {said}")
    ((petition, number),) = coded.items()
    return _of(blank, petition, number, "")


def _marked(office: str, head: Sheet, pages: Sequence[Sheet], find: Find) -> Piece:
    mark = same(head.seen.marks)
    last = pages[-1].page if pages else head.page
    blank = Piece(first=pages[0].page if pages else head.page, last=last, whole=False)
    if mark is None:
        return _rejected(blank, "分隔页上有不同的码", "the separator sheet has codes that differ")
    if not pages:
        return _rejected(
            blank, f"分隔页（{mark.number}）后没有页", f"nothing follows the separator sheet of {mark.number}"
        )
    if mark.office != office:
        return _rejected(blank, f"分隔页属于机构 {mark.office}", f"the separator sheet is of the office {mark.office}")
    return _by_mark(blank, mark, find)


def _by_mark(blank: Piece, mark: Mark, find: Find) -> Piece:
    petition = find(mark.number)
    if petition is None:
        return _rejected(
            blank, f"编号 {mark.number} 无对应信访件，或者不止一件", f"no petition, or more than one, has {mark.number}"
        )
    return _of(blank, petition, mark.number, mark.paper)


def _of(blank: Piece, petition: UUID, number: str, paper: str) -> Piece:
    return Piece(first=blank.first, last=blank.last, whole=blank.whole, paper=paper, number=number, petition=petition)


def _rejected(blank: Piece, zh: str, en: str) -> Piece:
    return Piece(first=blank.first, last=blank.last, whole=blank.whole, zh=zh, en=en)
