"""What a mail of reminders says: how many, why, the numbers that may be named; nothing personal, nothing restricted.

Headers are made by the standard library from one line each, so that no name can begin another header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from gettext import NullTranslations
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from domain.reminding import DUE_SOON, DUE_TODAY, ORPHANED, OVERDUE
from service.web.language import ZH, translations
from service.web.marking import N_

DUTY, PERIOD = "duty", "period"
"""Where a reminder stands: jobs.reminder or jobs.period_reminder."""
MOST_NUMBERS = 30
"""Numbers that are named for each reason; all of them stand in the pages."""


class Item(Struct, frozen=True, kw_only=True):
    """One reminder in a mail. `number`: "" where there is none, or it may not be named."""

    kind: str
    id: int
    reason: str
    number: str = ""


class Recipient(Struct, frozen=True):
    """Whose account, in which office; where the mail goes."""

    account: UUID
    person: str
    office: str
    address: str


REASONS: Mapping[tuple[str, str], str] = {
    (DUTY, OVERDUE): N_("duties overdue: %(num)s"),
    (DUTY, DUE_TODAY): N_("duties that end today: %(num)s"),
    (DUTY, DUE_SOON): N_("duties that end soon: %(num)s"),
    (DUTY, ORPHANED): N_("duties of those who have left: %(num)s"),
    (PERIOD, OVERDUE): N_("reports and checks overdue: %(num)s"),
    (PERIOD, DUE_TODAY): N_("reports and checks due today: %(num)s"),
    (PERIOD, DUE_SOON): N_("reports and checks due soon: %(num)s"),
}
"""What is said of each reason, the most urgent first."""


def message(to: Recipient, items: Sequence[Item], sender: Address, link: str, now: datetime) -> EmailMessage:
    """The mail, which has the same id when it is sent once more with the same reminders."""
    said = translations(ZH)
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = Address(addr_spec=to.address)
    made["Subject"] = _subject(said, to, items)
    made["Date"] = now
    made["Message-ID"] = f"<{_mark(to, items)}@{sender.domain}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    made.set_content("\n".join(_lines(said, to, items, link)) + "\n", cte="base64")
    return made


def _subject(said: NullTranslations, to: Recipient, items: Sequence[Item]) -> str:
    parts = "，".join(counted for counted, _ in _by_reason(said, items))
    return _line(said.gettext("Reminders of %(office)s: %(parts)s") % {"office": to.office, "parts": parts})


def _lines(said: NullTranslations, to: Recipient, items: Sequence[Item], link: str) -> Iterator[str]:
    yield _line(said.gettext("%(person)s, these reminders have gone out and still hold:") % {"person": to.person})
    yield ""
    for counted, found in _by_reason(said, items):
        yield f"· {counted}"
        yield from _numbers(said, found)
    yield ""
    yield said.gettext("What it is about stands in the pages:")
    yield link
    yield ""
    yield said.gettext('Please do not answer. Who wants no such mail says so under "My account".')


def _by_reason(said: NullTranslations, items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    for (kind, reason), words in REASONS.items():
        found = [each for each in items if (each.kind, each.reason) == (kind, reason)]
        if found:
            yield said.gettext(words) % {"num": len(found)}, found


def _numbers(said: NullTranslations, found: Iterable[Item]) -> Iterator[str]:
    """The numbers of petitions, each once, in order."""
    numbers = sorted({_line(each.number) for each in found if each.number})
    if numbers:
        named = "、".join(numbers[:MOST_NUMBERS])
        more = len(numbers) > MOST_NUMBERS
        text = said.gettext("among them %(numbers)s and others") if more else said.gettext("numbers: %(numbers)s")
        yield f"  {text % {'numbers': named}}"


def _line(text: str) -> str:
    """The text on one line: whatever is no sign of writing becomes a blank."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _mark(to: Recipient, items: Iterable[Item]) -> str:
    named = sorted(f"{each.kind} {each.id}" for each in items)
    return sha256("\n".join((str(to.account), *named)).encode()).hexdigest()[:40]
