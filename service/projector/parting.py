"""Which read models of a log are folded together, and how the line at fault is found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct

from service.projector.advancing import Stretch
from service.projector.failing import DATABASE_GONE
from service.projector.schema import Standing


class Group(Struct, frozen=True):
    """Read models of a log, by their schemas, that are folded in one go from `position`, the lowest of theirs.

    `failed`: the next line could not be folded the last time.
    """

    schemas: tuple[str, ...]
    position: int
    failed: bool = False

    def alone(self) -> Iterator[Group]:
        """Each of them by itself."""
        return (Group((name,), self.position, self.failed) for name in self.schemas)


def together(standing: Iterable[Standing], failing: Collection[str], near: int) -> list[Group]:
    """Those that stand within `near` lines of each other in one group, furthest first: each line is decoded once.

    What is stopped, or is among `failing`, goes with its like at the same position only.
    """
    found: list[Group] = []
    for each in sorted(standing, key=lambda each: (_apart(each, failing), -each.position, each.schema)):
        apart, last = _apart(each, failing), found[-1] if found else None
        reach = 0 if apart else near
        if last and last.failed == apart and last.position - each.position <= reach:
            found[-1] = Group(tuple(sorted((*last.schemas, each.schema))), each.position, apart)
        else:
            found.append(Group((each.schema,), each.position, apart))
    return found


def _apart(each: Standing, failing: Collection[str]) -> bool:
    return each.stopped or each.schema in failing


def narrowed(step: Callable[[int], Stretch | None], limit: int, error: Exception) -> Exception | None:
    """The error of the first line at fault, once all lines before it are folded; None: there is none any more.

    `step` folds at most so many lines, and has failed with `error` at `limit` of them. Half as many are tried whenever
    it fails: about twice log2(limit) attempts. An error of the database, which concerns no line, is raised.
    """
    left = limit
    while limit > 1 and left > 0:
        limit //= 2
        try:
            while left > 0:
                stretch = step(limit)
                left = left - limit if stretch and stretch.more else 0
        except DATABASE_GONE:
            raise
        except Exception as failed:  # noqa: BLE001 - whatever it is, it is that of the line
            error, left = failed, limit
    return error if left > 0 else None
