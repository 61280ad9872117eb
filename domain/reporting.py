"""Which units have to report their result anew because their report was sent back (S1.22.3)."""

from __future__ import annotations

from domain import events as e


def still_wanted(wanted: tuple[str, ...], line: e.Line, lies_with: str) -> tuple[str, ...]:
    """The units after the line: each from its report's return until it reports anew or gives the petition back.

    `lies_with` is the unit that has the petition before the line, or is about to get it.
    """
    event = line.event
    match event:
        case e.ReportReturned():
            return (*wanted, event.unit)
        case e.ResultReported(to="office"):
            done = event.unit or line.actor.unit
        case e.Returned():
            done = event.unit or lies_with
        case _:
            return wanted
    return tuple(unit for unit in wanted if unit != done)
