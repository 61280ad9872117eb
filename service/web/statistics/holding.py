"""What the columns of the files hold, in words for who has the file and not the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.web.marking import N_
from service.web.screen import Screen

STEP = N_("the step that is counted")
APART = N_("what the row is of; what is restricted is one row")
COUNTED: Mapping[str, str] = {
    "count": N_("how often it was done"),
    "petitions": N_("petitions of which it was done, each once"),
    "matters": N_("matters of which it was done, petitions joined as one counted once"),
    "batches": N_("how often it was done of visits, each visit one batch"),
    "visitors": N_("persons of these visits, each time counted"),
    "persons": N_("persons of all petitions, each time counted"),
}
DAYS: Mapping[str, str] = {
    "count": N_("how often it was done"),
    "mean": N_("Mean of the days from receipt"),
    "median": N_("Median of the days from receipt"),
    "p90": N_("days within which nine of ten were done"),
    "shortest": N_("fewest days from receipt"),
    "longest": N_("most days from receipt"),
}
WITHIN = N_("how often it was done within so many days from receipt")
RATE = (
    N_("what is measured"),
    N_("Part counted"),
    N_("of all counted"),
    N_("the part of all in percent; where days are counted, days for each"),
    N_("the figures that part and all are made of"),
    N_("name of the formula"),
)
FACT: Mapping[str, str] = {
    "day": N_("day on which it was done"),
    "number": N_("register number, or that of its source, as text"),
    "measure": STEP,
    "unit": N_("who received it, to whom it was sent, who owed it, or who had the petition"),
    "persons": N_("persons of the petition"),
    "days": N_("calendar days from the day of receipt; of what was held, those for which the unit had it"),
}
OF_FACT = N_("as known at the position of the ledger; empty where it was not said")
PERIOD, EARLIER, CHANGE, MORE = (
    N_("how often it was done in this period"),
    N_("how often it was done in the period that it is beside"),
    N_("in percent of the earlier figure; empty where that is zero or nothing is known of it"),
    N_("this period less the one that it is beside"),
)


def labels_hold(about: Screen, by: Iterable[str]) -> tuple[str, ...]:
    """Of the columns that say what a row is of."""
    return (about.said(STEP), *(about.said(APART) for _ in by))
