"""The statistics as tables that leave: the figures of a view, and the facts behind a cell, each with its grounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from service.web.files.sending import grounds
from service.web.files.sheet import Sheet, Value
from service.web.marking import N_
from service.web.screen import Screen
from service.web.statistics.behind import columns, everything, row
from service.web.statistics.selecting import Where, where
from service.web.statistics.telling import Telling, telling
from service.web.statistics.views import Told

STYLE_NAMES = {"natural": N_("natural months"), "business": N_("business months (21st to 20th)")}
MEASURE = "measure"
Line = tuple[str, Value]


def figures(about: Screen, view: Callable[[Screen, Where, Telling], Told]) -> Sheet:
    """The table of a view. Raises Refusal (422), BadQuestion, Behind."""
    at = where(about, about.request)
    tell = telling(about, at.period.last)
    told = view(about, at, tell)
    table, cell = told["table"], _cell(tell, told.get("cell", at.cell))
    return Sheet(
        name=f"{table.caption} {at.period.name}",
        title=table.caption,
        grounds=grounds(about, told["basis"], *_period(about, told), *cell, *told.get("grounds", ())),
        columns=table.columns,
        rows=table.filed,
        labels=table.labels,
        charted=told.get("charted", ()),
    )


def _period(about: Screen, told: Told) -> Iterator[Line]:
    """Which days are counted, by which date, by which formula."""
    counted = told["counted"]
    yield about.said("Period"), f"{counted.period} {about.said(STYLE_NAMES[counted.style])}"
    yield about.said("Days counted"), f"{counted.first} – {counted.counted_to}"
    yield about.said("Counted by"), about.said(N_("day of the fact"))
    yield about.said("Formula"), counted.formula
    yield about.said("Collective from"), about.said("%(number)s persons", number=counted.collective_min)


def _cell(tell: Telling, cell: Mapping[str, object]) -> Iterator[Line]:
    """What the figures are narrowed to."""
    measure = str(cell.get(MEASURE, ""))
    for name, value in cell.items():
        if name == MEASURE:
            yield tell.screen.said("What was done"), tell.words.measure(str(value))
        else:
            yield tell.dimension(name), tell.value(name, value, measure)


def facts(about: Screen) -> Sheet:
    """The facts behind a cell. Raises Refusal (422) for more than a file holds, BadQuestion."""
    found = everything(about, about.request)
    tell = telling(about, found.period.last)
    own = (
        (about.said("Period"), found.period.name),
        *_cell(tell, found.cell),
        (about.said("Restricted, not shown"), found.found.restricted),
    )
    return Sheet(
        name=f"{about.said('Facts')} {found.period.name}",
        title=about.said("Facts"),
        grounds=grounds(about, found.found.basis, *own),
        columns=tuple(columns(tell)),
        rows=(row(tell, each) for each in found.facts),
    )
