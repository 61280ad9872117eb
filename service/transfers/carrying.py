"""What stands sealed in this office's log, opened for the office that it goes to; nothing erased or restricted.

What is the office's own (who is responsible here, classes of its own code lists, who received) stays here.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain import events as e
from domain import office as o
from domain.access import CONSOLE
from domain.petition import Petition, replay
from domain.transfers import PETITION, STATISTICS
from domain.values import Details, Person
from projections.exchange import Entry
from service.ledger.sealing import HIDDEN
from service.readmodels import needs
from service.readmodels.asking import question
from service.reports import bundle as report_bundle
from service.reports import reading
from service.runtime import Instance
from service.transfers.parcel import Carried, Letter

OURS = (
    "receivers", "content_class", "first_responsible", "specifically_responsible", "responsible_unit",
    "competent_body", "way_there", "contact_made", "assigner", "assigner_number", "reply_by", "due_on", "due_at",
    "clause", "not_given", "answer_given",
)  # fmt: skip
"""Fields of a petition that say nothing in another office, or that it decides itself."""
TEXTS = ("text", "reason", "finding")
"""Where an event says why, or what."""


def carried(instance: Instance, office: str, entry: Entry) -> Carried | None:
    """What goes with the event of an entry. Raises what the keys raise."""
    if entry.what == STATISTICS:
        return _report(instance, office, entry)
    if entry.petition is None:
        return None
    state, line = _as_sent(instance, office, entry.petition, entry.version)
    said = text_of(line.event)
    if entry.what != PETITION:
        return Carried(text=said) if said else None
    return Carried(letter=_letter(state), text=said)


def _as_sent(instance: Instance, office: str, petition: UUID, version: int) -> tuple[Petition, e.Line]:
    """The petition right after the event, and the event, with what is personal opened."""
    log = instance.ledger.log(office)
    lines = [log.sealer.opened(line) for line in log.stream(petition) if isinstance(line, e.Line)]
    until = [line for line in lines if line.version <= version]
    return replay(until), until[-1]


def text_of(event: Any) -> str | None:
    """What an event says in words, the first that it says; nothing of what is hidden."""
    found = (getattr(event, name, None) for name in TEXTS)
    return next((text for text in found if isinstance(text, str) and text not in HIDDEN), None)


def _letter(state: Petition) -> Letter:
    assert state.received is not None  # noqa: S101 - what was sent had come in
    assert state.received_at is not None  # noqa: S101 - the same
    return Letter(
        channel=state.received.channel,
        received_on=state.received_at.day,
        number=state.number,
        details=told(state.details),
    )


def told(details: Details) -> Details:
    """What is known of a petition, without what is hidden and what is this office's own affair."""
    changes: dict[str, Any] = dict.fromkeys(OURS)
    for name in details.__struct_fields__:
        if name not in changes and (value := getattr(details, name)) is not None:
            changes[name] = _open(value)
    return replace(details, **changes)


def _open(value: Any) -> Any:
    if isinstance(value, Person):
        shown = {name: _open(getattr(value, name)) for name in value.__struct_fields__ if name != "id"}
        return replace(value, **shown)
    if isinstance(value, tuple):
        return tuple(_open(each) for each in value)
    return None if value in HIDDEN else value


def _report(instance: Instance, office: str, entry: Entry) -> Carried:
    """The file of the report that the office's event sends."""
    lines = instance.ledger.log(office).newer(o.office_stream(office), entry.version - 1)
    sent = lines[0].event
    assert isinstance(sent, o.StatisticsSent)  # noqa: S101 - the entry was read off it
    asked = question(instance, CONSOLE, office, needs=needs.STATISTICS)
    found = reading.report(asked.office, sent.report)
    return Carried(report=report_bundle.text_of(report_bundle.bundle(instance, asked, found)).encode())
