"""The columns of registers 台账栏目 (domain.md 7.1, as far as the read models know them): words, and what stands there.

Names, phones, addresses, numbers of identity and what is written are sealed and in none of them: they are opened one
petition at a time, on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from domain import wording
from domain.codes import Label
from domain.wording import ZH
from service.codes import OUTCOMES, named
from service.layouts.calling import Called
from service.layouts.made import said
from service.offices import KnownOffice
from service.readmodels.asking import Question
from service.registers.entries import Entry
from service.web.files.sheet import Value
from service.web.owing import Owing


class Telling(Struct, frozen=True):
    """What values are called in a language, by the lists of the day judged on, and the office's clock."""

    asked: Question
    language: str
    called: Called
    owing: Owing
    outcome: Callable[[str], str]

    def word(self, dimension: str, value: str) -> str:
        return said(self.called(dimension, value), self.language) if value else ""

    def yes(self, value: object) -> str:
        return wording.code("", bool(value), self.language) if value else ""

    def duty(self, entry: str) -> str:
        """What a duty is called by the rulebook; of one that it no longer has the id."""
        rule = self.owing.rule(entry)
        return (rule.zh if self.language == ZH else rule.en) or entry if rule else entry

    def collective(self, row: Entry) -> bool:
        settings = self.asked.office.book_on(row.petition.received_on).settings
        return row.petition.people >= settings.collective_min and row.petition.channel in settings.collective_channels


Tell = Callable[[Entry, Telling], Value]


class Column(Struct, frozen=True):
    """What a column is called, what it holds, and how that is told of a row."""

    label: Label
    holds: Label
    tell: Tell


def telling(asked: Question, language: str, called: Called, office: KnownOffice) -> Telling:
    return Telling(asked, language, called, Owing(office, asked.on.day), named(office, OUTCOMES, asked.on.day))


def _day(step: str) -> Tell:
    return lambda row, _: row.steps[step].day if step in row.steps else None


def _due(row: Entry, at: Telling) -> date | None:
    """The local day on which the earliest open duty, or the one at hand, ends."""
    holder = row.duty or row.petition
    return holder.due_on or (holder.due_at.astimezone(at.asked.office.zone).date() if holder.due_at else None)


def _late(row: Entry, at: Telling) -> int | None:
    due = _due(row, at)
    return (at.asked.on.day - due).days if due and due < at.asked.on.day else None


def _kind(row: Entry, at: Telling) -> Value:
    """What happened, in the words of the measure; of a forwarding how."""
    if row.fact is None:
        return ""
    if row.fact.measure == "forwarded":
        return wording.code("mode", row.fact.outcome, at.language)
    return wording.label("measure", row.fact.measure, at.language)


def _unit_of_fact(row: Entry, at: Telling) -> Value:
    return at.word("unit", row.fact.unit) if row.fact else ""


def _step(name: str, dimension: str) -> Tell:
    def told(row: Entry, at: Telling) -> Value:
        step = row.steps.get("received")
        return at.word(dimension, str(getattr(step, name))) if step else ""

    return told


