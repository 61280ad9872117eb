"""`zhuoluo replay`: one petition step by step, as it stood after one step, or compared at two moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click
import msgspec
from msgspec import Struct

from domain.codes import STATUSES
from domain.duty import Duty
from domain.events import Corrected, Due, Line
from domain.values import Actor, Moment
from domain.words import CODES, DUTY_CHANGES, EVENTS, FLAGS, POSTS, called
from projections.comparing import FACT, DutyDifference, fields, label, parts
from projections.replaying import Correction, Elapsed, Replayed, Stood
from service.api.answers import rule_name
from service.api.replays import compare_said, replay_said
from service.cli import on_record
from service.cli.arguments import DayOrInstant, Instant, asked_by_console, basis, office_option
from service.cli.cases import in_short
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option, output, table
from service.readmodels import needs
from service.readmodels import replaying as read
from service.readmodels.asking import Question
from service.readmodels.replaying import Compared, Replay
from service.runtime import Instance

STEPS = {
    "version": "#",
    "event": "事件 event",
    "who": "经办 who",
    "occurred": "发生，距上步\noccurred, since the last",
    "recorded": "记录，晚知\nrecorded, later by",
    "state": "状态 state",
    "holder": "所在 holder",
    "did": "结果 what it did",
}
STANDS = {"zh": "项目 field", "value": "内容 value"}
OWED = {"clause": "条款 clause", "rule": "事项 duty", "holder": "责任 holder", "due": "期限 due"}
DIFFERENCES = {"zh": "项目 field", "before": "前 before", "after": "后 after"}
LINES = {"version": "#", "event": "事件 event", "occurred": "发生 occurred", "recorded": "记录 recorded"}
NOTHING = "–"
Rows = list[dict[str, Any]]


class Known(click.ParamType[int | datetime]):
    """As known when: a position of the ledger, or an instant with its time zone."""

    name = "position|instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | datetime:
        said = str(value)
        return int(said) if said.isascii() and said.isdigit() else Instant().convert(value, param, ctx)


@click.command("replay")
@click.argument("number")
@office_option
@click.option("--position", type=click.IntRange(min=0), help="as known at this position of the ledger")
@click.option("--as-of", "known_at", type=Instant(), help="as known at this instant")
@click.option("--step", type=click.IntRange(min=1), help="stand at this step: the petition after it, field by field")
@click.option("--from", "since", type=Known(), help="compare: as known at this position or instant")
@click.option("--from-on", type=DayOrInstant(), help="compare: what had happened by this day, what was overdue on it")
@click.option("--to", "until", type=Known(), help="with that: as known at this position or instant; now if not said")
@click.option("--to-on", type=DayOrInstant(), help="with that: what had happened by this day; today if not said")
@format_option
def replay(number: str, office: str, kind: str, step: int | None, **when: Any) -> None:
    """Replay a petition in the order in which things became known: what each step did, and how long it took.

    With --step it stands at one step; with --from or --from-on it compares two moments.
    """
    moments = {name: when.pop(name) for name in ("since", "from_on", "until", "to_on")}
    comparing = _comparing(moments, step=step, **when)
    with opened() as instance:
        if comparing:
            _compare(instance, office, number, kind, **moments)
        else:
            asked = asked_by_console(instance, office, on=None, **when, needs=needs.PETITION)
            found = read.replay(instance, asked, number)
            on_record.shown(instance, office, found.id, version=len(found.steps), position=asked.position)
            _replay(kind, asked, found, read.window(found, step, step), one=step is not None)


def _comparing(moments: Mapping[str, Any], **others: Any) -> bool:
    """Whether two moments are to be compared. Raises UsageError for options that do not go together."""
    if all(said is None for said in moments.values()):
        return False
    if moments["since"] is None and moments["from_on"] is None:
        message = "--to and --to-on go with --from or --from-on (须指明前一时点)"
        raise click.UsageError(message)
    if any(said is not None for said in others.values()):
        message = "--from and --to do not go with --position, --as-of and --step (不能同时使用)"
        raise click.UsageError(message)
    return True


def _replay(kind: str, asked: Question, found: Replay, steps: Sequence[Replayed], *, one: bool) -> None:
    if kind == JSON:
        click.echo(as_json(replay_said(asked, found, steps)))
        return
    words = _Words(asked)
    click.echo(f"{found.number or found.id}\n{basis(asked)}\n")
    rows = [words.step(step) for step in steps]
    output().print(table(rows, STEPS, f"逐步重演 step by step，共 {len(found.steps)} 步 steps"))
    if one:
        output().print(table(words.said(steps[-1].line), STANDS, "所述 what was said"))
        output().print(table(words.stands(steps[-1]), STANDS, "此步之后 after this step"))
        output().print(table(words.owed(steps[-1].petition.duties), OWED, "未完成限时事项 duties open then"))


def _compare(
    instance: Instance,
    office: str,
    number: str,
    kind: str,
    *,
    since: int | datetime | None,
    from_on: date | datetime | None,
    until: int | datetime | None,
    to_on: date | datetime | None,
) -> None:
    before, after = _at(instance, office, since, from_on), _at(instance, office, until, to_on)
    found = read.compared(instance, before, after, number)
    on_record.shown(instance, office, found.id, position=after.position)
    if kind == JSON:
        click.echo(as_json(compare_said(before, after, found)))
        return
    click.echo(f"{found.number or found.id}\n前 before  {basis(before)}\n后 after   {basis(after)}\n")
    _print_compared(found, _Words(after))


def _at(instance: Instance, office: str, known: int | datetime | None, on: date | datetime | None) -> Question:
    position = known if isinstance(known, int) else None
    instant = known if isinstance(known, datetime) else None
    return asked_by_console(instance, office, position, instant, on, needs=needs.PETITION)


def _print_compared(found: Compared, words: _Words) -> None:
    differences = [
        {"zh": each.zh, "before": words.value(each.field, each.before), "after": words.value(each.field, each.after)}
        for each in found.fields
    ]
    output().print(table(differences, DIFFERENCES, "不同之处 what differs"))
    output().print(
        table([{"did": words.duty(duty)} for duty in found.duties], {"did": "变化 change"}, "限时事项 duties")
    )
    for lines, title in ((found.only_before, "仅在前 only before"), (found.only_after, "仅在后 only after")):
        if lines:
            output().print(table([words.line(line) for line in lines], LINES, title))


class _Words:
    """What stands in the answers, in words, instants in the time of the office."""

    def __init__(self, asked: Question) -> None:
        self._zone = asked.office.zone
        self._books = asked.office.books

    def step(self, step: Replayed) -> dict[str, Any]:
        line, before, after = step.line, step.before, step.after
        return {
            **self.line(line),
            "who": _who(line.actor),
            "occurred": f"{self.moment(line.occurred)}{_since(step.since_previous)}",
            "recorded": f"{self.line(line)['recorded']}{_later(step)}",
            "state": _turned(before.zh if before else None, after.zh),
            "holder": _turned(_holder(before) if before else None, _holder(after)),
            "did": "\n".join(self._did(step)),
        }

    def line(self, line: Line) -> dict[str, Any]:
        name = type(line.event).__name__
        assert line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
        at = line.recorded_at.astimezone(self._zone)
        return {
            "version": line.version,
            "event": f"{EVENTS[name]} {name}",
            "occurred": self.moment(line.occurred),
            "recorded": f"{at:%Y-%m-%d %H:%M:%S}",
        }

    def said(self, line: Line) -> Rows:
        """What the event says, field by field; of a correction what its fact says and why."""
        event = line.event
        facts = parts(event.fact if isinstance(event, Corrected) else event, FACT)
        if isinstance(event, Corrected):
            facts[f"{FACT}.reason"] = event.reason
        return [{"zh": label(name), "value": self.value(name, value)} for name, value in facts.items()]

    def _did(self, step: Replayed) -> Iterator[str]:
        yield from _why(step.line)
        yield from map(self.duty, step.duties)
        yield from (f"!{breach.clause} {breach.detail}" for breach in step.breaches)
        if step.corrects:
            yield self._corrects(step.corrects)
        if step.corrected_by:
            yield f"后更正于 corrected by #{'、#'.join(map(str, step.corrected_by))}"

    def _corrects(self, said: Correction) -> str:
        before, after = self.moment(said.occurred_before), self.moment(said.occurred_after)
        found = [f"发生 {before} → {after}"] if before != after else []
        found += [
            f"{each.zh} {self.value(each.field, each.before)} → {self.value(each.field, each.after)}"
            for each in said.differs
        ]
        return "；".join([f"更正 corrects #{said.of} {said.zh}", *found])

    def duty(self, said: DutyDifference) -> str:
        """A duty and what became of it in one line."""
        due, holder = self._due(said.due), called(said.holder)
        if said.due_before is not None:
            due = f"{self._due(said.due_before)} → {due}"
        if said.holder_before:
            holder = f"{called(said.holder_before)} → {holder}"
        change, rule = DUTY_CHANGES[said.change], rule_name(said.opened, self._books)
        late = "（已超期 late）" if said.end and said.end.late and said.change != "met_late" else ""
        return f"{change} {said.change}{late} {said.opened.clause} {rule} {holder} {due}"

    def owed(self, duties: Sequence[Duty]) -> Rows:
        return [
            {
                "clause": duty.opened.clause,
                "rule": rule_name(duty.opened, self._books),
                "holder": called(duty.holder),
                "due": self._due(duty.due),
            }
            for duty in duties
            if duty.end is None
        ]

    def stands(self, step: Replayed) -> Rows:
        assert step.line.recorded_at is not None  # noqa: S101 - a line read back has its stamp
        said = fields(step.petition, step.line.recorded_at, self._zone)
        return [{"zh": label(name), "value": self.value(name, value)} for name, value in said.items()]

    def value(self, field: str, value: Any) -> str:
        """The value of a field as people read it: codes and flags in Chinese."""
        if value is None:
            return NOTHING
        if isinstance(value, Moment):
            return self.moment(value)
        if isinstance(value, bool):
            return FLAGS[str(value).lower()]
        if isinstance(value, datetime):
            return value.astimezone(self._zone).isoformat(" ", "seconds")
        if isinstance(value, str):
            return STATUSES[value].zh if field == "state" else _code(field, value)
        return in_short(msgspec.to_builtins(value)) if isinstance(value, Struct | tuple | dict) else str(value)

    def moment(self, moment: Moment) -> str:
        return f"{moment.at.astimezone(self._zone):%Y-%m-%d %H:%M}" if moment.at else moment.day.isoformat()

    def _due(self, due: Due) -> str:
        if due.at:
            return f"{due.at.astimezone(self._zone):%Y-%m-%d %H:%M}"
        return due.effective.isoformat() if due.effective else "未定期限 no date"


def _code(field: str, value: str) -> str:
    word = CODES.get(field.rpartition(".")[2], {}).get(value)
    return f"{word}（{value}）" if word else value


def _who(actor: Actor) -> str:
    acting = f"（代 for {actor.acting_for}）" if actor.acting_for else ""
    return " ".join(filter(None, (actor.unit, actor.name, POSTS.get(actor.post, actor.post)))) + acting


def _why(line: Line) -> Iterator[str]:
    """The reasons that were given, for the act and for entering it although a rule forbade it; and what is history."""
    if isinstance(reason := getattr(line.event, "reason", None), str) and reason:
        yield f"理由 reason：{reason}"
    if line.already_done:
        yield f"补录理由 entered because：{line.already_done}"
    if line.historic:
        yield "录自旧登记簿 read from an old register"


def _since(said: Elapsed | None) -> str:
    """The two ways of counting apart: days of the calendar, hours gone by."""
    if said is None:
        return ""
    hours = f" {said.hours:+g} 小时 h" if said.hours is not None else ""
    return f"\n{said.days:+d} 日 d{hours}"


def _later(step: Replayed) -> str:
    return f"\n{step.known_after.days:+d} 日 d" if step.known_later else ""


def _turned(before: str | None, after: str) -> str:
    return after if before in (None, after) else f"{before} → {after}"


def _holder(stood: Stood) -> str:
    words = f"{stood.unit} {stood.person}".strip()
    return f"途中 on the way：{words}" if stood.on_the_way else words
