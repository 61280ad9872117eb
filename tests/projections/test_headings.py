"""What a petition was called at each moment: there is an answer whenever the register has one, and never two."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain import commands as c
from domain.values import Details
from projections import headings, register
from projections.spans import Rows
from projections.track import track, view
from tests.domain.scenario import under
from tests.projections import golden

ZONE = ZoneInfo("Asia/Shanghai")


def holding(rows: Rows, moment: datetime) -> list[tuple[object, ...]]:
    """The bodies of the rows that are true at a moment, as known by the last line."""
    return [row.body for key, row in rows.items() if _at(key) <= moment and (row.end is None or moment < _at(row.end))]


def _at(instant: tuple[object, ...]) -> datetime:
    assert isinstance(instant[0], datetime)
    return instant[0]


@pytest.mark.parametrize("case", golden.cases())
def test_it_has_one_row_whenever_the_register_has_one_and_it_says_what_the_lines_say(case: str) -> None:
    """Corrections among the lines: after each of them, at each moment at which anything changed."""
    lines = golden.cases()[case]
    for upto in range(1, len(lines) + 1):
        known = track(lines[:upto], ZONE)
        for segment in known.segments:
            state = view(lines[:upto], segment.since, ZONE)
            shown = holding(headings.rows(known), segment.since)
            assert len(shown) == len(holding(register.rows(known), segment.since))
            if state.received is not None:
                assert [body[:3] for body in shown] == [
                    (state.number, state.received.external_id, state.details.title or "")
                ]


def test_what_changes_nothing_of_what_it_is_called_makes_no_row() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter", external_id="x1", details=Details(title="路灯")), "2026-01-05")
    told.when(c.Register(), "2026-01-06")
    told.when(c.Forward(target="城建科"), "2026-01-07")
    called = [row.body[:3] for _, row in sorted(headings.rows(track(told.lines, ZONE)).items())]
    assert called == [("", "x1", "路灯"), ("信〔2026〕0001", "x1", "路灯")], "until it has a number, and from then on"
