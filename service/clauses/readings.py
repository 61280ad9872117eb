"""How an office reads its rules: what the texts leave open, and what its book says there (rulebook.md section 4).

Each answer is read off the entries and settings of the book, so that the page says what is done and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from domain.rulebook import DutyRule, Rulebook, SameDay

COUNTED = {
    "calendar": "日（自然日） calendar days",
    "working": "个工作日 working days",
    "same_day": "当日 the same day",
}
ROLLS = {
    "none": "末日是休息日也不顺延 a rest day at the end does not move it",
    "next_working_day": "顺延至下一工作日 moves to the next working day",
}


class Reading(Struct, frozen=True):
    """A question the text leaves open, what this book does, by which clause, what else is possible and how."""

    question: str
    reads: str
    clause: str
    otherwise: str
    how: str


def readings(book: Rulebook) -> list[Reading]:
    """Every reading of the book, settings first, then its limits in their order."""
    return [*_settings(book), *(each for rule in book.duties for each in _limit(rule))]


def _settings(book: Rulebook) -> Iterator[Reading]:
    said = book.settings
    yield Reading(
        "几人以上为集体访，哪些形式 from how many people a petition is collective, by which channels",
        f"{said.collective_min}人 people: {', '.join(said.collective_channels)}",
        "S1.20",
        "其他人数或形式 another number or channel",
        "[settings] collective_min, collective_channels",
    )
    yield Reading(
        "何时算办结 when a matter is over",
        "办结 when it is closed" if said.open_until == "closed" else "作出最终答复 when it is finally answered",
        said.outcome_clause,
        "answered | closed",
        "[settings] open_until",
    )
    yield Reading(
        "“当日”：下班后或休息日收到的 the same day, for what comes after hours or on a rest day",
        _same_day(said.same_day),
        said.outcome_clause,
        "下班时间之后算次日；休息日算下一工作日 after a cutoff the next day; the next working day",
        '[settings] same_day = { cutoff = "17:00", rest_day = "next_working_day" }',
    )
    yield Reading(
        "听证天数如何扣除 which days of a hearing do not count",
        "首尾两日均计入 first and last day too" if said.hearing_days == "inclusive" else "只计间隔天数 elapsed days",
        "S1.36",
        "inclusive | elapsed",
        "[settings] hearing_days",
    )
    words = "、".join(f"{word}：{each.amount or ''}{each.unit}" for word, each in said.promptly.items())
    yield Reading(
        "“及时”“立即”等有无天数 whether words like 及时 have a number",
        words or "无：只显示经过时间 none: the time elapsed is shown",
        said.outcome_clause,
        "定为若干日 a number of days",
        '[settings.promptly] "及时" = { amount = 5, unit = "working", nature = "duty" }',
    )


def _same_day(said: SameDay) -> str:
    late = f"{said.cutoff:%H:%M}后算次日 after it the next day" if said.cutoff else "当日即本日 the calendar day itself"
    rest = "；休息日算下一工作日 a rest day: the next working day" if said.rest_day == "next_working_day" else ""
    return late + rest


def _limit(rule: DutyRule) -> Iterator[Reading]:
    """How a limit counts, what happens on a rest day, and how far it may be extended."""
    if rule.unit in ("calendar", "working") and not rule.after:
        unit = COUNTED[rule.unit]
        other = "working" if rule.unit == "calendar" else "calendar"
        yield Reading(
            f"{rule.zh}：何种日，逢休息日 which days, and a rest day at the end",
            f"{rule.amount}{unit}；{ROLLS[rule.roll]}",
            rule.clause,
            f'unit = "{other}"; roll = "{"none" if rule.roll != "none" else "next_working_day"}"',
            _override(rule),
        )
    if rule.extension:
        extension = rule.extension
        total = extension.mode == "total"
        yield Reading(
            f"{rule.zh}：延期 extension",
            f"{'总共 in all' if total else '另加 more'} {extension.days}日，{extension.times}次，"
            f"{', '.join(extension.by)}批准{'，须在期满前 before expiry' if extension.before_expiry else ''}",
            rule.clause,
            f'extension.mode = "{"additional" if total else "total"}"',
            _override(rule),
        )


def _override(rule: DutyRule) -> str:
    return f'[[override]] kind = "duty", id = "{rule.id}", clause = "…"'
