"""A checklist of the office itself, such as the reception room's: every item is marked 0 to 5."""

from __future__ import annotations

from collections.abc import Mapping

from domain import office as o
from domain.office_papers import CHECKLIST
from domain.rulebook import FormRule
from service.api import problems
from service.api.office_bodies import BODIES, event_of
from service.api.problems import Refusal
from service.readmodels.asking import today
from service.web.addresses import RECEPTIONS
from service.web.changes.change import Change, Control, Plan, Said
from service.web.changes.events import event_plan, repeated
from service.web.changes.sending import whoever_asks
from service.web.forms.fields import CHOICE, DAY, TEXT, Choice
from service.web.forms.reading import Typed, body
from service.web.marking import N_
from service.web.receptions.going_back import back_to, leading_to
from service.web.screen import Screen
from service.web.wording import Wording

ITEM, FORM = "items.", "form"
MARKS: Mapping[str, str] = {
    "5": N_("5 very good"),
    "4": N_("4 good"),
    "3": N_("3 in order"),
    "2": N_("2 wanting"),
    "1": N_("1 bad"),
    "0": N_("0 missing"),
}


def _form(screen: Screen, given: Typed) -> FormRule:
    """The checklist that is filled; the first of the book when none is named. Raises Refusal (404)."""
    book = screen.office.book_on(today(screen.instance, screen.office))
    known = [form for form in book.forms if form.kind == CHECKLIST]
    found = next((form for form in known if form.id == given.get(FORM)), None)
    if not known or (found is None and given.get(FORM)):
        raise Refusal(problems.NOT_FOUND)
    return found or known[0]


def _controls(screen: Screen, given: Typed) -> tuple[Control, ...]:
    choices = tuple(Choice(mark, screen.said(said)) for mark, said in MARKS.items())
    words = Wording(screen.language)
    return (
        Control(name=FORM, kind="hidden", label=""),
        Control(name="day", kind=DAY, required=True, label=screen.said("Day")),
        *(
            Control(name=f"{ITEM}{item}", kind=CHOICE, required=True, choices=choices, label=words.code("items", item))
            for item in _form(screen, given).items
        ),
        Control(name="reason", kind=TEXT, rows=2, label=screen.said("Remark")),
    )


def _begun(screen: Screen, asked: Typed) -> Typed:
    return {FORM: _form(screen, asked).id, "day": today(screen.instance, screen.office).isoformat()}


def _planned(screen: Screen, given: Typed) -> Plan:
    form, words = _form(screen, given), Wording(screen.language)
    marks = {item: given.get(f"{ITEM}{item}", "") for item in form.items}
    read = body(BODIES[o.OfficeChecklistFilled], {
        FORM: form.id, "day": given.get("day", ""), "items": {item: mark for item, mark in marks.items() if mark},
        "reason": given.get("reason", ""), "actor": {"name": whoever_asks(screen).name},
    })  # fmt: skip
    told = (
        Said(screen.said("Checklist"), f"{words.said(form)} {form.clause}"),
        *repeated(screen, _controls(screen, given), given),
    )
    plan = event_plan(screen, event_of(read, o.OfficeChecklistFilled), told)
    return leading_to(plan, month=given.get("day", "")[:7])


CHANGE = Change(
    path=f"{RECEPTIONS}/checklists/fill",
    title=N_("Fill a checklist"),
    back=f"{RECEPTIONS}/checklists",
    controls=_controls,
    planned=_planned,
    begun=_begun,
    done=back_to,
)
