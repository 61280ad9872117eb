"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any, TypeVar

import click

from domain.access import CONSOLE
from projections.catalog import ALL, Projection
from service.readmodels.asking import Question, question
from service.runtime import Instance

F = TypeVar("F", bound=Callable[..., Any])

DAY_LENGTH = len("2026-01-05")


class DayOrInstant(click.ParamType[date | datetime]):
    """2026-01-05, or an instant with its time zone such as 2026-01-05T09:00:00+08:00."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        try:
            return _parsed(str(value))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is neither a day (2026-01-05) nor an instant with its time zone", param, ctx)


class Instant(DayOrInstant):
    """An instant with its time zone."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        at = super().convert(value, param, ctx)
        if not isinstance(at, datetime):
            self.fail(f"{value!r} is a day; an instant is 2026-01-05T09:00:00+08:00", param, ctx)
        return at


def _parsed(text: str) -> date | datetime:
    if len(text) == DAY_LENGTH:
        return date.fromisoformat(text)
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


office_option = click.option("--office", "-o", required=True, metavar="ID", help="id of the office 机构代码")
as_option = click.option("--as", "name", metavar="NAME", help="who gives the command; else the account's name")


def time_options(command: F) -> F:
    """Adds --position, --as-of and --on."""
    options = (
        click.option("--position", type=click.IntRange(min=0), help="as known at this position of the ledger"),
        click.option("--as-of", "known_at", type=Instant(), help="as known at this instant"),
        click.option("--on", type=DayOrInstant(), help="judged on this day or at this instant; today if not given"),
    )
    return reduce(lambda made, option: option(made), reversed(options), command)


def asked_by_console(
    instance: Instance,
    office: str,
    position: int | None,
    known_at: datetime | None,
    on: date | datetime | None,
    *,
    needs: Sequence[Projection] = ALL,
) -> Question:
    """The question of the person at the console; `needs` and what is raised as in `question`."""
    return question(instance, CONSOLE, office, position=position, known_at=known_at, on=on, needs=needs)


def basis(asked: Question) -> str:
    """What a list rests on, in words."""
    replayed = "，重放时间 replayed time" if asked.office.replayed else ""
    return f"{asked.office.profile.name} {asked.id}，位置 position {asked.position}，日期 on {asked.on.day}{replayed}"
