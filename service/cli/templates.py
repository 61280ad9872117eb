"""`zhuoluo template`: an office's own templates of documents: looked at, checked, put in place, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from domain.documents.kinds import KINDS
from service.cli.arguments import office_option
from service.cli.opening import opened
from service.cli.printing import format_option, note, print_rows, write_file
from service.documents.judging import Judged, preview
from service.documents.own_templates import judged, put, standing, taken_away
from service.documents.template import SUFFIX, TEMPLATES, own, stock, template
from service.offices import UnknownOffice
from service.runtime import Instance

COLUMNS = {"document": "代码 code", "name": "文书 document", "own": "自有 own", "digest": "摘要 digest"}
FOUND = {"document": "文书 document", "lacking": "必有而未印 lacking", "unprinted": "未印的内容 not printed"}
DIGITS = 16
REFUSED = 1
there = click.Path(exists=True, dir_okay=False, path_type=Path)
anywhere = click.Path(dir_okay=False, path_type=Path)
source = click.argument("file", type=there)
kind_argument = click.argument("document", type=click.Choice(list(KINDS)))
out_option = click.option("--out", type=anywhere, required=True, help="write it there")


@click.group("template")
def templates() -> None:
    """文书模板: an office sets its documents its own way (typst), each template checked before it is used."""


@templates.command("list")
@office_option
@format_option
def listed(office: str, kind: str) -> None:
    """List the kinds of documents, and which of them the office sets its own way."""
    rows = [
        {"document": each.kind, "name": KINDS[each.kind].zh, "own": each.own, "digest": each.digest[:DIGITS]}
        for each in standing(_folder(office))
    ]
    print_rows(kind, rows, COLUMNS, f"文书模板 templates of {office}")


@templates.command("get")
@click.argument("name", type=click.Choice(sorted(stock())))
@office_option
@out_option
def got(name: str, office: str, out: Path) -> None:
    """Write a template as it is used now, to be changed: a kind's (opinion.typ) or the parts of all (parts.typ)."""
    write_file(out, {**stock(), **own(_folder(office))}[name])


@templates.command("preview")
@kind_argument
@click.argument("file", type=there, required=False)
@office_option
@out_option
def previewed(document: str, file: Path | None, office: str, out: Path) -> None:
    """预览: a sample of a document as PDF, set by FILE or as it is set now; names stand where words will."""
    folder = _folder(office)
    instead = own(folder)
    if file is not None:
        instead[f"{document}{SUFFIX}"] = file.read_bytes()
    write_file(out, preview(template(document, instead, folder if folder.is_dir() else TEMPLATES)))


@templates.command("check")
@click.argument("name")
@source
@office_option
@format_option
def checked(name: str, file: Path, office: str, kind: str) -> None:
    """校验: set samples by FILE in the place of NAME and say what is missing from them; exit 1 if it cannot be used."""
    _told(kind, judged(_folder(office), name, file.read_bytes()))


@templates.command("use")
@click.argument("name")
@source
@office_option
@format_option
def used(name: str, file: Path, office: str, kind: str) -> None:
    """启用: check FILE, then set the office's documents by it from now on. What was issued stays what it is."""
    folder, held = _folder(office), file.read_bytes()
    _told(kind, judged(folder, name, held))
    put(folder, name, held)
    note(f"已启用 in use: {name}")


@templates.command("drop")
@click.argument("name")
@office_option
def dropped(name: str, office: str) -> None:
    """停用: set documents by the template of the program again."""
    taken_away(_folder(office), name)
    note(f"已停用 dropped: {name}")


def _folder(office: str) -> Path:
    """Raises UnknownOffice."""
    with opened() as instance:
        return _known(instance, office)


def _known(instance: Instance, office: str) -> Path:
    if office not in instance.offices.ids():
        raise UnknownOffice(office)
    return instance.settings.template_folder / office


def _told(kind: str, found: Mapping[str, Judged]) -> None:
    """Prints what is not printed; ends with exit 1 where what every document bears is lacking."""
    rows = [
        {"document": name, "lacking": "、".join(each.lacking), "unprinted": "、".join(each.unprinted)}
        for name, each in found.items()
        if each.lacking or each.unprinted
    ]
    print_rows(kind, rows, FOUND, f"已校验 checked: {'、'.join(found)}")
    if not all(each.fits for each in found.values()):
        raise SystemExit(REFUSED)
