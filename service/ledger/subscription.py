"""Follows a log by polling it; a commit in this process is only a hint to look at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from threading import Event

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from service.ledger.growth import Growth

BATCH = 500
SHORTEST_WAIT = 0.005
LONGEST_WAIT = 0.1


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Yields each event after `gt` once, in order, without a thread or a database notification of its own."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None, topics: Sequence[str], growth: Growth) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._growth = growth
        self._ready: deque[Notification] = deque()
        self._wake = Event()
        growth.listen(self._wake)

    def stop(self) -> None:
        """Ends the iteration, also one that waits in another thread."""
        super().stop()
        self._growth.forget(self._wake)
        self._wake.set()

    def __next__(self) -> Notification:
        wait = SHORTEST_WAIT
        while not self._has_been_stopped:
            if self._ready:
                return self._ready.popleft()
            self._wake.clear()
            if not self._pull():
                self._wake.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        raise StopIteration

    def _pull(self) -> bool:
        found = self._recorder.select_notifications(
            start=self._last_notification_id or 0, limit=BATCH, topics=self._topics, inclusive_of_start=False
        )
        self._ready.extend(found)
        if found:
            self._last_notification_id = found[-1].id
        return bool(found)
