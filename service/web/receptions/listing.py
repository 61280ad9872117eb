"""The lists beside the calendar: appointments, checklists of a month, analyses of a year."""

from __future__ import annotations

from fastapi import Response

from domain.office_papers import CHECKLIST
from service.api.papers import YearQuery, analyses_said, checklists_said
from service.api.receptions import AppointmentsQuery, ReceptionsQuery, appointments_said
from service.readmodels.asking import today
from service.web.asked import asked_for
from service.web.receptions.month import beside, shared
from service.web.receptions.telling import APPOINTMENTS, PACKAGE, REPORTS
from service.web.screen import Screen


def appointments(about: Screen) -> Response:
    """Appointments with leaders and what became of them."""
    asked = asked_for(about.request, AppointmentsQuery)
    found = appointments_said(about.instance, about.id, asked)
    said = {"asked": asked, "found": found, "appointed": APPOINTMENTS, **shared(about)}
    return about.page(PACKAGE, "appointments.html", said)


def checklists(about: Screen) -> Response:
    """The checklists of a month: each item's mean and lowest mark, the days without one, each one that was filled."""
    found = checklists_said(about.instance, about.id, asked_for(about.request, ReceptionsQuery))
    book = about.office.book_on(today(about.instance, about.office))
    said = {
        "found": found,
        "called": {each.form: each for each in found.forms},
        "forms": tuple(form for form in book.forms if form.kind == CHECKLIST),
        **beside(found.month),
        **shared(about),
    }
    return about.page(PACKAGE, "checklists.html", said)


def analyses(about: Screen) -> Response:
    """The analyses of a year, and what its periods want."""
    found = analyses_said(about.instance, about.id, asked_for(about.request, YearQuery))
    return about.page(PACKAGE, "analyses.html", {"found": found, "standings": REPORTS, **shared(about)})
