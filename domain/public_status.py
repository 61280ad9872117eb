"""What a petitioner who has the number and the query code is told: days, a status in plain words, the published reply.

Every field is a day, a code of a closed list, the register number, or the text that the office published for this
purpose. No unit is named, also none outside: its name is a text of officers, and whereto a petition was passed the
petitioner is told by notice (S1.22, S1.23), not by a slip of paper that anybody may find. Of a restricted petition
only the day received and a status without a day are told: whoever made the accuser hand over the code learns nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from msgspec import Struct

from domain import commands as c
from domain import events as e
from domain.conditions import is_restricted
from domain.deciding import Reason, structural
from domain.petition import FINAL_REPLIES, Petition, replay, this_round
from domain.routing import UNMOVED
from domain.rulebook import Rulebook
from domain.values import Narrative

RECEIVED, IN_PROGRESS, EXTENDED, ANSWERED = "received", "in_progress", "extended", "answered"
CLOSED, WITHDRAWN, REFUSED = "closed", "withdrawn", "refused"
STATUSES = (RECEIVED, IN_PROGRESS, EXTENDED, ANSWERED, CLOSED, WITHDRAWN, REFUSED)
OVER = (ANSWERED, CLOSED, WITHDRAWN, REFUSED)
"""Nothing is owed to the petitioner any longer, so no due day is told."""


class PublicStatus(Struct, frozen=True, kw_only=True):
    """What the query answers. `since` is the day on which the status began, `due` the last day told by notice.

    `channel` and `status` are codes; `reply` is what the office published, sealed or open as the petition was.
    """

    number: str
    received: date
    status: str
    channel: str | None = None
    since: date | None = None
    due: date | None = None
    reply: Narrative | None = None


def public_status(petition: Petition, limits: Collection[str]) -> PublicStatus | None:
    """The published facts; None where there is nothing to tell: not registered, or void.

    `limits`: the entries whose end is promised to the petitioner (`answer_limits`).
    """
    received, at = petition.received, petition.received_at
    if received is None or at is None or not petition.number or petition.ending.voided:
        return None
    status, since = _status(petition)
    if is_restricted(petition.details):
        return PublicStatus(number=petition.number, received=at.day, status=_generic(status))
    return PublicStatus(
        number=petition.number,
        received=at.day,
        status=status,
        channel=received.channel,
        since=since,
        due=None if status in OVER else _told_due(petition, limits),
        reply=published(petition),
    )


def answer_limits(book: Rulebook) -> frozenset[str]:
    """The entries that a final answer meets and that count days: an end that somebody sets is between offices."""
    counted = (rule for rule in book.duties if rule.unit != "given" and rule.nature == "duty")
    return frozenset(rule.id for rule in counted if any(trigger.event == "Answered" for trigger in rule.met_by))


def published(petition: Petition) -> Narrative | None:
    """The newest text published in this round; None when there is none or it was taken back."""
    texts = [line.event.text for line in this_round(petition) if isinstance(line.event, e.ReplyPublished)]
    return texts[-1] if texts else None


def nothing_to_publish(state: Petition, act: c.Publish) -> Reason | None:
    """A reply is published once there is one: a final answer, or that it was not accepted."""
    if act.text is None:
        return None if published(state) else structural("没有已公布的答复", "no reply has been published")
    given = state.ending.answered or state.ending.refused
    return None if given else structural("尚未答复，无可公布", "there is no final answer to publish yet")


def kept_from_the_public(state: Petition, act: c.Publish) -> Reason | None:
    """Of what is restricted nothing is published; what was published before can be taken back."""
    if act.text is None or not is_restricted(state.details):
        return None
    return structural("限制知悉的信访件不公布答复", "nothing of a restricted petition is published")


def _generic(status: str) -> str:
    """Received, being dealt with, or over: the outcome of an accusation is told in person."""
    if status in OVER:
        return CLOSED
    return RECEIVED if status == RECEIVED else IN_PROGRESS


def _status(petition: Petition) -> tuple[str, date | None]:
    end = petition.ending
    over = ((WITHDRAWN, end.withdrawn), (REFUSED, end.refused), (CLOSED, end.closed), (ANSWERED, end.answered))
    for status, moment in over:
        if moment is not None:
            return status, moment.day
    extended = _extension_told(petition)
    if extended is not None:
        return EXTENDED, extended
    begun = min(_begun(petition), default=None)
    return (RECEIVED, None) if begun is None else (IN_PROGRESS, begun)


def _begun(petition: Petition) -> Iterator[date]:
    """The days on which it was accepted, passed on, or answered for the time being, or taken up again."""
    for line in this_round(petition):
        match line.event:
            case e.Accepted():
                yield line.occurred.day
            case e.Forwarded(mode=mode) if mode not in UNMOVED:
                yield line.occurred.day
            case e.Answered(reply_kind=kind) if kind not in FINAL_REPLIES:
                yield line.occurred.day
            case _:
                pass
    if petition.round:
        yield max(line.occurred.day for line in petition.lines if isinstance(line.event, e.Reopened))


def _extension_told(petition: Petition) -> date | None:
    """The day of the notice of an extension that was granted in this round."""
    if not petition.extended:
        return None
    told = [line.occurred.day for line in this_round(petition) if _is_notice(line, "extension")]
    return told[-1] if told else None


def _is_notice(line: e.Line, *kinds: str) -> bool:
    event = line.event
    return isinstance(event, e.Notified) and event.to == "petitioner" and event.notice in kinds


def _told_due(petition: Petition, limits: Collection[str]) -> date | None:
    """The end of the limit as it stood when the petitioner was last told: the promise, not what became of it."""
    told = [line.version for line in this_round(petition) if _is_notice(line, "receipt", "extension")]
    if not told:
        return None
    then = replay(line for line in petition.lines if line.version <= told[-1])
    ends = (duty.due.effective for duty in then.duties if duty.end is None and duty.key.id in limits)
    return min(filter(None, ends), default=None)
