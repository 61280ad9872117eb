"""What an office recorded of its own conduct, as known at a position: checklists of a month, analyses of a year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain import office_papers as papers
from domain.office import OfficeLine, office_stream
from domain.office_papers import ANALYSIS, AnalysisSent, FilledChecklist, FormMarks, ReportOwed, Unfilled
from domain.outstanding import Ground, Outstanding
from domain.outstanding import outstanding as still_wanted
from service.readmodels.asking import Question
from service.readmodels.receptions import seen
from service.readmodels.told import facts
from service.runtime import Instance

TOPICS = ("ChecklistFilled/1",)


class Checklists(Struct, frozen=True, kw_only=True):
    """The checklists of a month by their days, the marks of each form item by item, and the days without one."""

    filled: tuple[FilledChecklist, ...]
    forms: tuple[FormMarks, ...]
    unfilled: tuple[Unfilled, ...]


class Analyses(Struct, frozen=True, kw_only=True):
    """The analyses submitted in a year or for a period of it, and what the schedules want for its periods."""

    submitted: tuple[AnalysisSent, ...]
    owed: tuple[ReportOwed, ...]


def checklists(instance: Instance, asked: Question, of: date) -> Checklists:
    """The checklists of the month in which `of` lies, of the office and of its petitions.

    Cost: reads every checklist of a petition and every correction up to the position, and the petitions found.
    """
    first, last = of.replace(day=1), of.replace(day=monthrange(of.year, of.month)[1])
    office = instance.offices.as_known(asked.id, asked.position)
    adopted = tuple(office.adopted) if office else ()
    calendar = (office or asked.office).calendar
    every = (*papers.of_office(_lines(instance, asked)), *_of_petitions(instance, asked, first, last))
    filled = sorted((each for each in every if first <= each.day <= last), key=lambda each: (each.day, each.form))
    return Checklists(
        filled=tuple(filled),
        forms=papers.marks(adopted, filled, last),
        unfilled=tuple(papers.unfilled(adopted, calendar, filled, first, last, asked.on.day)),
    )


def analyses(instance: Instance, asked: Question, year: int) -> Analyses:
    """The analyses of a year."""
    sent = tuple(papers.submitted(_lines(instance, asked)))
    owed = owed_reports(instance, asked, year, ANALYSIS)
    periods = {each.period for each in owed}
    return Analyses(
        submitted=tuple(each for each in sent if each.day.year == year or each.period in periods),
        owed=owed,
    )


def owed_reports(instance: Instance, asked: Question, year: int, event: str) -> tuple[ReportOwed, ...]:
    """What the schedules want for the periods of a year that such an event can meet."""
    office = instance.offices.as_known(asked.id, asked.position)
    adopted = tuple(office.adopted) if office else ()
    sent = tuple(papers.submissions(_lines(instance, asked)))
    every = papers.owed(adopted, (office or asked.office).calendar, sent, year, asked.on.day)
    return tuple(each for each in every if event in each.met_by)


def outstanding(instance: Instance, asked: Question, day: date) -> tuple[Outstanding, ...]:
    """What the schedules want on that day and have not got, by what is known of the office's own lines."""
    office, lines = instance.offices.as_known(asked.id, asked.position), tuple(_lines(instance, asked))
    if office is None or not lines:
        return ()
    ground = Ground(
        adopted=tuple(office.adopted),
        calendar=office.calendar,
        profile=office.profile,
        sent=tuple(papers.submissions(lines)),
        filled=tuple(papers.of_office(lines)),
        since=lines[0].occurred.day,
    )
    return still_wanted(ground, day)


def _lines(instance: Instance, asked: Question) -> Iterator[OfficeLine]:
    """The office's own lines that were known at the position and had happened by the day asked about."""
    for line in instance.ledger.log(asked.id).stream(office_stream(asked.id), up_to=asked.position):
        if isinstance(line, OfficeLine) and line.occurred.day <= asked.on.day:
            yield line


def _of_petitions(instance: Instance, asked: Question, first: date, last: date) -> Iterator[FilledChecklist]:
    """The checklists about petitions that the viewer may know of."""
    for petition in sorted(set(_told(instance, asked, first, last))):
        if found := seen(instance, asked, petition):
            yield from papers.of_petition(found)


def _told(instance: Instance, asked: Question, first: date, last: date) -> Iterator[UUID]:
    """The petitions with a checklist that was filled, or is corrected to have been filled, in these days."""
    for told in facts(instance, asked, TOPICS):
        if isinstance(told.fact, e.ChecklistFilled) and first <= told.day <= last:
            yield told.petition
