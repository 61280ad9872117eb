"""What an event does to the duties of its petition, and the rules it breaks, as written into its line.

`evolve` copies these and never computes a date: the promise made on that day stays as it was.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class DutyKey(Struct, frozen=True, array_like=True):
    """Which duty: entry id, discriminator ("" or the target or the opening version), round of reopening."""

    id: str
    discriminator: str = ""
    round: int = 0


class Due(Struct, frozen=True, omit_defaults=True):
    """Until when: the nominal end, the effective end after the roll, or an instant; all None = no date.

    `calendar` is the digest of the calendar that decided, `provisional` that it touched an unpublished year.
    """

    nominal: date | None = None
    effective: date | None = None
    at: datetime | None = None
    calendar: str = ""
    provisional: bool = False


class OpenedDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty as it was opened: everything that explains its date (rulebook.md 1.3).

    `after` is the id of the duty whose effective end this one counts from; "" = it counts from an event.
    """

    key: DutyKey
    clause: str
    nature: str
    holder: str
    book: str
    start: date | None
    due: Due
    amount: int = 0
    unit: str = "none"
    count_from: str = "next_day"
    roll: str = "none"
    word: str = ""
    priority: int = 1
    after: str = ""


class SettledDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty met or cancelled; `late` iff the act occurred after its effective end (never for an aim).

    `why` of a cancellation is the event that did it, or the id of the duty it depended on.
    """

    key: DutyKey
    late: bool = False
    why: str = ""


class MovedDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty that changed its holder, not its date."""

    key: DutyKey
    holder: str


class RedatedDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty that changed its date, and why: extension or calendar.

    `amount` counts from the start as the opened amount does; 0 = as before.
    """

    key: DutyKey
    due: Due
    why: str
    amount: int = 0


class DutyChanges(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What an event does to the duties of its petition, in this order."""

    met: tuple[SettledDuty, ...] = ()
    cancelled: tuple[SettledDuty, ...] = ()
    moved: tuple[MovedDuty, ...] = ()
    redated: tuple[RedatedDuty, ...] = ()
    opened: tuple[OpenedDuty, ...] = ()


NO_CHANGES = DutyChanges()


class Breach(Struct, frozen=True, omit_defaults=True):
    """A rule broken by a fact that had already happened: clause, entry, what was missing."""

    clause: str
    entry: str
    detail: str = ""


class Recomputed(Struct, frozen=True, array_like=True):
    """The duty changes of an earlier version as a correction makes them."""

    version: int
    duties: DutyChanges
