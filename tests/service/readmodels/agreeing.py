"""Each read model beside the lines known at a position: what it shows, and what it must show, at any moment.

What a read model shows is asked by its ordinary query. What it must show is made of the lines up to the position alone,
which know of no rows: the petitions as `track.view` folds them (oracle.py), the figures counted in plain Python
(tests/service/recount.py), the rows as the projection makes them of the lines from scratch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from domain import dues
from domain.duty import Duty
from domain.petition import Petition
from projections.spans import FOREVER, Key, Row
from projections.track import track
from service.projector.schema import Table
from service.readmodels import duties, matters, register
from service.readmodels.accountability import PARTS
from service.readmodels.asking import SOON_DAYS
from service.readmodels.statistics.counting import DIMENSIONS, period
from service.readmodels.statistics.figures import figures
from tests.service.projector.offices import Told
from tests.service.readmodels import oracle, test_accountability, test_entered
from tests.service.readmodels.test_as_of import House
from tests.service.readmodels.test_recount import EVER, figures_counted, figures_shown

On = date | datetime
Agrees = Callable[[House, Told, int, On], None]


def rows(house: House, told: Told, position: int, _on: On) -> None:
    """What stands in each table at the position is what its projection makes of the lines from scratch."""
    known = told.upto(position)
    tracks = {id_: track(lines, told.office.zone) for id_, lines in known.items()}
    for table in house.tables:
        made = {(id_, key): row for id_, of in tracks.items() for key, row in table.projection.rows(of).items()}
        assert _standing(house, told, table, position) == made, table.projection.name


def _standing(house: House, told: Told, table: Table, position: int) -> dict[tuple[UUID, Key], Row]:
    """The rows that stand at the position, each with the end that was known then."""
    said = table.projection
    until = "until_pos" if said.end else "from_pos"
    columns = ", ".join(("petition", *said.key, *said.body, until, *said.end))
    statement = f"SELECT {columns} FROM {table.schema}.{said.name} WHERE office = %s AND from_pos <= %s AND %s < to_pos"
    body, end = 1 + len(said.key), 1 + len(said.key) + len(said.body)
    found: dict[tuple[UUID, Key], Row] = {}
    for row in house.connection.execute(statement.encode(), (told.id, position, position)):
        assert (row[0], row[1:body]) not in found, "one row stands under a key"
        ended = said.end and row[end] <= position < FOREVER
        says = tuple(tuple(said) if isinstance(said, list) else said for said in row[body:end])
        found[row[0], row[1:body]] = Row(says, row[end + 1 :] if ended else None)
    return found


def register_and_open(house: House, told: Told, position: int, on: On) -> None:
    assert oracle.shown(house.connection, told, position, on) == oracle.listed(told, position, on)


def due_soon(house: House, told: Told, position: int, on: On) -> None:
    """What ends on the day or within five days; of a petition its earliest duty."""
    petitions, duties_owed = _soon(told, position, on)
    asked = told.asked(position, on)
    assert {row.petition for row in register.whole(house.connection, asked, "due-soon")} == petitions
    listed = duties.all_open(house.connection, asked, "due-soon")
    assert Counter((row.petition, row.entry, row.discriminator, row.act) for row in listed) == duties_owed


def _soon(told: Told, position: int, on: On) -> tuple[set[UUID], Counter[Any]]:
    """The petitions, and the duties."""
    judged, last = _days_to_come(told, on)
    petitions: set[UUID] = set()
    owed: Counter[Any] = Counter()
    for id_, state in oracle.petitions(told, position, on).items():
        ends = [(duty, dues.end_of(duty.due, told.office.zone)) for duty in state.duties if _is_owed(duty)]
        soon = [duty for duty, end in ends if end is not None and judged < end <= last]
        owed.update((id_, duty.key.id, duty.key.discriminator, duty.version) for duty in soon)
        late = any(end is not None and end <= judged for _, end in ends)
        if soon and not late and state.open and not oracle.void(told, position, id_):
            petitions.add(id_)
    return petitions, owed


def _is_owed(duty: Duty) -> bool:
    return duty.end is None and duty.opened.nature == "duty"


def _days_to_come(told: Told, on: On) -> tuple[datetime, datetime]:
    """From which instant on something is not overdue yet, and up to which it is due soon."""
    zone = told.office.zone
    day = on.astimezone(zone).date() if isinstance(on, datetime) else on
    judged = on if isinstance(on, datetime) else datetime.combine(day, time(), zone)
    return judged, datetime.combine(day + timedelta(SOON_DAYS + 1), time(), zone)


def duties_owed(house: House, told: Told, position: int, on: On) -> None:
    assert oracle.owed_shown(house.connection, told, position, on) == oracle.owed(told, position, on)


def breaches(house: House, told: Told, position: int, on: On) -> None:
    assert oracle.broken_shown(house.connection, told, position, on) == oracle.broken(told, position, on)


def facts(house: House, told: Told, position: int, _on: On) -> None:
    assert oracle.counted_shown(house.connection, told, position) == oracle.counted(told, position)


def recounted(house: House, told: Told, position: int, on: On) -> None:
    """Every measure by all dimensions, up to the day, is what plain Python counts in the exported events."""
    day = on.astimezone(told.office.zone).date() if isinstance(on, datetime) else on
    shown = figures(house.connection, told.asked(position, on), period("..".join(EVER)), DIMENSIONS)
    assert figures_shown(shown) == figures_counted(told, position, str(day), DIMENSIONS)


def accountability(house: House, told: Told, position: int, on: On) -> None:
    """Each petition stands in one part and under its flags; the parts are the register."""
    found = test_accountability.shown(house, told.asked(position, on))
    assert found == test_accountability.judged(told, position, on)
    parts = Counter(id_ for part in PARTS for id_ in found[part])
    assert parts == Counter(oracle.petitions(told, position, on).keys())


def of_one_matter(house: House, told: Told, position: int, on: On) -> None:
    """The petitions joined with each, whichever way, those that are void left out."""
    states = oracle.petitions(told, position, on)
    kept = {id_: state for id_, state in states.items() if not oracle.void(told, position, id_)}
    for id_ in told.upto(position):
        joined = [kept[each] for each in sorted(_joined_with(id_, kept) & kept.keys())]
        visits = [state for state in joined if state.received and state.received.channel == "visit"]
        trips = matters.trips(house.connection, told.asked(position, on), id_)
        assert (trips.petitions, trips.visits) == (len(joined), len(visits))
        assert trips.persons == sum(state.details.people or 1 for state in visits)
        assert trips.channels == Counter(state.received.channel for state in joined if state.received)
        assert trips.matter == _first(id_, kept)


def _joined_with(petition: UUID, known: Mapping[UUID, Petition]) -> set[UUID]:
    """All that can be reached from the petition by joinings, in either direction."""
    found, size = {petition}, 0
    while len(found) > size:
        size = len(found)
        ties = {(id_, state.joined) for id_, state in known.items() if state.joined}
        found |= {end for tie in ties for end in tie if found & set(tie)}
    return found


def _first(petition: UUID, known: Mapping[UUID, Petition]) -> UUID:
    """The petition that names the matter."""
    way = [petition]
    while (state := known.get(way[-1])) and state.joined and state.joined not in way:
        way.append(state.joined)
    return way[-1]


def entered_late_and_excused(house: House, told: Told, position: int, on: On) -> None:
    test_entered.agrees(house.connection, told, position, on)


ALL_AGREE: Mapping[str, Agrees] = {
    each.__name__: each
    for each in (
        rows, register_and_open, due_soon, duties_owed, breaches, facts, recounted, accountability, of_one_matter,
        entered_late_and_excused,
    )
}  # fmt: skip
