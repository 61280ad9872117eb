"""What the register is asked for by its address: which list, with which filters, shown in which columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from domain.codes import CHANNELS
from service.api.lists import RegisterQuery
from service.readmodels.register import NEWEST
from service.web.asked import ROWS, asked_for
from service.web.marking import N_
from service.web.register.columns import COLUMNS, USUAL
from service.web.screen import Screen
from service.web.statistics.telling import choices
from service.web.wording import Wording

REGISTER = "/register"
STANDS: Mapping[str, str] = {
    "register": N_("all petitions"),
    "open": N_("not closed"),
    "overdue": N_("overdue petitions"),
    "due-soon": N_("due within five days"),
}
"""The lists that the page shows, and what each is called."""
SIZES = (20, ROWS, 100, 200)
STAND, COLUMN, KNOWN, SHEET, SAVED = "stand", "column", "known", "sheet", "saved"
OF_THE_PAGE = frozenset({STAND, COLUMN, KNOWN, SHEET, SAVED})
"""Words of the address that are no parameters of the list."""
PASSING = frozenset({"cursor", "done", "lang", SHEET})
"""Words that belong to one moment and not to the view."""
ON_A_SHEET = 1000


class Asked(Struct, frozen=True, kw_only=True):
    """One question: a list, its parameters, the columns to show; `sheet`: as a sheet of paper with all of them."""

    stand: str
    query: RegisterQuery
    columns: tuple[str, ...]
    sheet: bool

    @property
    def then(self) -> bool:
        """Whether it is asked as of another moment than now."""
        return self.query.position is not None or self.query.as_of is not None or self.query.on is not None


def asked_of(about: Screen) -> Asked:
    """The question of the address. Raises Refusal (422) naming the parameter."""
    said = about.request.query_params
    query = asked_for(about.request, RegisterQuery, OF_THE_PAGE)
    if not said.get("order"):
        query = replace(query, order=NEWEST)
    if known := said.get(KNOWN, "").strip():
        query = replace(query, as_of=_instant(known, about))
    sheet = said.get(SHEET) == "yes"
    return Asked(
        stand=said.get(STAND, "") if said.get(STAND) in STANDS else next(iter(STANDS)),
        query=replace(query, limit=ON_A_SHEET) if sheet else query,
        columns=tuple(COLUMNS) if sheet else _columns(said.getlist(COLUMN)),
        sheet=sheet,
    )


def _columns(wanted: list[str]) -> tuple[str, ...]:
    """Those that were chosen, in the order of the register; the usual ones where none was."""
    return tuple(name for name in COLUMNS if name in wanted) or USUAL


def _instant(said: str, about: Screen) -> str:
    """A local time with its zone; what is none is handed on, to be refused with its name."""
    try:
        return datetime.fromisoformat(said).replace(tzinfo=about.office.zone).isoformat()
    except ValueError:
        return said


def kept(about: Screen) -> list[tuple[str, str]]:
    """The words of the address that say how one looks: without what is blank or belongs to the moment."""
    known = (*RegisterQuery.__struct_fields__, *OF_THE_PAGE)
    told = about.request.query_params.multi_items()
    return [(name, value) for name, value in told if name in known and name not in PASSING and value.strip()]


def address(about: Screen, path: str = REGISTER, **more: object) -> str:
    """The address of what is shown with other words: None leaves one out."""
    said = [(name, value) for name, value in kept(about) if name not in more]
    said += [(name, str(value)) for name, value in more.items() if value is not None]
    return f"{path}?{urlencode(said)}" if said else path


def filters(about: Screen, asked: Asked) -> Iterator[tuple[str, str]]:
    """What was asked, in words: each filter with its value."""
    words, query = Wording(about.language), asked.query
    classes = dict(choices(about, "content_class", about.now.date()))
    yield about.said("List"), about.said(STANDS[asked.stand])
    told = (
        (about.said("Words in the title, or a number"), query.text),
        (words.field("unit"), query.unit),
        (words.field("channel"), words.code("channel", query.channel) if query.channel in CHANNELS else query.channel),
        (about.said("State"), words.state(query.state) if query.state else None),
        (words.field("content_class"), classes.get(query.content_class or "", query.content_class)),
        (about.said("Clause"), query.clause),
        (about.said("Received from"), query.received_from),
        (about.said("Received until"), query.received_to),
    )
    yield from ((label, str(value)) for label, value in told if value)
