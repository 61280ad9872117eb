"""What came late for a period that was reported is told by the next report, and by no later one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import office as o
from domain import reports as rs
from domain.deciding import Refused
from domain.periods import period
from tests.domain.reporting import LEADER, Desk, content, drafting, words

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
FOLLOWING = period("2026-12")


def to_adjust(desk: Desk, of: str, style: str = "natural") -> dict[str, int]:
    return {each.report: since for each, since in rs.to_adjust(desk.state.reports, period(of, style))}


def test_the_next_report_adjusts_all_before_it_since_they_were_last_told() -> None:
    desk = Desk()
    january = desk.sent("2026-01")
    desk.passed(5)
    assert to_adjust(desk, "2026-02") == {"2026-01-1": january.position}
    february = desk.sent("2026-02")
    assert to_adjust(desk, "2026-03") == {"2026-01-1": february.position, "2026-02-1": february.position}
    assert to_adjust(desk, "2026-01") == {}, "there is none before it"


def test_a_report_that_was_not_sent_is_not_adjusted_and_has_told_nothing() -> None:
    desk = Desk()
    january = desk.sent("2026-01")
    desk.draft("2026-02")
    assert to_adjust(desk, "2026-03") == {"2026-01-1": january.position}


def test_only_reports_of_the_same_kind_and_style_follow_one_another() -> None:
    desk = Desk()
    january = desk.sent("2026-01")
    desk.sent("2026-01", "business")
    desk.sent("2026-W02")
    assert to_adjust(desk, "2026-02") == {"2026-01-1": january.position}
    assert to_adjust(desk, "2026-Q2") == {}
    assert list(to_adjust(desk, "2026-02", "business")) == ["2026-01-business-1"]
    assert list(to_adjust(desk, "2026-W03")) == ["2026-W02-1"]
    assert to_adjust(desk, "2026-W02") == {}


def test_of_a_report_that_was_replaced_the_one_in_its_place_is_adjusted() -> None:
    desk = Desk()
    desk.sent("2026-01")
    february = desk.sent("2026-02")
    again = desk.sent("2026-01", replaces="2026-01-1", reason="漏计")
    assert to_adjust(desk, "2026-03") == {"2026-01-2": again.position, "2026-02-1": february.position}


def test_what_a_report_had_told_is_not_told_again_by_the_one_that_replaces_it() -> None:
    desk = Desk()
    desk.sent("2026-01")
    february = desk.sent("2026-02")
    assert to_adjust(desk, "2026-02") == {"2026-01-1": february.position}


@pytest.mark.parametrize("first", ["2026-02", "2026-03"])
def test_of_two_drafts_open_at_once_the_second_to_be_sent_is_drafted_anew(first: str) -> None:
    """Both would tell what came late for January: whoever comes second has been overtaken."""
    desk = Desk()
    desk.sent("2026-01")
    for of in ("2026-02", "2026-03"):
        report = desk.draft(of).report
        desk.check(report)
        desk.sign(report)
    (second,) = {"2026-02", "2026-03"} - {first}
    desk.send(f"{first}-1")
    assert words(desk.refused(desk.sending(f"{second}-1"))) == (
        f"{first}-1 was sent since it was drafted, so it adjusts otherwise now: draft it anew"
    )
    desk.sent(second)


def test_a_draft_that_was_overtaken_is_not_signed_either() -> None:
    desk = Desk()
    desk.sent("2026-01")
    desk.draft("2026-03")
    desk.check("2026-03-1")
    desk.sent("2026-02")
    signing = o.StatisticsSigned(report="2026-03-1", digest=desk.report("2026-03-1").digest)
    assert "2026-02-1 was sent since it was drafted" in words(desk.refused(signing, LEADER))


def test_a_draft_that_was_counted_before_another_one_was_sent_has_been_overtaken_though_written_after_it() -> None:
    desk = Desk()
    desk.draft("2026-01")
    desk.check("2026-01-1")
    desk.sign("2026-01-1")
    counted = drafting(content("2026-02", desk.position), "2026-02-1")
    desk.send("2026-01-1")
    desk.tell(counted)
    desk.check("2026-02-1")
    signing = o.StatisticsSigned(report="2026-02-1", digest=counted.digest)
    assert "2026-01-1 was sent since it was drafted" in words(desk.refused(signing, LEADER))


def test_what_was_sent_goes_to_others_also_after_later_ones() -> None:
    desk = Desk()
    for of in MONTHS:
        desk.sent(of)
    desk.send("2026-01-1", "市政府")
    desk.send("2026-04-1", "市政府")


def test_a_report_of_another_kind_overtakes_nothing() -> None:
    desk = Desk()
    desk.sent("2026-01")
    desk.draft("2026-02")
    desk.check("2026-02-1")
    desk.sent("2026-W02")
    desk.sent("2026-01", "business")
    desk.sign("2026-02-1")
    desk.send("2026-02-1")


# ---- the property


class Told(NamedTuple):
    """A report said what had come late for another one between two positions."""

    by: str
    of: str
    since: int
    position: int


class Year:
    """An office that drafts, signs and sends months in any order, while facts of them come in late."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.told: list[Told] = []
        self.late: dict[str, list[int]] = defaultdict(list)
        self.refused = 0

    def act(self, what: str, month: str) -> None:
        """A step that is refused is not taken."""
        try:
            _STEPS[what](self, month)
        except Refused:
            self.refused += 1

    def fact(self, month: str) -> None:
        self.desk.passed()
        self.late[month].append(self.desk.position)

    def open(self, month: str) -> None:
        """Drafts and signs the next report of the month."""
        sent = [each.report for each in self._own(month) if each.standing == rs.SENT]
        adjusts = rs.to_adjust(self.desk.state.reports, period(month))
        made = self.desk.draft(month, replaces=sent[-1], reason="更正") if sent else self.desk.draft(month)
        self.told += [Told(made.report, each.report, since, made.position) for each, since in adjusts]
        self.desk.check(made.report)
        self.desk.sign(made.report)

    def send(self, month: str) -> None:
        if own := self._own(month):
            self.desk.send(own[-1].report, f"第{self.desk.position}家")

    def whole(self, month: str) -> None:
        self.open(month)
        self.send(month)

    def _own(self, month: str) -> Sequence[rs.Report]:
        return [each for each in self.desk.state.reports if each.period == month]

    def sent(self) -> set[str]:
        return {each.report for each in self.desk.state.reports if each.standing == rs.SENT}


