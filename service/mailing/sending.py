"""Mails to each person of an office, as one digest, the reminders that hold and were not mailed to them yet.

A reminder is noted as mailed and handed to the server in one transaction, which ends after the server has taken the
mail: what it did not take is not noted. If this process or the database ends between the two, the mail goes out once
more; none is ever lost. Who may be told of which petition is judged for each person right before.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Self

from psycopg import Connection

from domain.access_record import JOB
from domain.accounts import OPEN, Account
from domain.reminding import is_open
from service.access import recording
from service.access.caller import Caller, asking
from service.jobs.queue import STAY
from service.mailing.configured import Mailing
from service.mailing.digest import DUTY, Item, Recipient, message
from service.mailing.server import MailRefused, MailServer, mail_server
from service.mailing.telling import Told, of_periods, told
from service.offices import KnownOffice
from service.runtime import Instance
from service.signin import accounts, mailboxes
from service.signin.mailboxes import Mailbox

LOGGER = logging.getLogger("zhuoluo.mail")
LIST = "mailed-reminders"
CLAIM = """
INSERT INTO jobs.mailed (account, kind, reminder, mailed_at)
SELECT %s, kind, reminder, %s FROM unnest(%s::text[], %s::bigint[]) AS found (kind, reminder)
ON CONFLICT DO NOTHING RETURNING kind, reminder
"""


class MailRefusedForNow(Exception):
    """The server would not take the mail of somebody now: the job is tried again, and mails what is left."""


class _Post:
    """One run for one office. The server is called once, and only when there is something to send."""

    def __init__(self, instance: Instance, mailing: Mailing, known: KnownOffice, now: datetime) -> None:
        self._instance, self._mailing, self._known, self._now = instance, mailing, known, now
        self._open = ExitStack()
        self._server: MailServer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def mail(self, account: Account, box: Mailbox, found: Told) -> bool:
        """Whether there was anything new to mail, and the server has taken it. Raises as `mail_server` and `send`."""
        with self._instance.pool.connection() as connection, connection.transaction():
            connection.execute(STAY)
            new = _claimed(connection, account, found.items, self._now)
            if not new:
                return False
            to = Recipient(account.id, account.person, self._known.profile.name, box.address)
            made = message(to, new, self._mailing.sender, self._instance.settings.address, self._now)
            server = self._reached()
            self._on_record(account, found, new)
            server.send(made, box.address)
        if box.refused_at is not None:
            mailboxes.refused(self._instance, account.id, None)
        return True

    def _reached(self) -> MailServer:
        if self._server is None:
            self._server = self._open.enter_context(mail_server(self._mailing))
        return self._server

    def _on_record(self, account: Account, found: Told, new: Iterable[Item]) -> None:
        """That they are told of these petitions, before they are."""
        ids = {each.id for each in new if each.kind == DUTY}
        who = Caller(viewer=found.asked.viewer, authenticated="service", account=account.id, action="list", via=JOB)
        with asking(who):
            named = {row.petition for row in found.rows if row.id in ids}
            recording.named(self._instance, found.asked, LIST, {}, named)


def send_digests(instance: Instance, office: str, now: datetime) -> int:
    """How many people were mailed. Outside of the hours of the office nobody is: the next day's job finds it all.

    Raises MailRefusedForNow in the end when some are to be tried again, and at once what `mail_server` raises.
    """
    known, mailing = instance.offices.get(office), instance.settings.mail
    hours = known.book_on(known.moment(now).day).settings.office_hours
    if mailing is None or not is_open(now, hours, known.calendar, known.zone):
        return 0
    periods, mailed, refused = of_periods(instance, office, now), 0, []
    with _Post(instance, mailing, known, now) as post:
        for account, box in _recipients(instance, office):
            as_it_is = instance.offices.get(office)
            try:
                mailed += post.mail(account, box, told(instance, as_it_is, account.person, periods, now))
            except MailRefused as refusal:
                refused.append(refusal)
                _note(instance, account, refusal, now)
    LOGGER.info("mail of %s: taken for %d, refused for %d", office, mailed, len(refused))
    if any(each.later for each in refused):
        raise MailRefusedForNow
    return mailed


def _recipients(instance: Instance, office: str) -> Iterator[tuple[Account, Mailbox]]:
    """Whoever may sign in, has an address, and wants mail: each as it is when their turn comes."""
    for id_ in mailboxes.mailboxes(instance, accounts.of_office(instance, office).accounts):
        account, box = accounts.of_office(instance, office).accounts[id_], mailboxes.mailbox(instance, id_)
        if account.standing == OPEN and box is not None and box.wanted:
            yield account, box


def _note(instance: Instance, account: Account, refusal: MailRefused, now: datetime) -> None:
    """What the server refuses for good is shown beside the address until another one is set."""
    LOGGER.warning("mail for account %s was refused: %s", account.id, refusal)
    if not refusal.later:
        mailboxes.refused(instance, account.id, now)


def _claimed(connection: Connection[Any], account: Account, items: Sequence[Item], now: datetime) -> list[Item]:
    """Those not mailed to them yet: noted as mailed if the transaction ends well, held from whoever sends besides."""
    kinds, ids = [each.kind for each in items], [each.id for each in items]
    new = set(connection.execute(CLAIM, (account.id, now, kinds, ids)).fetchall())
    return [each for each in items if (each.kind, each.id) in new]
