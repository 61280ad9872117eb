"""Reads of registers of several sizes, and by how much their p99 grows: what `zhuoluo bench` asks, at each size.

A register of any size is one of ten years, so that a month of a large one has more petitions. The questions without
pages and searches are those of `bench read`; searches and lists of three viewers those of `bench access`; pages with
everything on them those of `bench pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from service.bench.access import bench_access
from service.bench.pages import bench_pages
from service.bench.read import bench_read
from service.projector.sample import LINES_A_PETITION
from tests.bench.figures import OURS, Found, Ratio, better
from tests.bench.lab import Lab
from tests.bench.telling import Told

MEDIAN, P99 = "median", "p99"
GROWTH = 3.0
"""By how much p99 may grow from the size before the last to the last: a goal from 10,000 to 1,000,000."""
GROSS = 1 / 30
HAIR = 1.0
"""Milliseconds below which a p99 is the machine's and no growth is told."""

Answered = tuple[str, float, float]
"""The question, median and p99 in milliseconds."""


class Size(Struct, frozen=True):
    """Petitions of each register, and how often each question is asked."""

    petitions: Sequence[int] = (1_000, 10_000, 100_000)
    asked: int = 200

    def longest(self) -> float:
        """Seconds that it may take: each register is filled and folded three times, 500 petitions a second."""
        return sum(60 + 3 * each / 500 + self.asked * 2 for each in self.petitions)


def measure(lab: Lab, size: Size, found: Found, told: Told) -> None:
    at = {each: f"{each:,} petitions" for each in size.petitions}
    answered: dict[tuple[str, int], float] = {}
    for many in size.petitions:
        told(at[many])
        for question, median, p99 in _asked(lab, many, size.asked, found):
            found.figure(f"{question}, {MEDIAN}", at[many], OURS, "ms", [median], "less")
            found.figure(f"{question}, {P99}", at[many], OURS, "ms", [p99], "less")
            answered[question, many] = p99
    found.ratios += _grown(found.part, answered, size.petitions)


def _asked(lab: Lab, petitions: int, rounds: int, found: Found) -> Iterator[Answered]:
    read = bench_read(lab.settings, events=[round(petitions * LINES_A_PETITION)], rounds=max(rounds, 100))
    found.versions |= read[0].versions
    for each in read:
        yield each.question, each.median, each.p99
    for cost in bench_access(lab.settings, petitions=petitions, rounds=rounds):
        yield f"{cost.question} of the {cost.viewer}", cost.with_p50, cost.with_p99
    for page in bench_pages(lab.settings, petitions=petitions, rounds=rounds):
        yield f"page {page.page}", page.p50, page.p99


def _grown(part: str, p99: dict[tuple[str, int], float], sizes: Sequence[int]) -> Iterator[Ratio]:
    """The last size beside that a hundredth of it, or the first: 1 means that nothing has grown."""
    last = max(sizes)
    before = max((each for each in sizes if each * 100 <= last), default=min(sizes))
    for question, size in p99:
        if size != last or last == before or p99[question, last] < HAIR:
            continue
        yield Ratio(
            part=part,
            what=f"{question}, {P99}",
            at=f"{last:,} petitions",
            beside=f"{before:,} petitions",
            rounds=(better(p99[question, last], p99[question, before], "less"),),
            goal=round(1 / GROWTH, 3) if last >= before * 100 else None,
            gross=GROSS,
        )