_STEPS: Mapping[str, Callable[[Year, str], None]] = {
    "fact": Year.fact,
    "open": Year.open,
    "send": Year.send,
    "whole": Year.whole,
}
ACTS = st.lists(
    st.tuples(st.sampled_from((*_STEPS, "open", "send")), st.sampled_from(MONTHS[:3])), min_size=20, max_size=40
)


@settings(max_examples=150)
@given(acts=ACTS)
def test_each_fact_that_came_late_is_told_exactly_once_by_what_was_sent(acts: list[tuple[str, str]]) -> None:
    """Beside what the report that holds for the month had counted itself; the rest is left to the next one."""
    year = Year()
    for what, month in acts:
        year.act(what, month)
    sent = year.sent()
    rest = [Told("next", each.report, since, year.desk.position) for each, since in _left(year)]
    told = [each for each in year.told if each.by in sent] + rest
    for holding in rs.sent_for(year.desk.state.reports).values():
        late = [at for at in year.late[holding.period] if at > holding.position]
        times = Counter(
            at for each in told if each.of == holding.report for at in late if each.since < at <= each.position
        )
        assert times == dict.fromkeys(late, 1)


def _left(year: Year) -> list[tuple[rs.Report, int]]:
    return rs.to_adjust(year.desk.state.reports, FOLLOWING)
