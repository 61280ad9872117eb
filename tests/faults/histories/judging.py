"""Whether what clients were told can all be true: each fault as a sentence, none where it can.

Held are: what was acknowledged stands there, once, where it was said to stand; what ended before something else began
comes before it; a history that is shown is the whole beginning of the one in the ledger, with all that was acknowledged
before it was asked for; the pages of a feed hold every event, in order, once.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.faults.histories.observed import Observed, Page, Read, Row, Write


def faults(seen: Observed) -> dict[str, list[str]]:
    """By what kind they are: "lost", "doubled", "wrong"."""
    return {
        "lost": list(_lost(seen.writes, seen.rows)),
        "doubled": list(_doubled(seen.writes, seen.rows)),
        "wrong": [*_broken(seen.rows), *_out_of_order(seen.writes), *_misread(seen), *_misfed(seen)],
    }


def _lost(writes: Sequence[Write], rows: Sequence[Row]) -> Iterator[str]:
    stored = {row.key: row for row in rows if row.key}
    for write in writes:
        row = stored.get(write.key)
        if write.position and (row is None or row[:3] != (write.position, write.petition, write.version)):
            yield f"{write} was acknowledged, and there stands {row}"


def _doubled(writes: Sequence[Write], rows: Sequence[Row]) -> Iterator[str]:
    """What stands there under no key that anybody has used, or twice under one."""
    left = {write.key for write in writes}
    for row in rows:
        if row.petition and row.key not in left:
            yield f"nobody asked for {row}, or it stands there twice"
        left.discard(row.key)


def _broken(rows: Sequence[Row]) -> Iterator[str]:
    """Positions 1, 2, 3 … and in each stream versions likewise."""
    versions: defaultdict[str, int] = defaultdict(int)
    for nth, row in enumerate(rows, 1):
        versions[row.petition] += 1
        if (row.position, row.version) != (nth, versions[row.petition]):
            yield f"{row} stands where {nth}, version {versions[row.petition]} belongs"


def _out_of_order(writes: Sequence[Write]) -> Iterator[str]:
    """What was answered before something else was asked for stands before it."""
    ended: list[tuple[float, int]] = []
    furthest = 0
    for write in sorted((each for each in writes if each.position), key=lambda each: each.begun):
        while ended and ended[0][0] < write.begun:
            furthest = max(furthest, heapq.heappop(ended)[1])
        if write.position < furthest:
            yield f"{write} stands before {furthest}, which had been acknowledged before it was asked for"
        heapq.heappush(ended, (write.ended, write.position))


def _misread(seen: Observed) -> Iterator[str]:
    streams: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in seen.rows:
        streams[row.petition].append((row.version, row.position))
    acknowledged: defaultdict[str, list[Write]] = defaultdict(list)
    for write in seen.writes:
        if write.position:
            acknowledged[write.petition].append(write)
    for read in seen.reads:
        if list(read.seen) != streams[read.petition][: len(read.seen)]:
            yield f"{read} is no beginning of what stands there"
        yield from _stale(read, acknowledged[read.petition])


def _stale(read: Read, writes: Sequence[Write]) -> Iterator[str]:
    newest = max((write.version for write in writes if write.ended < read.begun), default=0)
    if newest > len(read.seen):
        yield f"{read} lacks version {newest}, which had been acknowledged"


def _misfed(seen: Observed) -> Iterator[str]:
    positions = [row.position for row in seen.rows if row.petition]
    places: defaultdict[int, int] = defaultdict(int)
    for page in seen.pages:
        if page.after != places[page.client]:
            yield f"{page} does not go on from {places[page.client]}"
        places[page.client] = page.next
        if list(page.positions) != _between(positions, page):
            yield f"{page} does not hold what stands there"


def _between(positions: Sequence[int], page: Page) -> list[int]:
    return list(positions[bisect_right(positions, page.after) : bisect_right(positions, page.next)])
