"""What somebody has put before others to decide, and has not been decided: the queue of who signs.

It is read off the lines of the petition alone. Whether somebody may decide it is for the rules (possible.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from domain import events as e
from domain.extensions import named
from domain.petition import Petition, this_round

INSTRUCTION, DRAFT, EXTENSION, OBJECTION, RECUSAL = "instruction", "draft", "extension", "objection", "recusal"
KINDS: Mapping[str, tuple[str, ...]] = {
    INSTRUCTION: ("Instruct",),
    DRAFT: ("Review", "Approve", "SendBack"),
    EXTENSION: ("Extend", "DenyExtension"),
    OBJECTION: ("DecideObjection",),
    RECUSAL: ("Recuse",),
}
"""What may wait, and the verbs by which it is decided."""
ASKING: tuple[type[e.Event], ...] = (
    e.Submitted, e.SpecialReported, e.Drafted, e.ExtensionRequested, e.Objected, e.Recused,
)  # fmt: skip
"""The events by which something is put before somebody."""
REQUESTED = "requested"


class Waiting(Struct, frozen=True, kw_only=True):
    """Something that waits, and the line by which it was put forward. `to`: before whom, "" = whoever may.

    `about` is the duty that is to be extended, or the officer who is to stay away.
    """

    kind: str
    line: e.Line
    to: str = ""
    about: str = ""

    reviewed: bool = False

    @property
    def verbs(self) -> tuple[str, ...]:
        """By which it is decided; what has been reviewed is not reviewed again."""
        return KINDS[self.kind][1:] if self.reviewed else KINDS[self.kind]


def waiting(petition: Petition) -> tuple[Waiting, ...]:
    """All that waits in a petition, in the order in which it was put forward; nothing in one that has ended."""
    if not petition.open:
        return ()
    lines = this_round(petition)
    found = (*_instruction(lines), *_draft(lines), *_extensions(lines, petition), *_objection(lines), *_recusals(lines))
    return tuple(sorted(found, key=lambda each: each.line.version))


def _last(lines: tuple[e.Line, ...], *kinds: type[e.Event]) -> e.Line | None:
    return next((line for line in reversed(lines) if isinstance(line.event, kinds)), None)


def _instruction(lines: tuple[e.Line, ...]) -> Iterator[Waiting]:
    """Put before a leader who has not instructed since."""
    last = _last(lines, e.Submitted, e.SpecialReported, e.Instructed)
    if last is not None and isinstance(last.event, e.Submitted | e.SpecialReported):
        yield Waiting(kind=INSTRUCTION, line=last, to=last.event.to)


def _draft(lines: tuple[e.Line, ...]) -> Iterator[Waiting]:
    """Drafted, and perhaps reviewed, neither approved nor sent back nor given out since."""
    last = _last(lines, e.Drafted, e.Approved, e.SentBack, e.Answered)
    if last is not None and isinstance(last.event, e.Drafted):
        reviewed = _last(lines, e.Drafted, e.Reviewed)
        yield Waiting(kind=DRAFT, line=last, reviewed=reviewed is not last)


def _extensions(lines: tuple[e.Line, ...], petition: Petition) -> Iterator[Waiting]:
    """Asked for and neither granted nor denied, of what is still owed; of each duty the last time."""
    last: dict[str, e.Line] = {}
    for line in lines:
        if isinstance(line.event, e.ExtensionRequested | e.Extended | e.ExtensionDenied):
            last[line.event.duty] = line
    for duty, line in last.items():
        if isinstance(line.event, e.ExtensionRequested) and named(petition, duty) is not None:
            yield Waiting(kind=EXTENSION, line=line, about=duty)


def _objection(lines: tuple[e.Line, ...]) -> Iterator[Waiting]:
    last = _last(lines, e.Objected, e.ObjectionDecided, e.Returned, e.Forwarded)
    if last is not None and isinstance(last.event, e.Objected):
        yield Waiting(kind=OBJECTION, line=last)


def _recusals(lines: tuple[e.Line, ...]) -> Iterator[Waiting]:
    """Requested of an officer, and neither granted nor denied; of each officer the last time."""
    last = {line.event.officer: line for line in lines if isinstance(line.event, e.Recused)}
    for officer, line in last.items():
        if isinstance(line.event, e.Recused) and line.event.stage == REQUESTED:
            yield Waiting(kind=RECUSAL, line=line, about=officer)
