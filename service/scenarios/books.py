"""An office's own version of its rulebook, as a scenario wants it: settings applied, national duties dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from domain.rulebook import DutyRule, Rulebook
from service.bundled import bundled_books, newest
from service.scenarios.clauses import not_in_force
from service.scenarios.mapping.turn import BookWords
from service.scenarios.reading import Scenario

NATIONAL_BOOK = "S1"
NUMBER = re.compile(r"([^0-9]*)([0-9]{4})([^0-9]+)([0-9]+)")
"""A register number: words, the year, words, the running number."""
REASON = "不在本机构适用的国家时限之列"
PETITION_OFFICE = "N1"
"""The clock of a petition office: an office to which it applies is one."""

AT_ONCE = ("立即", "及时", "即时")
SAME_DAY = "same local day"
"""The words without a number to which the setting `at_once` gives the end of the day."""

DUTY_SETTINGS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "answer_days_unit": ("R4.3.2.1", "unit", {"calendar": "calendar", "working": "working"}),
    "answer_days_roll": ("R4.3.2.1", "roll", {"none": "none", "next_working_day": "next_working_day"}),
}
"""A setting that is a key of a duty: the clause of the duty, the key, its values in the words of the book."""

SCHEDULE_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "weekly_duty_on_holiday": ("week",),
    "chiefs_day_on_holiday": ("month",),
}
"""A setting that says what becomes of a day of a schedule on a holiday: how often that schedule recurs."""


def book_ids(scenario: Scenario) -> dict[str, str]:
    """The bundled book of each office, by the office's name. N is the national regulation alone.

    Where several offices stand in a file the first book named is the main one's, else the most special is.
    """
    named = ["S1" if part == "N" else part for part in scenario.rulebook.split("+")]
    others = {other.name: other.rulebook for other in scenario.other_offices}
    main = named[0] if others else named[-1]
    last = named[-1]
    return {scenario.office: main, **{name: book or last for name, book in others.items()}}


def own_version(scenario: Scenario, office: str, valid_from: date) -> str:
    """The text of the office's own version, valid from that day or since there is the book. `office` is its name."""
    parent = newest(book_ids(scenario)[office])
    begins = max(valid_from, parent.valid_from + timedelta(days=1))
    parts = [
        _head(parent, office, begins),
        *_settings(scenario, parent),
        *_series(scenario, office, parent),
        *_drops(scenario, parent),
        *_overrides(scenario, parent),
    ]
    return "\n".join(parts)


def _head(parent: Rulebook, office: str, valid_from: date) -> str:
    lines = (
        "[book]",
        f'id = "{parent.id}"',
        f"valid_from = {valid_from}",
        f'extends = "{parent.id}"',
        f'zh = "{office}"',
    )
    return "\n".join((*lines, ""))


def _settings(scenario: Scenario, parent: Rulebook) -> Iterator[str]:
    lines = []
    if PETITION_OFFICE in scenario.national_duties_in_force and parent.id == NATIONAL_BOOK:
        lines.append('office_role = "petition_office"')
    if scenario.settings.get("at_once") == SAME_DAY:
        dated = '{ unit = "same_day", nature = "duty" }'
        lines += [f'promptly."{word}" = {dated}' for word in AT_ONCE]
    if lines:
        yield "\n".join(("[settings]", *lines, ""))


def _series(scenario: Scenario, office: str, parent: Rulebook) -> Iterator[str]:
    """The number series as the office writes it: its shape is read off the first number that it gave."""
    units = {unit.name for unit in scenario.units if unit.office == office}
    mine = [line.given("number") for line in scenario.lines if line.actor.unit in units and line.action == "registered"]
    first = next((number for number in mine if NUMBER.fullmatch(number)), "")
    found = NUMBER.fullmatch(first)
    if found is None:
        return
    pattern = f"{found[1]}{{year}}{found[3]}{{number:0{len(found[4])}}}"
    for series in parent.series:
        if series.of == "Registered":
            yield _override("series", series.id, series.clause, {"pattern": pattern})


def _drops(scenario: Scenario, parent: Rulebook) -> Iterator[str]:
    """The duties not in force, with what rests on them: nobody can owe what follows a duty that nobody owes."""
    gone = [name for name in not_in_force(scenario.national_duties_in_force) if _is_national(parent, name)]
    for name in [*gone, *_resting_on(parent, frozenset(gone))]:
        clause = parent.duties_by_id[name].clause
        yield f'[[drop]]\nkind = "duty"\nid = "{name}"\nclause = "{clause}"\nreason = "{REASON}"\n'


def _is_national(parent: Rulebook, duty: str) -> bool:
    """Whether the book has this duty from the regulation: one that the office made its own stays."""
    rule = parent.duties_by_id.get(duty)
    return rule is not None and rule.clause.startswith(NATIONAL_BOOK)


def _resting_on(parent: Rulebook, gone: frozenset[str]) -> list[str]:
    return [rule.id for rule in parent.duties if rule.after in gone and rule.id not in gone]


def _overrides(scenario: Scenario, parent: Rulebook) -> Iterator[str]:
    """The keys of duties and schedules that the settings of the file give another value."""
    changed: dict[str, dict[str, str]] = {}
    for setting, (clause, key, values) in DUTY_SETTINGS.items():
        if setting in scenario.settings:
            for rule in _duties_of(parent, clause):
                changed.setdefault(rule.id, {})[key] = values[str(scenario.settings[setting])]
    for name, keys in changed.items():
        yield _override("duty", name, parent.duties_by_id[name].clause, keys)
    yield from _schedules(scenario, parent)


def _schedules(scenario: Scenario, parent: Rulebook) -> Iterator[str]:
    for setting, recurring in SCHEDULE_SETTINGS.items():
        for schedule in parent.schedules if setting in scenario.settings else ():
            if schedule.every in recurring and schedule.what == "reception":
                holiday = {"holiday": str(scenario.settings[setting])}
                yield _override("schedule", schedule.id, schedule.clause, holiday)


def _duties_of(parent: Rulebook, clause: str) -> list[DutyRule]:
    return [rule for rule in parent.duties if rule.clause == clause and rule.amount]


def _override(kind: str, name: str, clause: str, keys: Mapping[str, str]) -> str:
    said = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    return f'[[override]]\nkind = "{kind}"\nid = "{name}"\nclause = "{clause}"\n{said}'


def words(book: Rulebook) -> BookWords:
    """What translations need of a book."""
    return BookWords(
        extensions={rule.extension.mode: rule.id for rule in reversed(book.duties) if rule.extension is not None},
        checklists={form.id: _items(form) for form in book.forms if form.kind == "checklist"},
        outcomes=frozenset(outcome.id for outcome in book.outcomes),
        receptions={each.every: each.id for each in reversed(book.schedules) if each.what == "reception"},
    )


def _items(form: Any) -> tuple[str, ...]:
    return tuple(getattr(form, "items", ()) or (*form.required, *form.optional))


def known_books() -> frozenset[str]:
    """The ids of the bundled books."""
    return frozenset(book.id for book in bundled_books().values())
