"""The statistics of a period as pages and files, the facts behind each cell, and what was open at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from domain.codes import CHANNELS
from domain.periods import STYLES
from projections.measures import MEASURES
from service.api.layouts import FILES
from service.api.lists import ListQuery, petition_list
from service.api.querying import parsed
from service.readmodels.statistics.counting import DIMENSIONS
from service.readmodels.statistics.taking import COUNTINGS
from service.runtime import Instance
from service.web.acts.offering import names
from service.web.addresses import READ
from service.web.files.sending import add_files
from service.web.marking import N_
from service.web.screen import Screen, screen
from service.web.statistics import behind, filing, selecting, views
from service.web.statistics.comparing import comparison
from service.web.statistics.layouts import LAYOUT, layouts, sent
from service.web.statistics.rating import rates
from service.web.statistics.selecting import Where, where
from service.web.statistics.telling import Telling, choices, telling
from service.web.statistics.trends import trends
from service.web.statistics.views import Told

PACKAGE = "service.web.statistics"
FACTS = "/statistics/facts"
STOCK = "/statistics/stock"


class View(Struct, frozen=True):
    """One way to look at a period: its address, what it is called, how it is told; as a file where there is one."""

    path: str
    name: str
    tell: Callable[[Screen, Where, Telling], Told]
    file: bool = True

    @property
    def template(self) -> str:
        return f"{self.path.rpartition('/')[2]}.html"


def _later(about: Screen, at: Where, _tell: Telling) -> Told:
    found = behind.later(about, at, at.said.since) if at.said.since is not None else None
    return {"later": found}


VIEWS = (
    View("/statistics", N_("Figures"), views.figures),
    View("/statistics/comparison", N_("Compared"), comparison),
    View("/statistics/days", N_("Days taken"), views.days),
    View("/statistics/rates", N_("Indicators"), rates),
    View(LAYOUT, N_("Layouts"), layouts, file=False),
    View("/statistics/trends", N_("Trends"), trends, file=False),
    View("/statistics/since", N_("What came later"), _later, file=False),
)


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for view in VIEWS:
        routes.add_api_route(view.path, _shown(instance, view), methods=["GET"], name=f"{view.path}_page")
        if view.file:
            add_files(routes, instance, view.path, partial(filing.figures, view=view.tell))
    for name, file in FILES.items():
        routes.add_api_route(f"{LAYOUT}.{name}", sent(instance, file), methods=["GET"], name=f"layouts_{name}")
    routes.add_api_route(FACTS, _facts(instance), methods=["GET"], name="statistics_facts_page")
    add_files(routes, instance, FACTS, filing.facts)
    routes.add_api_route(STOCK, _stock(instance), methods=["GET"], name="statistics_stock_page")
    return routes


def _shown(instance: Instance, view: View) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        at = where(about, request)
        tell = telling(about, at.period.last)
        told = view.tell(about, at, tell) if at.begun else {}
        return about.page(
            PACKAGE, view.template if at.begun else "not_begun.html", {**_around(about, at, view, tell), **told}
        )

    return shown


def _around(about: Screen, at: Where, view: View, tell: Telling) -> Mapping[str, Any]:
    """What every view has: the form in which the period is chosen, the other views, the file."""
    year, part = selecting.year_and_part(at.period)
    return {
        "at": at,
        "view": view,
        "views": [each for each in VIEWS if about.may(READ[each.path])],
        "tell": tell,
        "year": year,
        "part": part,
        "years": range(at.day.year, at.day.year - 10, -1),
        "parts": selecting.PARTS,
        "styles": STYLES,
        "measures": MEASURES,
        "channels": CHANNELS,
        "classes": choices(about, "content_class", at.period.last),
        "dimensions": DIMENSIONS,
        "countings": tuple(COUNTINGS),
        "lists": names(about.office, at.period.last),
        "to": at.address,
        "file": partial(_file_of, at, view.path) if view.file and at.begun else None,
    }


def _file_of(at: Where, path: str, ending: str) -> str:
    """The file of a view as it is now, also later."""
    said = at.said
    chosen = {"against": said.against, "counting": said.counting, "small": said.small}
    return at.address(f"{path}.{ending}", position=at.position, on=at.day, known_on=None, **chosen)


def _facts(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        found = behind.behind(about, request)
        said = dict(request.query_params)
        pinned = {**said, "position": found.found.basis.position, "on": found.found.basis.on}
        more = {**pinned, "cursor": found.found.cursor}
        whole = {name: value for name, value in pinned.items() if name != "cursor"}
        return about.page(
            PACKAGE,
            "facts.html",
            {
                "behind": found,
                "tell": telling(about, found.period.last),
                "more": f"{FACTS}?{urlencode(more)}" if found.found.cursor else "",
                "file": lambda ending: f"{FACTS}.{ending}?{urlencode(whole)}",
                "fits": found.found.count <= behind.MOST_IN_A_FILE,
                "back": _back(said),
            },
        )

    return shown


def _back(said: Mapping[str, str]) -> str:
    """The figures of the period that the cell is of."""
    kept = {name: said[name] for name in ("period", "style") if name in said}
    return f"/statistics?{urlencode(kept)}"


class StockQuery(ListQuery, frozen=True):
    """What was open, or overdue, on a day."""

    kind: str = "open"


def _stock(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        said = parsed(request, StockQuery)
        kind = said.kind if said.kind in ("open", "overdue") else "open"
        query = ListQuery(**{name: getattr(said, name) for name in ListQuery.__struct_fields__})
        found = petition_list(instance, about.id, kind, query)
        more = {**request.query_params, "cursor": found.cursor}
        where_to = f"{STOCK}?{urlencode(more)}" if found.cursor else ""
        return about.page(PACKAGE, "stock.html", {"said": said, "kind": kind, "found": found, "more": where_to})

    return shown
