"""Extending a duty: which one, how far, who, when (rulebook.md 1.3, traps 12, 14, 15)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain import commands as c
from domain.deciding import Refused
from domain.rulebook import DutyRule, Extension
from domain.values import Details
from tests.domain.rules import at, case, rule
from tests.domain.scenario import CLERK, HEAD, Scenario


def extendable(mode: str, days: int, **said: object) -> DutyRule:
    return rule(extension=Extension(mode, days, ("head",), times=2), **said)


def registered(told: Scenario, known: Details | None = None) -> Scenario:
    told.when(c.Receive(channel="letter", details=known or Details()), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    return told


def extend(days: int | None = None, duty: str = "d") -> c.Extend:
    return c.Extend(duty=duty, reason="难", days=days)


GRANTED = {
    # 10 days from 5 January end on the 15th.
    "total: that many from the start": (extendable("total", 30), 20, "2026-01-25"),
    "additional: that many more": (extendable("additional", 30), 20, "2026-02-04"),
    "fixed: as many as the rule says": (extendable("fixed", 30), None, "2026-02-14"),
    "as many as the rule allows": (extendable("total", 30), None, "2026-02-04"),
    # 12 days end on Saturday the 17th, rolled to the 19th; 5 more from the 17th.
    "from the nominal end, then rolled": (
        extendable("additional", 30, amount=12, roll="next_working_day"),
        5,
        "2026-01-22",
    ),
    # 5 working days end on the 12th; 3 more on the 15th; 7 in all on the 14th.
    "in working days": (extendable("additional", 30, amount=5, unit="working"), 3, "2026-01-15"),
    "in working days in all": (extendable("total", 30, amount=5, unit="working"), 7, "2026-01-14"),
}


@pytest.mark.parametrize(("entry", "days", "last"), GRANTED.values(), ids=GRANTED)
def test_an_extension_gives(entry: DutyRule, days: int | None, last: str) -> None:
    told = registered(case(entry))
    told.when(extend(days), "2026-01-06", by=HEAD)
    assert told.owed() == {"d": date.fromisoformat(last)}
    assert told.state.extended


def test_a_second_one_starts_from_the_first() -> None:
    told = registered(case(extendable("additional", 30)))
    told.when(extend(5), "2026-01-06", by=HEAD)
    told.when(extend(5), "2026-01-07", by=HEAD)
    assert (told.owed(), told.duty("d").amount, told.duty("d").extended) == ({"d": date(2026, 1, 25)}, 20, 2)
    assert "T.1" in told.refused(extend(5), "2026-01-08", by=HEAD)


@pytest.mark.parametrize("mode", ["additional", "total"])
def test_a_given_instant_keeps_its_hour(mode: str) -> None:
    entry = extendable(mode, 30, unit="given", amount=0, field="due")
    end = datetime(2026, 1, 15, 9, tzinfo=UTC)
    told = registered(case(entry), Details(due_at=end))
    told.when(extend(20), "2026-01-06", by=HEAD)
    later = datetime(2026, 2, 4, 9, tzinfo=UTC) if mode == "additional" else datetime(2026, 1, 25, 9, tzinfo=UTC)
    assert told.duty("d").due.at == later


@pytest.mark.parametrize("days", [29, 31])
def test_a_fixed_extension_is_that_long_and_no_other(days: int) -> None:
    told = registered(case(extendable("fixed", 30)))
    assert "T.1" in told.refused(extend(days), "2026-01-06", by=HEAD)


@pytest.mark.parametrize("days", [0, -5, -(10**12), 10**12])
def test_nonsense_is_refused_by_the_clause(days: int) -> None:
    told = registered(case(extendable("additional", 30)))
    assert set(told.refused(extend(days), "2026-01-06", by=HEAD)) == {"T.1"}


def test_all_reasons_come_together() -> None:
    told = registered(case(extendable("additional", 30)))
    before = told.state
    with pytest.raises(Refused) as refused:
        told.when(extend(31), "2026-01-16", by=CLERK)
    assert len(refused.value.reasons) == 3
    assert told.state is before


def test_what_is_not_open_or_not_extendable_is_named() -> None:
    told = registered(case(rule(), rule(id="open", clause="T.2", amount=0, unit="given", field="due")))
    assert set(told.refused(extend(), "2026-01-06", by=HEAD)) == {"T.1"}
    assert set(told.refused(extend(duty="open"), "2026-01-06", by=HEAD)) == {"T.2"}
    assert set(told.refused(extend(duty="nothing"), "2026-01-06", by=HEAD)) == {"structure"}
    told.when(c.Answer(reply_kind="result"), "2026-01-06")
    assert set(told.refused(extend(), "2026-01-06", by=HEAD)) == {"T.1"}


@pytest.mark.parametrize("kind", [c.RequestExtension, c.DenyExtension])
def test_an_extension_is_requested_and_denied_of_an_open_duty_only(
    kind: type[c.RequestExtension | c.DenyExtension],
) -> None:
    told = registered(case(rule(extension=Extension("additional", 30, ("head",)))))
    told.when(kind(duty="d", reason="难"), "2026-01-06")
    assert "structure" in told.refused(kind(duty="nothing", reason="难"), "2026-01-06")
    told.when(c.Answer(reply_kind="result"), "2026-01-06")
    assert "T.1" in told.refused(kind(duty="d", reason="难"), "2026-01-06")


def test_one_of_several_targets_is_named() -> None:
    entry = extendable("additional", 30, opens=at("Forwarded"), per="target", met_by=at("ResultReported"))
    told = registered(case(entry))
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.Forward(target="规划科"), "2026-01-06")
    assert "T.1" in told.refused(extend(5), "2026-01-07", by=HEAD)
    told.when(extend(5, "d/规划科"), "2026-01-07", by=HEAD)
    assert told.duty("d", "规划科").due.nominal == date(2026, 1, 21)
    assert told.duty("d", "后扶科").due.nominal == date(2026, 1, 16)


# ---- before expiry


def test_the_last_day_is_early_enough_and_the_day_after_is_not() -> None:
    told = registered(case(extendable("additional", 30)))
    assert "T.1" in told.refused(extend(), "2026-01-16", by=HEAD)
    told.when(extend(), "2026-01-15", by=HEAD)


def test_said_to_be_in_time_but_recorded_after_expiry_is_refused() -> None:
    """Trap 12: extension is judged by the time it is recorded."""
    told = registered(case(extendable("additional", 30)))
    assert "T.1" in told.refused(extend(), "2026-01-15", recorded="2026-01-16", by=HEAD)


def test_no_reason_for_entering_it_late_helps() -> None:
    """Traps 13, 14."""
    told = registered(case(extendable("additional", 30)))
    refusal = told.refused(extend(), "2026-01-15", recorded="2026-01-16", by=HEAD, already_done="已口头批准")
    assert set(refusal) == {"T.1"}


def test_a_book_may_allow_it_afterwards() -> None:
    told = registered(case(rule(extension=Extension("additional", 30, ("head",), before_expiry=False))))
    told.when(extend(), "2026-01-20", by=HEAD)
    assert told.owed() == {"d": date(2026, 2, 14)}
