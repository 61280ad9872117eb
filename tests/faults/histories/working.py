"""Clients that write, read and follow, each in a thread of its own, and note down what they were told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from math import inf
from threading import Event
from time import monotonic
from typing import Any
from uuid import uuid4

from service.client import Client, Officer, Patience, Unreachable, act, acts, changes, reads, receive
from service.client.call import Call
from service.client.errors import Unavailable
from service.client.queries import FeedQuery
from service.client.types import Office, Recorded
from tests.faults.histories.observed import Page, Read, Write

OFFICE = "desk"
CLERK = Officer(name="田甜", unit="信访科", post="petition_section")
PETITIONS = 40
PERSISTENT = Patience(attempts=200, first=0.05, longest=0.5, in_all=120.0)
"""Whatever breaks comes back before that."""
Sending = Callable[[Client, Call[Recorded]], Recorded]


def with_one_key(client: Client, call: Call[Recorded]) -> Recorded:
    """Sent again and again under its key, until it is answered."""
    return client.send(call)


def with_new_keys(client: Client, call: Call[Recorded]) -> Recorded:
    """The control: as a program would send it that makes a key for each attempt, the first as it was said."""
    end = monotonic() + PERSISTENT.in_all
    while True:
        try:
            return client.send(Call(call.method, call.path, call.answer, body=call.body, key=call.key))
        except (Unreachable, Unavailable):
            if monotonic() > end:
                raise
            call = call.under(uuid4().hex)


class Workers:
    """So many clients of one office; what they note is complete once they have ended."""

    def __init__(self, place: str, clients: int, operations: int, sending: Sending = with_one_key) -> None:
        self.writes: list[Write] = []
        self.reads: list[Read] = []
        self.pages: list[Page] = []
        self.repeats: list[tuple[Write, Recorded]] = []
        self._place, self._clients, self._operations, self._sending = place, clients, operations, sending
        self._patience = PERSISTENT if sending is with_one_key else Patience(attempts=1)
        self._stop = Event()

    def done(self) -> int:
        """Operations that have ended."""
        return len(self.writes) + len(self.reads) + len(self.pages) + len(self.repeats)

    def stop(self) -> None:
        """Each ends with the operation that it has begun."""
        self._stop.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Makes the office, then works beside whoever is in the context; behind it all have ended. Raises theirs."""
        with self._client(PERSISTENT) as client:
            client.send(changes.offices(Office(actor=CLERK, id=OFFICE, name="移民局", rulebook="plain")))
            petitions = [self._received(client) for _ in range(PETITIONS)]
        with ThreadPoolExecutor(self._clients) as pool:
            running = [pool.submit(self._work, nth, petitions) for nth in range(self._clients)]
            try:
                yield
            except BaseException:
                self._stop.set()
                raise
            for each in running:
                each.result()

    def _client(self, patience: Patience) -> Client:
        return Client(self._place, patience=patience)

    def _received(self, client: Client) -> str:
        call = receive(OFFICE, acts.Receive(channel="letter"), CLERK)
        begun = monotonic()
        made = client.send(call)
        self._note(Write(-1, str(made.petition), str(call.key), begun), made)
        return str(made.petition)

    def _note(self, write: Write, made: Recorded) -> Write:
        done = write._replace(ended=monotonic(), position=made.positions[0], version=made.version)
        self.writes.append(done)
        return done

    def _work(self, nth: int, petitions: Sequence[str]) -> None:
        chance, place = random.Random(nth), 0
        mine: list[tuple[Write, Call[Recorded]]] = []
        with self._client(self._patience) as client, self._client(PERSISTENT) as reader:
            while self.done() < self._operations and not self._stop.is_set():
                petition, what = chance.choice(petitions), chance.random()
                if what < 0.6 or not mine:
                    mine.append(self._write(client, nth, petition))
                elif what < 0.8:
                    self._read(reader, nth, petition)
                elif what < 0.95:
                    place = self._follow(reader, nth, place)
                else:
                    self._again(reader, *chance.choice(mine))

    def _write(self, client: Client, nth: int, petition: str) -> tuple[Write, Call[Recorded]]:
        call = act(OFFICE, petition, acts.Comment(text=uuid4().hex), CLERK)
        write = Write(nth, petition, str(call.key), monotonic())
        try:
            return self._note(write, self._sending(client, call)), call
        except (Unreachable, Unavailable):
            self.writes.append(write)
            return write, call

    def _read(self, client: Client, nth: int, petition: str) -> None:
        begun = monotonic()
        history = client.send(reads.petition_history(OFFICE, petition))
        seen = tuple((each.version, each.position) for each in history.events)
        self.reads.append(Read(nth, petition, begun, monotonic(), seen))

    def _follow(self, client: Client, nth: int, place: int) -> int:
        begun = monotonic()
        page = client.send(reads.feed(OFFICE, FeedQuery(after=place, limit=200)))
        positions = tuple(each.data.position for each in page.items)
        self.pages.append(Page(nth, begun, monotonic(), place, page.next, positions))
        return page.next

    def _again(self, client: Client, write: Write, call: Call[Recorded]) -> None:
        """The same once more, long after it was answered."""
        if write.ended < inf and write.key == call.key:
            self.repeats.append((write, client.send(call)))


def differing(repeats: Sequence[tuple[Write, Any]]) -> list[str]:
    """What was answered otherwise when it was sent once more."""
    return [
        f"{write} was answered with {made.positions}, version {made.version} when it was sent once more"
        for write, made in repeats
        if (made.positions[0], made.version) != (write.position, write.version)
    ]
