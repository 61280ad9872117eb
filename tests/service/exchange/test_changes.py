"""What a list of changes makes of petitions, as `uk-written-questions` reads it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain import events as e
from domain.deciding import Refused
from domain.office import OfficeCreated
from domain.petition import Petition
from domain.values import Actor, Moment
from service.exchange.importing import office_of
from service.exchange.mappings import load_mapping
from service.ledger.entry import Via
from tests.service.exchange.conftest import OFFICE, Desk, table

UK = "uk-written-questions"
HEADER = "observed_at,commit,id,uin,event,field,old,new"
FIRST, SECOND, THIRD, FOURTH = (f"2025-09-{day:02}T00:33:13+00:00" for day in (2, 3, 4, 5))


def change(at: str, event: str, new: str = "", old: str = "", id_: str = "7") -> str:
    return f"{at},c0ffee,{id_},100{id_},{event},x,{old},{new}"


def tabled(id_: str = "7", due: str = "2025-09-03", body: str = "Home Office", at: str = FIRST) -> list[str]:
    return [
        change(at, "tabled", "2025-09-01", id_=id_),
        change(at, "due_set", due, id_=id_),
        change(at, "assigned", body, id_=id_),
        change(at, "flagged", "1", id_=id_),
        change(at, "classified", "Passports: Fees", id_=id_),
    ]


def told(*rows: str) -> str:
    return table(HEADER, rows)


def final_answers(petition: Petition) -> list[date]:
    kinds = [line for line in petition.lines if isinstance(line.event, e.Answered)]
    return [line.occurred.day for line in kinds if line.event.reply_kind == "result"]  # type: ignore[union-attr]


def test_a_question_comes_in_on_the_day_it_was_tabled_with_everything_told_of_it(desk: Desk) -> None:
    done = desk.take(UK, told(*tabled()))
    assert (done.counts, done.summary.events, done.summary.petitions) == ((5, 0, 0, 0), 2, 1)
    assert desk.events("7") == ["Received", "Registered"]
    (row,) = desk.listed("register", desk.asked())
    said = (row.received_on, row.due_on, row.unit, row.clause, row.title, row.on_the_way, row.external_id)
    assert said == (date(2025, 9, 1), date(2025, 9, 3), "Home Office", "named day", "Passports: Fees", False, "7")
    assert desk.lines("7")[0].actor.authenticated == "import"


def test_the_office_is_made_as_the_mapping_says_and_one_that_exists_is_used(desk: Desk) -> None:
    mapping = load_mapping(UK)
    made = office_of(desk.instance, mapping, "uk")
    assert (made.profile.name, made.profile.book, made.profile.time_zone) == (mapping.head.office, "plain", "UTC")
    desk.take(UK, told(*tabled()), office="uk")
    assert office_of(desk.instance, mapping, "uk").state.version == 2


def test_the_same_file_twice_adds_nothing_and_tells_the_same_positions(desk: Desk) -> None:
    text = told(*tabled(), *tabled("8"), change(SECOND, "answered", "2025-09-02"), change(THIRD, "vanished", id_="8"))
    first = desk.take(UK, text)
    assert [at for at, _ in first.reached] == [FIRST, SECOND, THIRD]
    again = desk.take(UK, text)
    assert (again.counts, again.summary.events) == ((0, 12, 0, 0), 0)
    assert again.reached == first.reached


def test_two_imports_at_once_add_everything_once(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "life.csv"
    path.write_text(told(*LIFE), encoding="utf-8")
    office_of(desk.instance, load_mapping(UK), OFFICE)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: desk.take(UK, path), range(2)))
    assert sorted(done.summary.added for done in both) == [0, len(LIFE)]


def test_nothing_is_imported_into_an_office_that_lives_in_replayed_time(desk: Desk) -> None:
    now = datetime(2025, 9, 1, tzinfo=UTC)
    made = OfficeCreated(id=OFFICE, name="重放", time_zone="UTC", time="replayed")
    desk.instance.offices.create(made, "plain", Actor("李文"), now, Via(channel="cli"), at=now)
    with pytest.raises(Refused, match="replayed time"):
        desk.take(UK, told(*tabled()))


LIFE = (
    *tabled(),
    *tabled("8"),
    change(SECOND, "due_changed", "2025-09-05", "2025-09-03"),
    change(SECOND, "transferred", "Treasury", "Home Office"),
    change(SECOND, "classified", "Passports"),
    change(SECOND, "vanished", id_="8"),
    change(THIRD, "holding_answer", "2025-09-03"),
    change(THIRD, "interim_answered", "2025-09-03"),
    *tabled("8", at=THIRD),
    change(FOURTH, "answered", "2025-09-04"),
    change(FOURTH, "corrected", "2025-09-05"),
)


@pytest.fixture
def whole(desk: Desk) -> dict[str, object]:
    """How the questions of LIFE stand when it was imported in one piece."""
    desk.take(UK, told(*LIFE), office="whole")
    return {id_: stands(desk.petition(id_, "whole")) for id_ in ("7", "8")}


def stands(petition: Petition) -> object:
    duties = [(duty.due.effective, duty.holder, duty.end is None) for duty in petition.duties]
    names = [type(line.event).__name__ for line in petition.lines]
    return petition.details, petition.routing.holder, petition.ending, duties[-1:], names.count("Answered")


def test_a_longer_export_adds_only_what_is_new_wherever_the_shorter_one_ended(
    desk: Desk, whole: dict[str, object]
) -> None:
    for cut in range(1, len(LIFE)):
        office = f"cut-{cut}"
        short = desk.take(UK, told(*LIFE[:cut]), office=office)
        longer = desk.take(UK, told(*LIFE), office=office)
        assert short.counts[3] == longer.counts[3] == 0
        assert {id_: stands(desk.petition(id_, office)) for id_ in ("7", "8")} == whole
        size = desk.size(office)
        assert desk.take(UK, told(*LIFE), office=office).counts == (0, len(LIFE), 0, 0)
        assert desk.size(office) == size


def test_a_date_that_the_source_changes_is_corrected_and_never_extended(desk: Desk) -> None:
    done = desk.take(UK, told(*tabled(), change(SECOND, "due_changed", "2025-09-05", "2025-09-03")))
    assert desk.events("7") == ["Received", "Registered", "Corrected"]
    before, after = (
        desk.asked(position=position, on=date(2025, 9, 5)) for _, position in (done.reached[0], done.reached[1])
    )
    assert [row.due_on for row in desk.listed("overdue", before)] == [date(2025, 9, 3)]
    assert desk.listed("overdue", after) == []
    petition = desk.petition("7")
    assert (petition.extended, petition.duties[0].extended) == (False, 0)


def test_what_disappears_is_withdrawn_on_the_day_on_which_that_was_observed(desk: Desk) -> None:
    desk.take(UK, told(*tabled(), change(FOURTH, "vanished")))
    assert desk.petition("7").ending.withdrawn == Moment(date(2025, 9, 5))
    assert (desk.ids("open", date(2025, 9, 4)), desk.ids("open", date(2025, 9, 5))) == (["7"], [])


def test_what_comes_back_is_taken_up_again_and_owed_as_before(desk: Desk) -> None:
    desk.take(UK, told(*tabled(), change(SECOND, "vanished"), *tabled(body="Treasury", at=THIRD)))
    assert desk.events("7") == ["Received", "Registered", "Withdrawn", "Reopened", "Forwarded", "SignedFor"]
    (row,) = desk.listed("overdue", desk.asked(on=date(2025, 9, 4)))
    assert (row.unit, row.due_on) == ("Treasury", date(2025, 9, 3))


def test_a_question_answered_that_vanishes_and_comes_back_is_answered_again(desk: Desk) -> None:
    answer = change(THIRD, "answered", "2025-09-02")
    gone = change(SECOND, "vanished")
    desk.take(UK, told(*tabled(), answer.replace(THIRD, FIRST), gone, *tabled(at=THIRD), answer))
    assert desk.ids("open") == []
    assert desk.petition("7").ending.answered == Moment(date(2025, 9, 2))


def test_a_transferred_question_is_with_the_other_body(desk: Desk) -> None:
    desk.take(UK, told(*tabled(), change(SECOND, "transferred", "Treasury", "Home Office")))
    assert desk.events("7")[2:] == ["Forwarded", "SignedFor"]
    petition = desk.petition("7")
    assert (petition.routing.holder, petition.duties[0].holder) == ("Treasury", "Treasury")


def test_a_holding_answer_told_twice_is_one_answer_and_leaves_the_question_open(desk: Desk) -> None:
    holding = [change(SECOND, event, "2025-09-02") for event in ("holding_answer", "interim_answered")]
    desk.take(UK, told(*tabled(), *holding))
    assert desk.events("7")[2:] == ["Answered"]
    assert desk.ids("open") == ["7"]
    desk.take(UK, told(*tabled(), *holding, change(THIRD, "answered", "2025-09-03", "2025-09-02")))
    assert final_answers(desk.petition("7")) == [date(2025, 9, 3)]
    assert desk.ids("open") == []


@pytest.mark.parametrize(
    ("change_of_mind", "open_", "answers"),
    [
        (change(THIRD, "answered", "", "2025-09-02"), ["7"], []),
        (change(THIRD, "interim_answered", "2025-09-02", "2025-09-02"), ["7"], []),
        (change(THIRD, "answered", "2025-09-03", "2025-09-02"), [], [date(2025, 9, 3)]),
        (change(THIRD, "answered", "2025-09-02"), [], [date(2025, 9, 2)]),
    ],
    ids=["taken back", "only a holding answer after all", "on another day", "told again"],
)
def test_an_answer_that_the_source_thinks_better_of_is_corrected(
    desk: Desk, change_of_mind: str, open_: list[str], answers: list[date]
) -> None:
    desk.take(UK, told(*tabled(), change(SECOND, "answered", "2025-09-02"), change_of_mind))
    assert set(desk.events("7")[2:]) <= {"Answered", "Corrected"}
    assert desk.ids("open") == desk.ids("overdue") == open_
    assert final_answers(desk.petition("7")) == answers


def test_a_corrected_answer_stands_and_is_remarked_upon_once(desk: Desk) -> None:
    answered = [*tabled(), change(SECOND, "answered", "2025-09-02")]
    desk.take(UK, told(*answered, change(THIRD, "corrected", "2025-09-03")))
    assert desk.events("7")[3:] == ["Commented"]
    assert desk.ids("open") == []


def test_lists_are_put_in_the_order_in_which_things_were_observed(desk: Desk) -> None:
    later = told(change(THIRD, "transferred", "Treasury", "Home Office"), *tabled("8", at=THIRD))
    done = desk.take(UK, later, told(*tabled()))
    assert [at for at, _ in done.reached] == [FIRST, THIRD]
    assert done.counts == (11, 0, 0, 0)
    assert desk.petition("7").routing.holder == "Treasury"


def test_what_made_no_difference_then_makes_none_when_it_is_told_again_later(desk: Desk) -> None:
    """The heading A told again, then B: a second run must not go back to A."""
    again = change(SECOND, "classified", "Passports: Fees")
    text = told(*tabled(), again, change(THIRD, "classified", "Visas"))
    assert desk.take(UK, text).counts == (6, 1, 0, 0)
    assert desk.take(UK, text).counts == (0, 7, 0, 0)
    assert desk.petition("7").details.title == "Visas"


def test_what_should_have_been_told_earlier_is_reported_and_not_done(desk: Desk) -> None:
    desk.take(UK, told(*tabled(), change(THIRD, "transferred", "Treasury")))
    done = desk.take(UK, told(change(SECOND, "transferred", "Cabinet Office")))
    assert done.counts == (0, 0, 0, 1)
    assert "observed before" in done.faults[0][2]
    assert desk.petition("7").routing.holder == "Treasury"


def test_what_was_refused_once_is_refused_again_and_the_rest_stays_known(desk: Desk) -> None:
    long_number = change(FIRST, "classified", "Call 0123456789", id_="8")
    text = told(*tabled("8")[:4], long_number, change(SECOND, "transferred", "Treasury", id_="8"))
    assert desk.take(UK, text).counts == (5, 0, 0, 1)
    assert desk.take(UK, text).counts == (0, 5, 0, 1)


def test_bad_changes_are_reported_and_the_good_ones_go_in(desk: Desk) -> None:
    text = told(
        *tabled(),
        change("yesterday", "answered", "2025-09-02"),
        change(SECOND, "exploded", "2025-09-02"),
        change(SECOND, "answered", "02/09/2025"),
        change(SECOND, "transferred", "", "Home Office"),
        change(SECOND, "answered", "2025-09-02", id_="9"),
        change(SECOND, "answered", "2025-08-31"),
        *tabled("8", at=SECOND),
        change(SECOND, "classified", "Call 0123456789", id_="8"),
        tabled()[0],
    )
    done = desk.take(UK, text)
    assert (done.counts, done.summary.rows) == ((10, 0, 1, 7), 18)
    assert sorted(line for line, _, _ in done.faults) == [7, 8, 9, 10, 11, 12, 18, 19]
    columns = {line: column for line, column, _ in done.faults}
    assert [columns[line] for line in (7, 8, 9, 10)] == ["observed_at", "event", "new", "new"]
    assert desk.events("8") == ["Received", "Registered"]
    assert desk.take(UK, text).counts == (0, 10, 1, 7)


def test_what_is_observed_before_it_is_dated_is_refused(desk: Desk) -> None:
    future = change(FIRST, "answered", "2199-01-01")
    done = desk.take(UK, told(*tabled(), future))
    assert done.counts == (5, 0, 0, 1)
    assert done.faults[0][0] == 7
    assert "future" in done.faults[0][2]
