"""The files that come with an entry: all of them looked at before anything is recorded, attached once it is.

A file that cannot be taken brings the form back, and nothing has been written. What goes wrong afterwards leaves the
petition as it stands and is told; the same form sent again attaches what is missing and nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from uuid import UUID

import psycopg
from msgspec import Struct

from domain.deciding import Refused
from domain.vocabulary import PAPERS
from service.api import problems
from service.api.acting import acting
from service.api.attachments import pulled
from service.api.problems import Fault, Refusal
from service.attachments import taking
from service.attachments.aside import Aside, aside
from service.attachments.kinds import WrongKind
from service.attachments.store import StoreFull
from service.attachments.taking import Empty, TooLarge, TooMany, Upload
from service.desk import Changed
from service.keystore.files import BadKey
from service.keystore.server import StoreUnavailable
from service.keystore.shelves import SubjectDestroyed
from service.ledger.submission import LedgerError
from service.web.acts import capacities
from service.web.acts.capacities import Capacity
from service.web.acts.doing import CHANNEL
from service.web.forms import multipart
from service.web.forms.multipart import Form, Part
from service.web.forms.reading import MOST_FIELDS, Typed
from service.web.forms.uploads import FILE, why
from service.web.intake.entry import Entry
from service.web.screen import Screen
from service.web_guard import sizes

PAPER = "file.paper"
"""The control that says what the files are copies of."""
UNFIT = (TooLarge, TooMany, Empty, WrongKind, StoreFull)
"""What is found before anything is recorded."""
FAILED = (
    *(*UNFIT, Refused, Changed, LedgerError, OSError, psycopg.Error),
    *(BadKey, StoreUnavailable, SubjectDestroyed),
)
"""What can still happen to a file after that."""


class Sent(Struct, frozen=True):
    """What was typed, the files that came with it, and why those that are not among them cannot be taken."""

    typed: Typed
    files: tuple[Aside, ...] = ()
    faults: tuple[Fault, ...] = ()


@contextmanager
def sent(about: Screen) -> Iterator[Sent]:
    """The form as it came, its files kept aside until the end. Raises Refusal (400, 408, 413)."""
    form = multipart.form_of(about.request.headers.get("content-type", ""), pulled(about.request))
    with ExitStack() as kept:
        yield _read(about, form, kept)


def _read(about: Screen, form: Form, kept: ExitStack) -> Sent:
    given: dict[str, str] = {}
    names: list[str] = []
    files: list[Aside] = []
    faults: list[Fault] = []
    left = sizes.SHEET
    for part in form.parts():
        if b"filename" not in part.options:
            left -= _typed(form, part, given, left)
        elif name := part.options[b"filename"].decode("utf-8", "replace"):
            names.append(name)
            if len(names) > 2 * about.instance.settings.attachments.most:
                raise Refusal(problems.TOO_LARGE)
            try:
                files.append(_kept(about, form, part, kept, len(files)))
            except UNFIT as error:
                faults.append(_of(name, why(error)))
        for _ in form.content(part):
            pass  # of what is not taken the rest goes by, so that what was typed behind it is read too
    return Sent({**given, FILE: "、".join(names)} if names else given, tuple(files), tuple(faults))


def _typed(form: Form, part: Part, given: dict[str, str], left: int) -> int:
    """Reads a control; the bytes that it took. Raises Refusal (413) for more than any form has."""
    name = part.options.get(b"name", b"").decode("utf-8", "replace")
    if len(given) >= MOST_FIELDS:
        raise Refusal(problems.TOO_LARGE)
    given[name] = form.text(part, left)
    return len(name.encode()) + len(given[name].encode())


def _kept(about: Screen, form: Form, part: Part, kept: ExitStack, before: int) -> Aside:
    """Raises TooMany and the others of UNFIT."""
    most = about.instance.settings.attachments.most
    if before >= most:
        raise TooMany(most)
    name = part.options[b"filename"].decode("utf-8", "replace")
    declared = part.headers.get(b"content-type", b"").decode("ascii", "replace")
    return kept.enter_context(aside(about.instance, name, declared, form.content(part)))


def _of(name: str, fault: Fault) -> Fault:
    """The fault with the name of the file."""
    return Fault(FILE, f"{name}：{fault.zh}", f"{name}: {fault.en}")


# ---- once it is registered


def attached(made: Entry, petition: UUID, capacity: Capacity, files: tuple[Aside, ...]) -> tuple[Fault, ...]:
    """Attaches them; of each that was not taken why."""
    return tuple(fault for file in files if (fault := _attached(made, petition, capacity, file)))


def _attached(made: Entry, petition: UUID, capacity: Capacity, file: Aside) -> Fault | None:
    try:
        taking.take(made.screen.instance, _upload(made, petition, capacity, file), file.content.blocks())
    except FAILED as error:
        return _of(file.said, why(error))
    return None


def _upload(made: Entry, petition: UUID, capacity: Capacity, file: Aside) -> Upload:
    about = made.screen
    return Upload(
        office=about.id,
        petition=petition,
        said=file.said,
        declared=file.declared,
        paper=made.text(PAPER) or PAPERS[0],
        actor=acting(capacities.actor(about.caller.viewer, capacity)),
        channel=CHANNEL,
        key=sha256(f"{made.draft.hex}\n{file.said}\n{file.digest}".encode()).hexdigest(),
        path=f"/petitions/{petition}/attachments",
        recorded_at=taking.recorded_now(about.instance, about.id),
    )
