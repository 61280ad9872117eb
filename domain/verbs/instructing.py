"""What is put before leaders, and what they decide."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.values import Narrative


class Propose(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """拟办: the clerk's proposed handling."""

    text: Narrative


class Submit(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """呈阅: put before a leader. `reader` is head or in_charge; not said, the office's posts decide.

    `reader_reason`: why an important one goes to another reader than the rule names (R1.1.3).
    """

    to: str
    reader: str | None = None
    reader_reason: Narrative | None = None
    text: Narrative | None = None


class Instruct(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """批示: a leader's instruction. `leader` is the leader when somebody else enters it.

    `supervise`: what it decides is supervised until it is answered, by the date set (R3.2.3).
    """

    text: Narrative
    leader: str = ""
    supervise: bool = False
    supervise_by: date | None = None


class SpecialReport(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """专报: a special report to a leader (R3.2.3)."""

    to: str
    text: Narrative


class AnswerSupervision(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """督办反馈: what came of what the leader decided (R3.2.3).

    `of`: the version of the instruction that is answered; wanted where several are supervised.
    """

    result: Narrative
    of: int | None = None
