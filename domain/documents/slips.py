"""What goes to units and leaders: slips, pressing and supervision notices, special reports (domain.md 7.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain import events as e
from domain import wording
from domain.documents import content as d
from domain.documents.case import Case, needed, plain, signed
from domain.documents.content import Labelled
from domain.documents.forms import instructions, petitioner_rows
from domain.petition import Petition, replay
from domain.routing import UNMOVED
from domain.wording import ZH


def slip(case: Case, line: e.Line, event: e.Forwarded) -> d.Slip:
    return d.Slip(
        mode=event.mode,
        sender=event.sender or line.actor.unit,
        target=event.target,
        assisting=event.assisting,
        handler=event.handler,
        reference=event.reference,
        sent=line.occurred.day,
        by=line.actor.name,
        reply_by=event.reply_by or event.due_on,
        text=plain(event.text),
        title=case.title,
        channel=case.channel,
        received=case.received,
        petitioner=petitioner_rows(case),
        problem=plain(case.details.problem),
        demand=plain(case.details.demand),
        instructions=instructions(case),
    )


def pressing(case: Case, line: e.Line, event: e.Pressed) -> d.Pressing:
    """What is owed is told as it stood after the pressing, on the day of the pressing."""
    then = _as_of(case, line)
    forwarded, signed_for = _arrival(then, event.to)
    return d.Pressing(
        target=event.to,
        times=sum(said.to == event.to for each, said in case.told(e.Pressed) if each.version <= line.version),
        sender=line.actor.unit,
        by=line.actor.name,
        sent=line.occurred.day,
        title=case.title,
        channel=case.channel,
        received=case.received,
        forwarded=forwarded,
        signed_for=signed_for,
        owed=tuple(_owed(case, then, event.to, line.occurred.day)),
        text=plain(event.text),
    )


def _as_of(case: Case, line: e.Line) -> Petition:
    return replay(each for each in case.petition.lines if each.version <= line.version)


def _arrival(petition: Petition, unit: str) -> tuple[date | None, date | None]:
    """When it was last sent to that unit, and when it was signed for there after that."""
    sent = signed_for = None
    for line in petition.lines:
        match line.event:
            case e.Forwarded(target=target, mode=mode) if target == unit and mode not in UNMOVED:
                sent, signed_for = line.occurred.day, None
            case e.SignedFor(unit=by) if by == unit:
                signed_for = line.occurred.day
            case _:
                pass
    return sent, signed_for


def _owed(case: Case, petition: Petition, holder: str, day: date) -> Iterator[d.Limit]:
    """What that holder owes, the earliest end first, what has none last."""
    found = [duty for duty in petition.duties if duty.end is None and duty.holder == holder]
    for duty in sorted(found, key=lambda each: each.due.effective or date.max):
        if duty.opened.nature == "duty":
            rule, due = case.book.duties_by_id.get(duty.key.id), duty.due.effective
            yield d.Limit(rule.zh if rule and rule.zh else duty.key.id, due, bool(due and due < day))


def supervision(case: Case, line: e.Line, event: e.Instructed) -> d.Supervision:
    """To whoever has the petition: that unit answers for what the leader has decided.

    Where the leader has entered it in person, nobody else is known to have it in hand: that is left to be written.
    """
    routing = case.petition.routing
    return d.Supervision(
        target=needed(routing.holder or routing.on_the_way_to, "承办单位", "the unit that handles it"),
        by="" if event.leader in ("", line.actor.name) else line.actor.name,
        sent=line.occurred.day,
        answer_by=needed(event.supervise_by, "督办期限", "the day by which it is to be answered"),
        title=case.title,
        channel=case.channel,
        received=case.received,
        petitioner=petitioner_rows(case),
        problem=plain(case.details.problem),
        demand=plain(case.details.demand),
        instruction=signed(line, plain(event.text), event.leader),
        answers=tuple(_answers(case, line)),
    )


def _answers(case: Case, asked: e.Line) -> Iterator[d.Signed]:
    """What came of it: the answers to this instruction, and those to all that had been asked by then."""
    for line, said in case.told(e.SupervisionAnswered):
        if said.of == asked.version or (said.of is None and line.version > asked.version):
            yield signed(line, plain(said.result))


def special_report(case: Case, line: e.Line, event: e.SpecialReported) -> d.SpecialReport:
    known, details = case.details.petitioner, case.details
    after = [(each, said) for each, said in case.told(e.Instructed) if each.version > line.version]
    return d.SpecialReport(
        to=event.to,
        unit=line.actor.unit,
        by=line.actor.name,
        sent=line.occurred.day,
        text=needed(plain(event.text), "专报内容", "what is reported"),
        rows=(
            _row(("title", case.title)),
            _row(("petitioner", plain(known.name) if known else ""), ("people", _number(details.people))),
            _row(("channel", case.channel), ("problem_place", details.problem_place or "")),
            _row(("problem", plain(details.problem))),
            _row(("demand", plain(details.demand))),
        ),
        instructions=tuple(signed(each, plain(said.text), said.leader) for each, said in after),
    )


def _row(*cells: tuple[str, str]) -> tuple[Labelled, ...]:
    return tuple(Labelled(wording.field(name, ZH), value) for name, value in cells)


def _number(people: int | None) -> str:
    return "" if people is None else str(people)