COLUMNS: Mapping[str, Column] = {
    "number": Column(
        Label("编号", "Number"),
        Label("登记编号，作为文本", "register number of the office, as text"),
        lambda row, _: row.petition.number,
    ),
    "external_id": Column(
        Label("来源编号", "Number at its source"),
        Label("来源给的编号，作为文本", "number at its source, as text"),
        lambda row, _: row.petition.external_id,
    ),
    "day": Column(
        Label("日期", "Day"),
        Label("事项发生之日", "day on which it happened"),
        lambda row, _: row.fact.day if row.fact else None,
    ),
    "kind": Column(
        Label("事项", "What was done"), Label("办了什么；转办还是交办", "what it was; of a forwarding how"), _kind
    ),
    "unit_of_fact": Column(
        Label("对象单位", "Unit concerned"),
        Label("转往、接收、被催办或者承办的单位", "to which it was sent, which received it, was pressed or had it"),
        _unit_of_fact,
    ),
    "days": Column(
        Label("历时天数", "Days"),
        Label("自收到之日起的日历天数，收到当日不计", "calendar days from the day of receipt, which is not counted"),
        lambda row, _: row.fact.days if row.fact else None,
    ),
    "outcome": Column(
        Label("办理结果", "Outcome"),
        Label("最后一次办结的结果", "what came of it when it was closed last"),
        lambda row, at: at.outcome(row.steps["closed"].outcome) if "closed" in row.steps else "",
    ),
    "channel": Column(
        Label("信访形式", "Channel"),
        Label("怎样来的", "how it came"),
        lambda row, at: at.word("channel", row.petition.channel),
    ),
    "source": Column(
        Label("信访来源", "Source"),
        Label("从哪里来的", "from whom it came"),
        lambda row, at: at.word("source", row.petition.source),
    ),
    "received": Column(
        Label("收到日期", "Received"), Label("收到之日", "day of receipt"), lambda row, _: row.petition.received_on
    ),
    "registered": Column(Label("登记日期", "Registered"), Label("登记之日", "day of registration"), _day("registered")),
    "people": Column(
        Label("信访人数", "People"),
        Label("写信或者来访的人数", "how many wrote or came"),
        lambda row, _: row.petition.people,
    ),
    "collective": Column(
        Label("集体访", "Collective"),
        Label("按规则属集体访的为“是”", "yes where the rulebook calls it a collective visit"),
        lambda row, at: at.yes(at.collective(row)),
    ),
    "repeat": Column(
        Label("重复", "Repeat"),
        Label("并入较早一件的为“是”", "yes where it was joined to an earlier petition"),
        lambda row, at: at.yes("received" in row.steps and row.steps["received"].repeat),
    ),
    "purpose": Column(Label("信访目的", "Purpose"), Label("要求什么", "what is wanted"), _step("purpose", "purpose")),
    "content_class": Column(
        Label("内容分类", "Content class"),
        Label("按判断之日的代码表", "as the list of the day judged on calls it"),
        lambda row, at: at.word("content_class", row.petition.content_class),
    ),
    "place": Column(
        Label("问题属地", "Place of the matter"),
        Label("问题发生在哪里", "where the matter belongs"),
        _step("place", "place"),
    ),
    "title": Column(
        Label("概况", "Title"),
        Label(
            "本机构所拟标题，不含姓名和号码", "what it is about, in the words of the office; without names and numbers"
        ),
        lambda row, _: row.petition.title,
    ),
    "unit": Column(
        Label("所在单位", "Where it is"),
        Label("持有或者正在转往的单位", "unit that has it, or that it is on the way to"),
        lambda row, _: row.petition.unit,
    ),
    "person": Column(
        Label("承办人", "Who has it there"),
        Label("单位内的承办人", "who has it in that unit"),
        lambda row, _: row.petition.person,
    ),
    "on_the_way": Column(
        Label("在途", "On the way"),
        Label("尚未签收的为“是”", "yes until that unit has signed for it"),
        lambda row, at: at.yes(row.petition.on_the_way),
    ),
    "state": Column(
        Label("状态", "State"),
        Label("办到哪一步", "how far it is"),
        lambda row, at: wording.state(row.petition.state, at.language),
    ),
    "duty": Column(
        Label("限时事项", "Duty"),
        Label("超期的是什么", "what is overdue"),
        lambda row, at: at.duty(row.duty.entry) if row.duty else "",
    ),
    "holder": Column(
        Label("责任单位", "Owed by"),
        Label("谁应当办", "who owes it"),
        lambda row, at: wording.holder(row.duty.holder, at.language) if row.duty else "",
    ),
    "opened": Column(
        Label("起算日期", "Since"),
        Label("期限从哪天起", "since when it is owed"),
        lambda row, _: row.duty.opened_on if row.duty else None,
    ),
    "due": Column(
        Label("限办日期", "Due"),
        Label("最早一项期限的末日；没有期限的为空", "last day of the earliest open limit; empty where there is none"),
        _due,
    ),
    "late": Column(
        Label("超期天数", "Days late"),
        Label("判断之日超过末日的日历天数", "calendar days from its last day to the day judged on"),
        _late,
    ),
    "clause": Column(
        Label("条款", "Clause"),
        Label("期限依据", "by which clause"),
        lambda row, _: (row.duty or row.petition).clause,
    ),
    "overdue": Column(
        Label("超期", "Overdue"),
        Label("判断之日有期限已过的为“是”", "yes if a limit had passed on the day judged on"),
        lambda row, at: at.yes(row.petition.overdue),
    ),
    "accepted": Column(
        Label("受理日期", "Accepted"), Label("最后一次受理之日", "day of the last acceptance"), _day("accepted")
    ),
    "answered": Column(Label("答复日期", "Answered"), Label("答复之日", "day of the answer"), _day("answered")),
    "closed": Column(Label("办结日期", "Closed"), Label("最后一次办结之日", "day of the last closing"), _day("closed")),
    "archived": Column(Label("归档日期", "Archived"), Label("归档之日", "day of filing"), _day("archived")),
}
"""By name. Of a petition that is restricted what its facts would tell apart reads 限制知悉."""
