"""A search finds exactly the petitions whose title or number has the words, at every position; few or many."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain.petition import replay
from domain.values import Details
from projections.headings import alike
from service.readmodels import register, searching
from service.readmodels.asking import BadQuestion
from service.readmodels.register import NEWEST, Wanted
from tests.domain.scenario import under
from tests.service.projector.offices import Told, follow, tell
from tests.service.readmodels.test_as_of import House, house
from tests.service.readmodels.test_lists import pages

__all__ = ["house"]

DAY = date(2026, 3, 1)
SIGNS = "路灯水管漏ＡａAß％%_\\'　 -2〔〕"
TITLES = st.text(st.sampled_from(SIGNS), min_size=1, max_size=8).filter(str.strip)
TWICE = st.lists(st.tuples(TITLES, TITLES), min_size=1, max_size=6)


def letter(first: str, then: str, external: str, day: str = "2026-02-01") -> list[e.Line]:
    """Received under one title and registered under another."""
    told = under("plain")
    told.petition = uuid4()
    told.when(c.Receive(channel="letter", external_id=external, details=Details(title=first)), day)
    told.when(c.Register(details=Details(title=then)), "2026-02-03")
    return list(told.lines)


def office(house: House, lines: list[e.Line]) -> Told:
    told = tell(house.ledger, house.connection, lines)
    follow(house.connection, told.id, house.tables, 1000)
    return told


def found(house: House, told: Told, text: str, position: int, kind: str = "register") -> set[UUID]:
    asked = told.asked(position, DAY)
    return {row.petition for row in register.whole(house.connection, asked, kind, wanted=Wanted(text=text))}


def by_hand(told: Told, position: int, text: str) -> set[UUID]:
    """Without an index: every petition that is called so by its lines up to the position."""
    states = {each: replay(lines) for each, lines in told.upto(position).items()}
    called = {
        each: (state.details.title or "", state.number, state.received.external_id if state.received else "")
        for each, state in states.items()
    }
    return {each for each, names in called.items() if any(alike(text) in alike(name) for name in names)}


@settings(
    max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
@given(titles=TWICE, sought=st.lists(TITLES, max_size=3))
@example(titles=[("ａ%_b", "路 灯"), ("A％＿B", "路　灯")], sought=["%_", "路 灯", "灯\\", "漏 路"])
def test_what_is_found_is_what_is_called_so(house: House, titles: list[tuple[str, str]], sought: list[str]) -> None:
    """Any text, cut out of a title or not, at each position; also when the list is gone through as if many had it."""
    told = office(house, [line for nth, both in enumerate(titles) for line in letter(*both, f"外-{nth}")])
    cut = (title[at : at + length] for both in titles for title in both for at in (0, 1) for length in (2, 4))
    texts = {text for text in (*sought, *cut, "外-0", "〔2026〕", "001") if len(alike(text)) >= searching.LEAST}
    with pytest.MonkeyPatch.context() as patch:
        for few in (searching.FEW, 0):
            patch.setattr(searching, "FEW", few)
            for text in texts:
                for position in (told.last, told.last - 1, told.last // 2 + 1):
                    assert found(house, told, text, position) == by_hand(told, position, text), (text, position)


def test_what_it_was_called_once_is_found_only_as_known_then(house: House) -> None:
    told = office(house, letter("路灯不亮", "水管漏水", "x1"))
    first = told.lines[0].position
    assert found(house, told, "路灯", first) == {told.lines[0].petition}
    assert found(house, told, "路灯", told.last) == set()
    assert found(house, told, "漏水", told.last) == {told.lines[0].petition}


@pytest.mark.parametrize("kind", register.KINDS)
def test_in_every_list_it_finds_those_of_the_list_that_are_called_so(house: House, kind: str) -> None:
    lines = [line for nth in range(4) for line in letter("路灯", ("路灯", "水管")[nth % 2], f"x{nth}")]
    told = office(house, lines)
    all_of = {row.petition for row in register.whole(house.connection, told.asked(told.last, DAY), kind)}
    assert found(house, told, "水管", told.last, kind) == all_of & by_hand(told, told.last, "水管")


@pytest.mark.parametrize("text", ["", "路", "　路　", " \t"])
def test_one_sign_alone_is_not_sought(house: House, text: str) -> None:
    told = office(house, letter("路灯", "路灯", "x1"))
    with pytest.raises(BadQuestion, match="至少2个字"):
        found(house, told, text, told.last)


@pytest.mark.parametrize("text", [None, "路灯"])
def test_the_newest_come_first_and_pages_make_up_the_list(house: House, text: str | None) -> None:
    lines = [line for nth in range(5) for line in letter("路灯", "路灯", f"x{nth}", f"2026-02-0{1 + nth % 3}")]
    told = office(house, lines)
    asked = told.asked(told.last, DAY)
    oldest = [row.petition for row in register.whole(house.connection, asked, wanted=Wanted(text=text))]

    def page(limit: int, cursor: str | None) -> object:
        wanted = Wanted(order=NEWEST, text=text)
        return register.page(house.connection, asked, limit=limit, cursor=cursor, wanted=wanted)

    assert [row.petition for row in pages(page, 2)] == oldest[::-1]
    assert len(oldest) == 5


def test_a_cursor_of_one_order_or_search_is_none_of_another(house: House) -> None:
    told = office(house, [line for nth in range(3) for line in letter("路灯", "路灯", f"x{nth}")])
    asked = told.asked(told.last, DAY)
    cursor = register.page(house.connection, asked, limit=1).cursor
    for wanted in (Wanted(order=NEWEST), Wanted(text="路灯")):
        with pytest.raises(BadQuestion):
            register.page(house.connection, asked, cursor=cursor, wanted=wanted)
