"""What comes with the form of a change: its key, the version it was made for, the step; and how it is done once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi import Request
from starlette.datastructures import UploadFile

from domain.values import Actor
from service.api.acting import acting
from service.api.decoding import digest
from service.api.office_commands import check_version, once
from service.api.posting import Posted
from service.ledger.entry import Via
from service.web.acts.doing import CHANNEL, KEY, VERSION, expected, key
from service.web.changes.change import Change, Plan
from service.web.forms.reading import MOST_FIELDS, Typed
from service.web.screen import Screen

STEP, PREVIEW, EDIT, CONFIRM = "step", "preview", "edit", "confirm"
APART = frozenset({"csrf", KEY, VERSION, STEP})
"""Fields that are not part of what is said."""
FILE = "file:"
"""What the name of a file that is sent in the place of a text begins with."""


class SentForm(Posted, frozen=True):
    """A form as a command came in by it."""

    def via(self) -> Via:
        return Via(channel=CHANNEL, key=self.key, request=digest("POST", self.path, self.body))


async def typed_or_sent(request: Request) -> Typed:
    """The texts of a form; a file that was chosen goes before the text that stands in its field.

    Of ticks of one name all, one a line.
    """
    async with request.form(max_files=4, max_fields=MOST_FIELDS) as form:
        texts: dict[str, str] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                said = value.replace("\r\n", "\n")
                texts[name] = f"{texts[name]}\n{said}" if name in texts else said
        for name, value in form.multi_items():
            if isinstance(value, UploadFile) and value.size:
                texts[name.removeprefix(FILE)] = await _text_of(value)
    return texts


async def _text_of(file: UploadFile) -> str:
    """The text of a file; what is no UTF-8 in it is marked, to be refused by whoever reads the text."""
    return (await file.read()).decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")


def said_in(given: Typed) -> Typed:
    """What a form says, without what belongs to its way."""
    return {name: value for name, value in given.items() if name not in APART}


def carried_out(screen: Screen, change: Change, plan: Plan, given: Typed) -> Any:
    """Does what was confirmed, once for each key; what the deed returned, None when it had been done before.

    Raises: Refusal (412 when the office has changed since), Refused, KeyReused, LedgerError.
    """
    office = plan.office or screen.id
    upon = expected(given) if plan.upon else None
    sent = SentForm(change.path, key(given), upon, msgspec.json.encode(said_in(given)))
    outcome: list[Any] = []
    if plan.office:
        outcome.append(plan.act(sent.via()))
    else:
        once(screen.instance, office, sent, lambda: outcome.append(plan.act(sent.via())), again=plan.again)
    return outcome[-1] if outcome else None


def unchanged(screen: Screen, given: Typed) -> None:
    """Raises Refusal (412) when the office is no longer as it was when the form was made."""
    check_version(screen.instance, screen.id, expected(given))


def whoever_asks(screen: Screen) -> Actor:
    """Who does it. Raises Refusal (403)."""
    return acting(Actor(screen.caller.viewer.person))


def at(screen: Screen) -> datetime | None:
    """The time to record where time is replayed: that of the last line."""
    return screen.instance.ledger.head(screen.id).recorded_at if screen.office.replayed else None


def at_or_now(screen: Screen) -> datetime:
    return at(screen) or datetime.now(UTC)
