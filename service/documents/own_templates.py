"""An office's own templates: put in place once they have been judged, looked up, and taken away again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from domain.documents.kinds import KINDS
from service.documents.judging import Judged, judge
from service.documents.template import ALONE, SUFFIX, is_name, own, stock, template
from service.documents.typesetting import BadTemplate

LARGEST = 2 * 1024 * 1024
"""Bytes of one file."""
MOST = 50


class BadFile(ValueError):
    """A file that cannot be a template or a part of one."""


class Standing(Struct, frozen=True):
    """A kind of document, whether the office sets it its own way, and by which digest."""

    kind: str
    own: bool
    digest: str


def standing(folder: Path) -> Iterator[Standing]:
    """Every kind; one is set its own way where its file or a part that all kinds use is the office's own."""
    instead = own(folder)
    parts = instead.keys() - ALONE
    for kind in KINDS:
        yield Standing(kind, bool(parts) or f"{kind}{SUFFIX}" in instead, template(kind, instead).digest())


def judged(folder: Path, name: str, held: bytes) -> Mapping[str, Judged]:
    """By kind, what comes of every document that uses that file, once it stands in the folder.

    Raises BadFile, BadTemplate, Unprintable.
    """
    _checked(folder, name, held)
    kinds = [name.removesuffix(SUFFIX)] if name in ALONE else list(KINDS)
    return _all_judged({**own(folder), name: held}, kinds)


def put(folder: Path, name: str, held: bytes) -> None:
    """In the place of what was there, at once or not at all; it has been judged."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}.part"
    aside.write_bytes(held)
    aside.replace(folder / name)


def taken_away(folder: Path, name: str) -> Mapping[str, Judged]:
    """What the program brings stands again. Raises BadFile: it is not there, or others need it."""
    instead = own(folder)
    if name not in instead:
        raise BadFile(f"{name}: the office has no such template (该机构没有此模板)")
    del instead[name]
    try:
        after = _all_judged(instead, KINDS)
    except BadTemplate as needed:
        raise BadFile(f"{name} is needed by another: {needed} (其他模板仍在使用)") from None
    (folder / name).unlink()
    return after


def _all_judged(instead: Mapping[str, bytes], kinds: Iterable[str]) -> Mapping[str, Judged]:
    """Set in a folder aside, which holds just these files."""
    with TemporaryDirectory() as name:
        for file, held in instead.items():
            Path(name, file).write_bytes(held)
        return {kind: judge(template(kind, instead, Path(name))) for kind in kinds}


def _checked(folder: Path, name: str, held: bytes) -> None:
    if not is_name(name) or name == f"separator{SUFFIX}":
        known = ", ".join(sorted(stock().keys() - {f"separator{SUFFIX}"}))
        raise BadFile(f"{name}: no template is called so; there are {known}, and pictures (没有此名称的模板)")
    if len(held) > LARGEST:
        raise BadFile(f"{name}: {len(held)} bytes, at most {LARGEST} (文件过大)")
    if name not in own(folder) and len(own(folder)) >= MOST:
        raise BadFile(f"{name}: at most {MOST} files (文件过多)")
    if name.endswith(SUFFIX):
        try:
            held.decode()
        except UnicodeDecodeError as error:
            raise BadFile(f"{name}: not UTF-8 at byte {error.start} (不是 UTF-8)") from None
