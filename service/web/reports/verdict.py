"""What verifying found, in words: each check, how it stands, and the rows in which a table differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from domain.report_content import SPECS, Changed, Number, Table
from service.api.reports import ReportSaid
from service.reports.checking import DIFFERS, EQUAL, UNKNOWN, Check
from service.reports.verifying import Verified
from service.web.marking import N_
from service.web.reports.telling import ReportTelling
from service.web.screen import Screen

WHAT: Mapping[str, str] = {
    "digest": N_("The text has its digest"),
    "basis": N_("Period, position and root are those of the text"),
    "facts": N_("Facts of the file"),
    "facts are of the period, each once": N_("Facts are of the period, each once"),
    "facts rest on the events shown": N_("Facts rest on the events shown"),
    "proof": N_("Events lead to the root"),
    "drafted by the office": N_("The office drafted this text"),
    "steps": N_("The steps were taken"),
    "root": N_("All leaves up to the position make the root"),
    "facts in the ledger": N_("Facts are those of the ledger"),
    "events in the ledger": N_("Events are those of the ledger"),
    "adjustments": N_("Late adjustments made anew"),
    "citations": N_("Reports cited"),
}
STANDINGS: Mapping[str, str] = {EQUAL: N_("equal"), DIFFERS: N_("differs"), UNKNOWN: N_("cannot be checked here")}
MARKS: Mapping[str, str] = {EQUAL: "fine", DIFFERS: "late", UNKNOWN: "soon"}
RECOUNTED = "facts of "


class Told(Struct, frozen=True, kw_only=True):
    """A check in words; rows as they were reported and as they were found."""

    what: str
    standing: str
    mark: str
    formula: str
    note: str
    differs: tuple[tuple[str, str, str], ...]
    newer: str
    by_newer: tuple[tuple[str, str, str], ...]


def verdict(about: Screen, tell: ReportTelling, said: ReportSaid, found: Verified) -> list[Told]:
    tables = {table.id: table for table in said.tables}
    return [_told(about, tell, tables, check) for check in found.checks]


def _told(about: Screen, tell: ReportTelling, tables: Mapping[str, Table], check: Check) -> Told:
    table = tables.get(check.what.removeprefix(RECOUNTED))
    return Told(
        what=_what(about, tell, check.what, table),
        standing=about.said(STANDINGS[check.standing]),
        mark=MARKS[check.standing],
        formula=check.formula,
        note=check.note,
        differs=tuple(_row(tell, table, each) for each in check.differs),
        newer=check.newer,
        by_newer=tuple(_row(tell, table, each) for each in check.by_newer),
    )


def _what(about: Screen, tell: ReportTelling, what: str, table: Table | None) -> str:
    if what in WHAT:
        return about.said(WHAT[what])
    if table is None:
        return what
    called = tell.tell.words.said(table)
    if what.startswith(RECOUNTED) and table.id in {spec.id for spec in SPECS}:
        return about.said("Recounted from the facts: %(table)s", table=called)
    return about.said("Made anew: %(table)s", table=called)


def _row(tell: ReportTelling, table: Table | None, each: Changed) -> tuple[str, str, str]:
    key = " · ".join(tell.key(table.by, each.key) if table else each.key)
    return key, _numbers(each.reported), _numbers(each.found)


def _numbers(numbers: Sequence[Number] | None) -> str:
    return "–" if numbers is None else ", ".join("–" if each is None else str(each) for each in numbers)
