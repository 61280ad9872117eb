"""Due dates computed again under another calendar, open duties only (rulebook.md traps 23 and 24)."""

from __future__ import annotations

from domain import events as e
from domain.calendar import Calendar, Reckoned
from domain.dues import behind, counted, parent_key, rolled, same_end
from domain.duty import Duty
from domain.petition import Petition

CALENDAR = "calendar"


def needs_recompute(petition: Petition, calendar: Calendar) -> bool:
    """Whether an open duty would end on another day, or no longer provisionally, under this calendar."""
    return bool(redated_by(petition, calendar))


def redated_by(petition: Petition, calendar: Calendar) -> tuple[e.RedatedDuty, ...]:
    """The open duties that this calendar moves or makes definite, those that depend on them with them."""
    dues: dict[e.DutyKey, e.Due] = {}
    changed: list[e.RedatedDuty] = []
    for duty in petition.duties:
        if duty.end is None:
            new = _anew(duty, dues, calendar)
            dues[duty.key] = new
            if not same_end(new, duty.due):
                changed.append(e.RedatedDuty(key=duty.key, due=new, why=CALENDAR))
    return tuple(changed)


def _anew(duty: Duty, dues: dict[e.DutyKey, e.Due], calendar: Calendar) -> e.Due:
    """The end of the duty under this calendar; what no calendar decided stays as it is."""
    opened, due = duty.opened, duty.due
    if opened.after:
        parent = parent_key(opened.after, duty.key, dues)
        return behind(opened, dues[parent], duty.amount, calendar) if parent else due
    if due.nominal is None or due.calendar in ("", calendar.digest):
        return due
    if opened.unit == "given" or opened.start is None:
        return rolled(opened, Reckoned(due.nominal), calendar)
    return counted(opened, opened.start, duty.amount, calendar)
