"""Why this date? The due date of a duty, line by line, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from domain.calendar import Calendar, RestDay
from domain.duty import Duty, Segment
from domain.events import Due

UNITS: Mapping[str, tuple[str, str]] = {
    "calendar": ("日", "calendar days"),
    "working": ("个工作日", "working days"),
}

HOLIDAYS: Mapping[str, str] = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "国庆节、中秋节": "National Day and Mid-Autumn Festival",
    "中秋节、国庆节": "Mid-Autumn Festival and National Day",
    "“五一”": "Labour Day",
    "“五一”国际劳动节": "Labour Day",
    "“十一”": "National Day",
    "抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th anniversary of victory in the war against Japan and fascism",
    "周末": "weekend",
}

WORDS: Mapping[str, str] = {
    "及时": "promptly",
    "立即": "at once",
    "即时": "at once",
    "迅速": "swiftly",
    "耐心": "patiently",
    "不拖不压": "without delay or shelving",
    "告知": "told",
    "反馈": "answered",
    "阅批": "read and instructed",
    "阅示": "read and instructed",
    "归档": "archived",
    "引导": "guided",
    "通知": "told",
    "登记": "registered",
    "催办": "urged",
    "解释": "explained",
    "签收": "signed for",
    "重新转送": "forwarded anew",
}
"""The words of the bundled rulebooks that name no number of days; those of an office's own book stand as they are."""

SHORT = 12
"""How much of a digest is shown to people."""


class Because(Struct, frozen=True, omit_defaults=True):
    """One line of an explanation.

    `what` is start, rule, nominal, roll, extension, hearing, recomputed, provisional, calendar or no_date; `day` the
    day it speaks of; `amount` and `unit` the limit where it names one; `skipped` the rest days that move an
    end or do not count; `digest` the calendar that decided.
    """

    what: str
    zh: str
    en: str
    day: date | None = None
    amount: int = 0
    unit: str = ""
    skipped: tuple[RestDay, ...] = ()
    digest: str = ""


def explain(duty: Duty, calendar: Calendar) -> tuple[Because, ...]:
    """The lines from the start of the duty to its present due date.

    `calendar` names the rest days; when it is not the one that decided, the last line says so.
    """
    if duty.opened.due.nominal is None:
        return (*_start(duty), _no_date(duty))
    return (
        *_start(duty),
        _rule(duty),
        *_end(duty, duty.segments[0], calendar),
        *_redated(duty, calendar),
        *_reckoned(duty.due, calendar),
    )


def _start(duty: Duty) -> Iterator[Because]:
    opened = duty.opened
    if opened.start is None:
        return
    day, counted = opened.start, opened.unit in UNITS
    if opened.after:
        zh, en = f"自前一期限（{opened.after}）届满之日{day}起", f"from the end of {opened.after}, {day}"
    elif counted and opened.count_from == "same_day":
        zh, en = f"自{day}起算，当日计入", f"from {day}, which counts as the first day"
    elif counted:
        zh, en = f"自{day}起算，当日不计入", f"from {day}, which is not counted"
    else:
        zh, en = f"自{day}起", f"from {day}"
    yield Because("start", zh, en, day)


def _no_date(duty: Duty) -> Because:
    clause, word = duty.opened.clause, duty.opened.word
    if duty.opened.unit == "given":
        return Because("no_date", f"{clause}：未定期限", f"{clause}: nobody has set a date")
    said = (f"：“{word}”", f": {WORDS.get(word, word)}") if word else ("", "")
    return Because("no_date", f"{clause}{said[0]}，无具体期限", f"{clause}{said[1]}, no number of days")


def _rule(duty: Duty) -> Because:
    clause, amount, unit = duty.opened.clause, duty.opened.amount, duty.opened.unit
    if unit in UNITS:
        zh, en = UNITS[unit]
        return Because("rule", f"{clause}：{amount}{zh}", f"{clause}: {amount} {en}", None, amount, unit)
    zh, en = ("当日", "the same day") if unit == "same_day" else ("期限由有权者指定", "the date was set by somebody")
    return Because("rule", f"{clause}：{zh}", f"{clause}: {en}", None, 0, unit)


