"""Setting a document: a template, what it says and the program's own fonts make a PDF/A-2a that is tagged (PDF/UA-1).

typst sets it, without network and without fonts of the system: the same template, words and moment make the same bytes.
What people wrote goes in as data, so it is content and never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import typst

from service.documents.template import MAIN, Template

FONTS = Path(str(files("service.documents") / "fonts"))
STANDARDS: list[Any] = ["a-2a", "ua-1"]
"""Of PDF: archival with structure, and accessible."""
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
WHERE = re.compile(r"┌─ (?:\S*/)?(\S+?):(\d+):(\d+)")


PACKAGE = re.compile(rb'"@[a-z]+/')


class Unprintable(ValueError):
    """Characters that no font has; they are named instead of being printed as empty boxes."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        named = "、".join(f"{each}（U+{ord(each):04X}）" for each in self.characters)
        super().__init__(f"no font has {named} (字库中没有这些字)")


class BadTemplate(ValueError):
    """A template that cannot be set; `line` and `column` of its `file`, 0 and "" where nobody can say."""

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        self.file, self.line, self.column = file, line, column
        where = f"{file}, line {line}, column {column}: " if line else ""
        super().__init__(f"{where}{message} (模板有误)")


def typeset(template: Template, data: Any, at: datetime) -> bytes:
    """The PDF. `data` is whatever JSON can say; `at` is the date of the document. Raises Unprintable, BadTemplate.

    Cost: some 5 ms a page once the fonts are read.
    """
    _refuse_packages(template)
    compiler = typst.Compiler(
        input=template.texts(),  # type: ignore[type-var]
        root=str(template.root),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    said = msgspec.json.encode(data).decode()
    try:
        made = compiler.compile(
            format="pdf", sys_inputs={"data": said}, pdf_standards=STANDARDS, timestamp=int(at.timestamp())
        )
    except typst.TypstError as error:
        raise _complaint(error, template.kind) from None
    assert isinstance(made, bytes)  # noqa: S101 - one file, as no folder was named
    return made


def _refuse_packages(template: Template) -> None:
    """What would be fetched from the network is no part of a document. Raises BadTemplate."""
    for name, held in template.texts().items():
        if found := PACKAGE.search(held):
            before = held[: found.start()]
            line, column = before.count(b"\n") + 1, found.start() - (before.rfind(b"\n") + 1) + 1
            raise BadTemplate("packages are not fetched", _named(name, template.kind), line, column)


def _named(name: str, kind: str) -> str:
    return f"{kind}.typ" if name == MAIN else name


def _complaint(error: typst.TypstError, kind: str) -> ValueError:
    characters = [each for text in UNPRINTABLE.findall(error.diagnostic) for each in text]
    if characters:
        return Unprintable(characters)
    where = WHERE.search(error.diagnostic)
    if where is None:
        return BadTemplate(error.message)
    file, line, column = where.groups()
    return BadTemplate(error.message, _named(file, kind), int(line), int(column) + 1)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
