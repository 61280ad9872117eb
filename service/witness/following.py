"""Where a log has gone through its restores: from origin to origin, what each of them kept, what was stated as lost."""

from __future__ import annotations

from msgspec import Struct

from service.evidence.checkpoint import Checkpoint
from service.witness.home import WitnessError
from service.witness.state import Cosigned, Records
from service.witness.succession import stated_in


class Restore(Struct, frozen=True):
    """A restore that was followed: up to `kept` nothing was changed; the office said that `stated` events were lost."""

    origin: str
    successor: str
    kept: int
    stated: int
    root: str


class Course(Struct, frozen=True):
    """The restores of a log one after the other, and the head that was cosigned last of how it goes on."""

    restores: tuple[Restore, ...]
    seen: Cosigned

    @property
    def kept(self) -> int | None:
        """Up to here no restore has changed anything that was cosigned; None without one."""
        return min((each.kept for each in self.restores), default=None)

    def lost_in(self, position: int) -> Restore | None:
        """The first restore that kept what was cosigned only up to before this position."""
        return next((each for each in self.restores if each.kept < position), None)


def course(records: Records, origin: str) -> Course:
    """How the log goes on. Raises WitnessError when nothing of it was cosigned."""
    restores: list[Restore] = []
    while succession := records.followed(origin):
        successor, kept, statement = succession
        stated = stated_in(statement)
        restores.append(Restore(origin, successor, kept, stated.size, stated.root))
        origin = successor
    seen = records.latest(origin)
    if seen is None or not seen.size:
        message = f"nothing of {origin} was cosigned here yet (尚未见证过该日志)"
        raise WitnessError(message)
    return Course(tuple(restores), seen)


def unstated(head: Checkpoint, restore: Restore) -> str:
    """Why a signed head of the log that was restored is not covered by what was stated as lost; "" when it may be."""
    if head.size > restore.stated:
        return (
            f"it is under a head of {head.size} events, the statement of the restore speaks of {restore.stated}: the "
            "loss was not stated in full (声明的规模小于回执的规模)"
        )
    if head.size == restore.stated and head.root.hex() != restore.root:
        return f"at {head.size} the statement of the restore has another root (声明的树根与回执不符)"
    return ""
