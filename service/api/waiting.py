"""What waits for a decision of whoever asks: instructions, drafts, extensions, objections, recusals. No text of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from domain.own_names import own_names
from domain.route_steps import StepDone
from domain.values import Actor
from service.access import recording
from service.access.caller import caller
from service.api.basis import BasisSaid, basis
from service.api.lists import PetitionRow, petition_row
from service.api.querying import Judging, asked
from service.readmodels import needs, register
from service.readmodels.asking import Question
from service.readmodels.waiting import MOST, TOPICS, Queued, Told, queue, told_of
from service.runtime import Instance


class StepSaid(Struct, frozen=True, kw_only=True):
    """A step of the route: done `on` that day `by` whom, or to be done by one of `posts`; `next`: it is its turn."""

    zh: str
    en: str
    posts: tuple[str, ...]
    by: str
    on: date | None
    next: bool


class WaitingRow(PetitionRow, frozen=True, kw_only=True):
    """A petition in which something waits: of which kind, put forward by whom and when, decided by which verbs.

    `about` is the duty that is to be extended, or the officer who is to stay away.
    """

    kind: str
    verbs: tuple[str, ...]
    asked_by: str
    asked_unit: str
    asked_on: date
    about: str
    steps: tuple[StepSaid, ...]


class WaitingSaid(Struct, frozen=True):
    """All that waits for whoever asks, the petition received first before the others."""

    basis: BasisSaid
    rows: tuple[WaitingRow, ...]


def waiting_said(instance: Instance, office: str, said: Judging, actors: Sequence[Actor]) -> WaitingSaid:
    """The queue of whoever asks, acting as one of `actors`; recorded before it is handed out. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.REGISTER)
    found = waiting_rows(instance, about, actors, told_of(instance, about, TOPICS))
    recording.listed(instance, about, "waiting", said, found)
    return WaitingSaid(basis(about), found)


def waiting_rows(instance: Instance, about: Question, actors: Sequence[Actor], told: Told) -> tuple[WaitingRow, ...]:
    """The same without a record, as a part of another page."""
    queued = queue(instance, about, actors, own_names(about.office.profile, caller().viewer), told)
    petitions = sorted({each.petition for each in queued})
    with instance.reading(about.seeing) as connection:
        found = register.page(connection, about, "open", {"petitions": petitions}, limit=MOST).rows if queued else []
    listed = {row.petition: row for row in found}
    return tuple(_row(each, listed[each.petition]) for each in queued if each.petition in listed)


def _row(queued: Queued, row: register.Listed) -> WaitingRow:
    said, line = petition_row(row), queued.waiting.line
    return WaitingRow(
        **{name: getattr(said, name) for name in PetitionRow.__struct_fields__},
        kind=queued.waiting.kind,
        verbs=queued.verbs,
        asked_by=line.actor.name,
        asked_unit=line.actor.unit,
        asked_on=line.occurred.day,
        about=queued.waiting.about,
        steps=tuple(map(_step, queued.steps)),
    )


def _step(step: StepDone) -> StepSaid:
    line = step.line
    return StepSaid(
        zh=step.zh,
        en=step.en,
        posts=step.step.posts,
        by=line.actor.name if line else "",
        on=line.occurred.day if line else None,
        next=step.next,
    )
