"""Rulebooks, calendar and code lists as pages, and their changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request, Response

from domain.explaining import HOLIDAYS
from domain.office import RulebookPublished
from service.api.offices import OfficeQuery
from service.api.querying import parsed
from service.bundled import bundled_books
from service.codes import list_on, lists_on
from service.readmodels.asking import today
from service.runtime import Instance
from service.web.changes.routes import add_changes
from service.web.language import EN
from service.web.rules import books, calendars, publishing
from service.web.rules.calendars import CALENDAR
from service.web.rules.publishing import CODES, RULEBOOKS
from service.web.screen import Screen, screen

PACKAGE = "service.web.rules"


class BooksQuery(OfficeQuery, frozen=True):
    """Which version, or which two; `text` shows an own version as it was published."""

    reference: str = ""
    old: str = ""
    new: str = ""
    done: str | None = None


class YearQuery(OfficeQuery, frozen=True):
    """The year that is shown."""

    year: int | None = None
    done: str | None = None


class ListQuery(OfficeQuery, frozen=True):
    """The code list that is shown, on the day."""

    list: str = ""
    done: str | None = None


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, shown, name in (
        (RULEBOOKS, _rulebooks, "rulebooks_page"),
        (f"{RULEBOOKS}/book", _book, "rulebook_page"),
        (f"{RULEBOOKS}/difference", _difference, "rulebook_difference_page"),
        (CALENDAR, _calendar, "calendar_page"),
        (CODES, _codes, "code_lists_page"),
        (f"{CODES}/list", _list, "code_list_page"),
    ):
        routes.add_api_route(path, _page(instance, shown), methods=["GET"], name=name)
    add_changes(routes, instance, (*publishing.CHANGES, *calendars.CHANGES))
    return routes


def _page(instance: Instance, shown: Callable[[Screen, Request], Response]) -> Callable[..., Response]:
    def page(request: Request) -> Response:
        return shown(screen(instance, request), request)

    return page


def _on(about: Screen, said: OfficeQuery) -> date:
    return said.on or today(about.instance, about.office)


def _rulebooks(about: Screen, request: Request) -> Response:
    said = parsed(request, BooksQuery)
    adopted = [(each, about.office.books[each.reference]) for each in about.office.state.books]
    shown = {
        "adopted": adopted,
        "own": {each.reference for each, _ in adopted if isinstance(each, RulebookPublished)},
        "in_force": about.office.book_on(_on(about, said)),
        "known": sorted({each.reference for each, _ in adopted} | set(bundled_books())),
        "done": said.done,
    }
    return about.page(PACKAGE, "rulebooks.html", shown)


def _book(about: Screen, request: Request) -> Response:
    said = parsed(request, BooksQuery)
    book = books.found(about.office, said.reference)
    published = [each for each in about.office.state.books if each.reference == book.reference]
    text = next((each.text for each in published if isinstance(each, RulebookPublished)), "")
    shown = {
        "book": book,
        "text": text,
        "parts": books.parts(book, about.language),
        "settings": books.settings(book, about.language),
    }
    return about.page(PACKAGE, "book.html", shown)


def _difference(about: Screen, request: Request) -> Response:
    said = parsed(request, BooksQuery)
    old, new = books.found(about.office, said.old), books.found(about.office, said.new)
    found = books.compared(old, new, about.language)
    return about.page(PACKAGE, "difference.html", {"before": old, "book": new, "differences": found})


def _calendar(about: Screen, request: Request) -> Response:
    said = parsed(request, YearQuery)
    year = said.year if said.year is not None and 1950 <= said.year <= 2199 else _on(about, said).year  # noqa: PLR2004 - years with a calendar
    calendar = about.office.calendar
    shown = {
        "year": year,
        "months": calendars.months(calendar, year),
        "named": calendars.named_days(calendar, year),
        "published": any(each.year == year and each.published for each in calendar.years),
        "papers": next((each.papers for each in calendar.years if each.year == year), ()),
        "loaded": about.office.state.calendars,
        "own": [each for each in about.office.state.overrides if each.day.year == year],
        "calendar": calendar,
        "holidays": HOLIDAYS if about.language == EN else {},
        "weekdays": [date(2024, 1, nth) for nth in range(1, 8)],
        "done": said.done,
    }
    return about.page(PACKAGE, "calendar.html", shown)


def _codes(about: Screen, request: Request) -> Response:
    said = parsed(request, ListQuery)
    day = _on(about, said)
    return about.page(PACKAGE, "codes.html", {"day": day, "lists": lists_on(about.office, day), "done": said.done})


def _list(about: Screen, request: Request) -> Response:
    said = parsed(request, ListQuery)
    day = _on(about, said)
    versions = [each for each in about.office.state.code_lists if each.code_list == said.list]
    shown = {"day": day, "held": list_on(about.office, said.list, day), "versions": versions}
    return about.page(PACKAGE, "code_list.html", shown)
