"""A joining 关联 stands in the streams of both petitions: what the earlier one is told, and when it is told.

Whatever changes to which petition another one is joined (joining, undoing it, correcting it, voiding the petition)
tells the one it was joined to and the one it is joined to now. Both are written in one command, all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Context, Reason, Refused, structural
from domain.lifecycle import NOT_RECEIVED, moment_faults
from domain.making import line_of
from domain.petition import Petition


def told(before: Petition, after: Petition, asked: c.Asked) -> Iterator[c.Asked]:
    """The commands by which the earlier petitions learn what `asked` has made of `before`; none if nothing changed."""
    was, now = _joined(before), _joined(after)
    if was == now:
        return
    if was is not None:
        yield replace(asked, petition=was, command=c.Unlink(petition=after.id), already_done=None)
    if now is not None:
        yield replace(asked, petition=now, command=c.Link(petition=after.id), already_done=None)


def _joined(petition: Petition) -> UUID | None:
    """What is void is joined to nothing: it was entered in error."""
    return None if petition.ending.voided else petition.joined


def linked(state: Petition, asked: c.Asked, command: c.Told, context: Context) -> e.Line:
    """The line that tells the earlier petition. Raises Refused, as when it had not come in by then."""
    reasons: list[Reason] = [*moment_faults(state, asked.occurred, context)]
    if state.received is None:
        reasons.append(NOT_RECEIVED)
    if isinstance(command, c.Link) and command.petition in state.joiners:
        reasons.append(structural("该件已关联至此", "that petition is joined to this one already"))
    if reasons:
        raise Refused(tuple(reasons))
    kind = e.Linked if isinstance(command, c.Link) else e.Unlinked
    return line_of(state, asked, kind(petition=command.petition), context)
