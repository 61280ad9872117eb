"""A petition at two moments: every field that differs is named with what it was and what it is, and no other."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.petition import UNKNOWN, Petition
from domain.values import Details, Person
from domain.words import DECIDED, DUTY_CHANGES, FIELDS
from projections.comparing import FACT, NOTHING, Difference, compare, duty_differences, fields, label
from projections.instants import Judged, judged_on
from projections.track import view
from tests.domain.scenario import HANDLER, HEAD, SHEET, day, under
from tests.domain.stories import ZONE_INFO, Story, stories

AT = judged_on(day("2026-01-20", 0), ZONE_INFO)


def seen(petition: Petition, at: Judged = AT) -> dict[str, Any]:
    return fields(petition, at.judged, ZONE_INFO)


def test_only_what_differs_is_named_old_and_new_by_its_chinese_name() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter", details=Details(title="积水", people=2)), "2026-01-05")
    before = told.state
    told.when(c.Classify(details=Details(people=5, content_class="0101")), "2026-01-06")
    assert compare(seen(before), seen(told.state)) == (
        Difference("details.people", "人数", "number of people", 2, 5),
        Difference("details.content_class", "内容分类", "content class", None, "0101"),
    )
    assert compare(seen(told.state), seen(told.state)) == ()


def test_state_holder_person_number_and_ending_are_fields_too() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter", details=Details(title="积水")), "2026-01-05")
    before = told.state
    told.when(c.Register(), "2026-01-05")
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.SignFor(unit="后扶科"), "2026-01-07", by=HANDLER)
    told.when(c.Withdraw(), "2026-01-08")
    found = {each.field: (each.before, each.after) for each in compare(seen(before), seen(told.state))}
    assert found["state"] == ("received", "withdrawn")
    assert found["open"] == (True, False)
    assert found["unit"] == ("信访科", "后扶科")
    assert found["person"] == ("田甜", "柳青")
    assert found["number"] == (None, "信〔2026〕0001")
    assert found["withdrawn"][0] is None
    assert str(found["withdrawn"][1].day) == "2026-01-08"


def test_what_is_said_of_the_petitioner_is_compared_field_by_field() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter", details=SHEET), "2026-01-05")
    before = told.state
    assert SHEET.petitioner is not None
    moved = replace(SHEET.petitioner, phone=None, address="和平路2号")
    told.when(c.Classify(details=Details(petitioner=moved)), "2026-01-06")
    assert compare(seen(before), seen(told.state)) == (
        Difference("details.petitioner.address", "信访人·住址", "petitioner·address", None, "和平路2号"),
    )


def test_before_the_receipt_there_is_nothing() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter"), "2026-01-05")
    assert seen(UNKNOWN) == {}
    assert {each.before for each in compare(seen(UNKNOWN), seen(told.state))} == {None}


def test_the_same_petition_is_overdue_at_one_moment_and_not_at_the_other() -> None:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20 09:00")
    told.when(c.Register(), "2026-01-20 09:20")
    last, next_day = (judged_on(day("2026-02-19", days), ZONE_INFO) for days in (0, 1))
    found = compare(seen(told.state, last), seen(told.state, next_day))
    assert found == (
        Difference("overdue", "超期事项", "overdue duties", ("notice_direct",), ("answer_hall", "notice_direct")),
    )


def test_duties_are_told_by_what_became_of_them_in_between() -> None:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20 09:00")
    told.when(c.Register(), "2026-01-20 09:20")
    before = told.state
    told.when(c.Submit(to="倪虹"), "2026-01-20 10:00")
    told.when(c.Instruct(text="后扶科办理"), "2026-01-21 09:00", by=HEAD)
    told.when(c.Extend(duty="answer_hall", reason="鉴定", days=60), "2026-02-10", by=HEAD)
    told.when(c.Forward(target="后扶科"), "2026-02-11")
    found = duty_differences(before.duties, told.state.duties)
    hall = [each for each in found if each.opened.key.id == "answer_hall"]
    assert [each.change for each in hall] == ["moved", "redated"]
    assert (hall[0].holder_before, hall[0].holder) == ("信访科", "后扶科")
    assert [each.change for each in found if each.opened.clause == "R5.8"] == ["opened", "met"]
    back = {each.change for each in duty_differences(told.state.duties, before.duties)}
    assert back == {"moved", "redated", "undone"}, "asked backwards it is told backwards"


@pytest.mark.parametrize(("nature", "change"), [("duty", "met_late"), ("right", "met"), ("aim", "met")])
def test_only_what_is_a_duty_is_met_late(nature: str, change: str) -> None:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20 09:00")
    told.when(c.Register(), "2026-01-20 09:20")
    opened = told.duty("notice_direct")
    told.when(c.Notify(notice="receipt"), "2026-02-10")
    of_nature = [
        replace(duty, opened=replace(duty.opened, nature=nature)) for duty in (opened, told.duty("notice_direct"))
    ]
    (found,) = duty_differences(of_nature[:1], of_nature[1:])
    assert (found.change, found.end and found.end.late) == (change, True)


@pytest.mark.parametrize("kind", get_args(e.Fact), ids=lambda kind: kind.__name__)
def test_every_field_of_an_event_has_a_chinese_name(kind: type[Struct]) -> None:
    said = {**DECIDED, **FIELDS}
    names = [name for name in kind.__struct_fields__ if name != "details"]
    assert [name for name in names if label(f"{FACT}.{name}") != said.get(name)] == []


def test_every_field_of_a_petition_has_a_chinese_name() -> None:
    people = (Details, Person)
    paths = [*(f"details.{name}" for kind in people for name in kind.__struct_fields__), *STANDS]
    assert [path for path in paths if label(path).isascii()] == []


STANDS = {
    "state", "open", "unit", "person", "on_the_way", "assisting", "passed_on", "number", "external_id", "channel",
    "source", "place", "received", "registered", "accepted", "answered", "delivered", "closed", "outcome", "archived",
    "refused", "withdrawn", "voided", "round", "rulebook", "route", "steps", "extended", "joined", "joiners",
    "recused", "reports_wanted", "final", "overdue",
}  # fmt: skip


@settings(max_examples=60)
@given(stories())
def test_the_differences_lead_from_the_one_moment_to_the_other_and_back(story: Story) -> None:
    last = len(story.lines)
    moment = story.lines[last // 2].recorded_at if story.lines else None
    for lines in story.upto(last).values():
        assert moment is not None
        at = judged_on(moment, ZONE_INFO)
        one, other = view(lines[: len(lines) // 2], at.moment, ZONE_INFO), view(lines, at.moment, ZONE_INFO)
        found = compare(seen(one, at), seen(other, at))
        assert _applied(seen(one, at), found) == seen(other, at)
        assert {(each.field, each.after, each.before) for each in map(_hashable, found)} == {
            (each.field, each.before, each.after) for each in map(_hashable, compare(seen(other, at), seen(one, at)))
        }
        assert {name for name in seen(other, at) if not name.startswith("details.")} <= STANDS
        assert not [value for value in seen(other, at).values() if value in NOTHING]
        _duties_lead_there(one, other)


def _applied(known: dict[str, Any], found: tuple[Difference, ...]) -> dict[str, Any]:
    said = known | {each.field: each.after for each in found}
    return {name: value for name, value in said.items() if value is not None}


def _hashable(each: Difference) -> Difference:
    return replace(each, before=repr(each.before), after=repr(each.after))


def _duties_lead_there(one: Petition, other: Petition) -> None:
    """Open duties before, and what became of them, make the open duties after."""
    found = duty_differences(one.duties, other.duties)
    assert {each.change for each in found} <= set(DUTY_CHANGES)
    owed = Counter(duty.key for duty in one.duties if duty.end is None)
    owed.update(each.opened.key for each in found if each.change in ("opened", "open_again"))
    owed.subtract(each.opened.key for each in found if each.change in ("met", "met_late", "cancelled"))
    owed.subtract(each.opened.key for each in found if each.change == "undone" and each.end is None)
    assert +owed == Counter(duty.key for duty in other.duties if duty.end is None)
    assert min(owed.values(), default=0) >= 0
