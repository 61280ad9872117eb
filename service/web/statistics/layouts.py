"""The layouts of a period as a page: which there are, the one that was chosen, its cells leading to their facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fastapi import Request, Response

from domain.codes import Label
from domain.layouts.catalogue import LAYOUTS
from service.api.layouts import FILES, File, layout_made, sent_as
from service.api.statistics import RatesQuery
from service.layouts.filling import Cell, Filled
from service.layouts.made import Made, columns, said
from service.runtime import Instance
from service.web.screen import Screen, screen
from service.web.statistics.selecting import Where, address, where
from service.web.statistics.tables import Cell as Shown
from service.web.statistics.tables import Table
from service.web.statistics.telling import Telling
from service.web.statistics.views import Told

LAYOUT = "/statistics/layouts"
USUAL = "visits"
FACTS, STOCK = "/statistics/facts", "/statistics/stock"


def layouts(about: Screen, at: Where, _tell: Telling) -> Told:
    """Raises Refusal (422), BadQuestion."""
    found = _made(about, at)
    return {
        "layouts": [(each.id, said(each.label, about.language)) for each in LAYOUTS.values()],
        "chosen": found.layout.id,
        "source": found.layout.source,
        "sentences": found.sentences(about.language),
        "tables": [_table(about, at, each) for each in found.tables],
        "missing": [said(each, about.language) for each in found.layout.missing],
        "files": [(name.upper(), _file(at, name, found.layout.id)) for name in FILES],
        "grounds": [(said(each.label, about.language), _ground(about, each.said)) for each in found.grounds.lines],
    }


def _ground(about: Screen, value: object) -> object:
    return said(value, about.language) if isinstance(value, Label) else value


def _made(about: Screen, at: Where) -> Made:
    return layout_made(about.instance, about.id, at.period.name, at.said.layout or USUAL, at.query(RatesQuery))


def _file(at: Where, name: str, layout: str) -> str:
    return address(f"{LAYOUT}.{name}", {**at.pinned, "layout": layout})


def _table(about: Screen, at: Where, table: Filled) -> Table:
    rows = (
        (Shown(said(line.label, about.language)), *(_cell(about, at, cell, table) for cell in line.cells))
        for line in table.lines
    )
    return Table(
        caption=said(table.table.label, about.language),
        head=tuple(columns(table, about.language)),
        labels=1,
        rows=tuple(rows),
    )


def _cell(about: Screen, at: Where, cell: Cell, table: Filled) -> Shown:
    """A number with what opens it; made of several cells each has a link of its own."""
    if cell.value is None or (table.table.blank and not cell.value):
        return Shown(None)
    opened = list(_opened(at, cell)) if about.opens(FACTS) else []
    if len(opened) == 1:
        return Shown(cell.value, opened[0][1], cell.suffix)
    return Shown(cell.value, "", cell.suffix, tuple((f"{part}/{cell.value}", href) for part, href in opened))


def _opened(at: Where, cell: Cell) -> Iterator[tuple[str, str]]:
    """What makes a number, each with its own number: facts, or a list of petitions. A rate opens nothing by itself."""
    if cell.stood is not None and cell.value:
        said = {"kind": cell.stood.kind, "on": cell.stood.on, "position": at.position}
        yield str(cell.value), address(STOCK, said)
    for each in cell.behind if not cell.suffix else ():
        named = {"period": each.period, "style": each.style, "position": at.position, "on": at.day}
        yield str(each.number), address(FACTS, {**named, **each.cell}, blank=tuple(each.cell))


def sent(instance: Instance, file: File) -> Callable[..., Response]:
    def answered(request: Request) -> Response:
        about = screen(instance, request)
        return sent_as(file, _made(about, where(about, request)), about.language)

    return answered