def _end(duty: Duty, segment: Segment, calendar: Calendar) -> Iterator[Because]:
    """The nominal end of a segment and, where it rolled or fell on a rest day, what became of that."""
    due = segment.due
    yield _nominal(duty, due, calendar)
    if due.nominal is None or due.effective is None:
        return
    rest = calendar.skipped(due.nominal - timedelta(1), due.effective)
    if due.effective != due.nominal:
        days = _named(rest) if rest else ("见当时日历", "by the calendar of that time")
        zh, en = f"逢休息日（{days[0]}），顺延至{due.effective}", f"rest days ({days[1]}), so {due.effective}"
    elif rest and duty.opened.roll == "none":
        day = due.nominal
        zh, en = f"{day}为休息日，此期限不顺延", f"{day} is a rest day, but this limit does not move"
    else:
        return
    yield Because("roll", zh, en, due.effective, skipped=rest)


def _named(rest: tuple[RestDay, ...]) -> tuple[str, str]:
    """The rest days with why each is one, Chinese and English."""
    zh = "、".join(f"{each.day}{each.name}" for each in rest)
    return zh, ", ".join(f"{each.day} {HOLIDAYS.get(each.name, each.name)}" for each in rest)


def _nominal(duty: Duty, due: Due, calendar: Calendar) -> Because:
    """The last day; for a limit in working days with the rest days that were not counted."""
    day = due.nominal
    skipped: tuple[RestDay, ...] = ()
    zh, en = f"末日为{day}", f"the last day is {day}"
    if due.at:
        zh, en = f"期限为{due.at.isoformat()}", f"it ends at {due.at.isoformat()}"
    elif duty.opened.unit == "working" and duty.opened.start and day:
        skipped = calendar.skipped(duty.opened.start, day)
        zh, en = f"{zh}（不计{len(skipped)}个休息日）", f"{en}, {len(skipped)} rest days not counted"
    return Because("nominal", zh, en, day, skipped=skipped)


def _redated(duty: Duty, calendar: Calendar) -> Iterator[Because]:
    """What changed the date later: extensions, hearings, recomputations; a change of holder changes none."""
    for segment in duty.segments[1:]:
        if segment.why == "extension":
            yield _extension(duty, segment)
            yield from _end(duty, segment, calendar)
        elif segment.why == "hearing":
            yield _hearing(duty, segment)
            yield from _end(duty, segment, calendar)
        elif segment.why == "calendar":
            day = segment.since.day
            zh, en = f"{day}按公布的放假安排重算", f"reckoned again on {day} by the holidays then published"
            yield Because("recomputed", zh, en, day)
            yield from _end(duty, segment, calendar)


def _extension(duty: Duty, segment: Segment) -> Because:
    day, amount, unit = segment.since.day, segment.amount, duty.opened.unit
    zh, en = f"{day}批准延期", f"extended on {day}"
    if unit in UNITS:
        zh, en = f"{zh}，共{amount}{UNITS[unit][0]}", f"{en}, {amount} {UNITS[unit][1]} in all"
    return Because("extension", zh, en, day, amount, unit)


def _hearing(duty: Duty, segment: Segment) -> Because:
    before = max((s.amount for s in duty.segments if s.since != segment.since), default=0)
    day, days = segment.since.day, segment.amount - before
    zh, en = f"听证{days}日不计入，{day}顺延", f"{days} days of a hearing do not count, moved on {day}"
    return Because("hearing", zh, en, day, days, duty.opened.unit)


def _reckoned(due: Due, calendar: Calendar) -> Iterator[Because]:
    if due.provisional:
        zh, en = "有关年度放假安排尚未公布，日期暂定", "provisional: those holidays are not published yet"
        yield Because("provisional", zh, en, due.effective)
    if due.calendar:
        short = due.calendar[:SHORT]
        zh, en = f"依日历{short}计算", f"reckoned by calendar {short}"
        if due.calendar != calendar.digest:
            zh, en = f"{zh}，日历此后已更新", f"{en}, which has been replaced since"
        yield Because("calendar", zh, en, digest=due.calendar)
