"""What an office recorded of itself: checklists (R3.3, R4.2), analyses (R3.2.4), reports (R2.6); what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain.calendar import Calendar
from domain.office_events import AnalysisSubmitted, OfficeChecklistFilled, OfficeLine
from domain.petition import Petition
from domain.report_events import StatisticsSent
from domain.rulebook import FormRule, Rulebook, ScheduleRule, in_force
from domain.schedule import Period, days, gaps, periods, rules_between

CHECKLIST, REPORT = "checklist", "report"
MET, LATE, MISSED, COMING = "met", "late", "missed", "coming"
STANDINGS = (MET, LATE, MISSED, COMING)
"""What may have become of a report that is owed for a period."""
ANALYSIS, STATISTICS = AnalysisSubmitted.__name__, StatisticsSent.__name__
"""By what a report of a period leaves the office."""


class FilledChecklist(Struct, frozen=True, kw_only=True):
    """A checklist that was filled: of the office itself, or of a petition; marks by item, 0 to 5."""

    form: str
    day: date
    by: str
    items: dict[str, int]
    petition: UUID | None = None
    number: str = ""


class ItemMarks(Struct, frozen=True):
    """How an item was marked: how often, the lowest mark, their sum; the mean is sum over times."""

    item: str
    times: int
    lowest: int
    total: int


class FormMarks(Struct, frozen=True, kw_only=True):
    """A checklist of the rulebook over a month: how often it was filled, and how each of its items was marked."""

    form: str
    clause: str
    zh: str
    en: str
    filled: int
    items: tuple[ItemMarks, ...]


class Unfilled(Struct, frozen=True, kw_only=True):
    """A schedule of checklists with the days, up to yesterday, on which none was filled (R3.3.2)."""

    schedule: str
    clause: str
    zh: str
    en: str
    days: tuple[date, ...]


class AnalysisSent(Struct, frozen=True, kw_only=True):
    """An analysis that was submitted: when, by whom, to whom, of which period; what each of its figures rests on."""

    day: date
    by: str
    to: str
    period: str
    text: str
    figures: dict[str, tuple[str, ...]]


class Submission(Struct, frozen=True):
    """A report of a period that left the office: by which event, on which day; `first` and `last` where it says so."""

    event: str
    day: date
    period: str
    first: date | None = None
    last: date | None = None

    def is_of(self, period: Period) -> bool:
        """Figures are of the days they were counted over; an analysis is of the period that it names."""
        if self.first is None:
            return self.period == period.name
        return (self.first, self.last) == (period.first, period.last)


class ReportOwed(Struct, frozen=True, kw_only=True):
    """A report that a schedule wants for a period, until when, by which event, and what became of it."""

    schedule: str
    clause: str
    zh: str
    en: str
    period: str
    first: date
    last: date
    due: date
    standing: str
    met_by: tuple[str, ...] = ()
    met_on: date | None = None


# ---- checklists


def of_office(lines: Iterable[OfficeLine]) -> Iterator[FilledChecklist]:
    """The checklists that the office filled about itself."""
    for line in lines:
        if isinstance(event := line.event, OfficeChecklistFilled):
            yield FilledChecklist(form=event.form, day=event.day, by=line.actor.name, items=dict(event.items))


def of_petition(petition: Petition) -> Iterator[FilledChecklist]:
    """The checklists that were filled about how a petition was received and handled."""
    for line in petition.lines:
        if isinstance(event := line.event, e.ChecklistFilled):
            yield FilledChecklist(
                form=event.form,
                day=line.occurred.day,
                by=line.actor.name,
                items=dict(event.items),
                petition=line.petition,
                number=petition.number,
            )


def marks(adopted: Sequence[Rulebook], filled: Sequence[FilledChecklist], last: date) -> tuple[FormMarks, ...]:
    """Every checklist of the book that holds on `last`, also one that nobody filled, with its marks item by item."""
    if not adopted:
        return ()
    forms = [form for form in in_force(adopted, last).forms if form.kind == CHECKLIST]
    return tuple(_marks(form, [each for each in filled if each.form == form.id]) for form in forms)


def _marks(form: FormRule, filled: Sequence[FilledChecklist]) -> FormMarks:
    names = dict.fromkeys([*form.items, *(item for each in filled for item in each.items)])
    return FormMarks(
        form=form.id,
        clause=form.clause,
        zh=form.zh,
        en=form.en,
        filled=len(filled),
        items=tuple(_item(name, [each.items[name] for each in filled if name in each.items]) for name in names),
    )


def _item(name: str, given: Sequence[int]) -> ItemMarks:
    return ItemMarks(name, len(given), min(given, default=0), sum(given))


def unfilled(
    adopted: Sequence[Rulebook],
    calendar: Calendar,
    filled: Iterable[FilledChecklist],
    first: date,
    last: date,
    today: date,
) -> Iterator[Unfilled]:
    """The schedules of checklists from `first` to `last`, both of one month, with the days that nobody filled one."""
    done = {each.day for each in filled if each.petition is None}
    for rule, book in rules_between(adopted, CHECKLIST, first, last):
        expected = [
            day for day in days(rule, first.year, first.month, calendar) if in_force(adopted, day.nominal) is book
        ]
        missing = tuple(each.day for each in gaps(expected, done, today) if not isinstance(each, Period))
        yield Unfilled(schedule=rule.id, clause=rule.clause, zh=rule.zh, en=rule.en, days=missing)


# ---- analyses and statistics


def submitted(lines: Iterable[OfficeLine]) -> Iterator[AnalysisSent]:
    """The analyses that the office submitted, in that order."""
    for line in lines:
        if isinstance(event := line.event, AnalysisSubmitted):
            yield AnalysisSent(
                day=line.occurred.day,
                by=line.actor.name,
                to=event.to,
                period=event.period,
                text=event.text,
                figures=dict(event.figures),
            )


def submissions(lines: Iterable[OfficeLine]) -> Iterator[Submission]:
    """Whatever meets what a schedule of reports wants, in that order."""
    for line in lines:
        event, day = line.event, line.occurred.day
        if isinstance(event, AnalysisSubmitted):
            yield Submission(ANALYSIS, day, event.period)
        elif isinstance(event, StatisticsSent):
            yield Submission(STATISTICS, day, event.period, event.first, event.last)


def owed(
    adopted: Sequence[Rulebook], calendar: Calendar, sent: Sequence[Submission], year: int, today: date
) -> Iterator[ReportOwed]:
    """The reports that the schedules of the books want for the periods of a year, in order."""
    for rule, book in rules_between(adopted, REPORT, date(year, 1, 1), date(year, 12, 31)):
        for period in periods(rule, year, calendar, book.settings.statistics.month):
            if in_force(adopted, period.last) is book:
                yield _owed(rule, period, sent, today)


def _owed(rule: ScheduleRule, period: Period, sent: Sequence[Submission], today: date) -> ReportOwed:
    met = min((each.day for each in sent if each.event in rule.met_by and each.is_of(period)), default=None)
    return ReportOwed(
        schedule=rule.id,
        clause=rule.clause,
        zh=rule.zh,
        en=rule.en,
        period=period.name,
        first=period.first,
        last=period.last,
        due=period.due,
        standing=_standing(met, period.due, today),
        met_by=rule.met_by,
        met_on=met,
    )


def _standing(met: date | None, due: date, today: date) -> str:
    if met is not None:
        return MET if met <= due else LATE
    return MISSED if due < today else COMING
