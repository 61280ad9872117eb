"""The entries of a rulebook as values (rulebook.md section 1).

Data, no behaviour: `rulebook_loader.py` makes them from TOML and checks every word, `conditions.py` reads
conditions, `duties.py`, `guards.py`, `routes.py`, `forms.py` and `schedule.py` apply them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cached_property

from msgspec import Struct, field


class Condition(Struct, frozen=True):
    """All of `facts` hold (fact = one of the values), any of `any_of` (if there are any), not `negated`."""

    facts: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()
    any_of: tuple[Condition, ...] = ()
    negated: Condition | None = None


ALWAYS = Condition()


class Trigger(Struct, frozen=True):
    """An event by its name, at which `when` holds for the facts of that event."""

    event: str
    when: Condition = ALWAYS


class Extension(Struct, frozen=True):
    """How far a duty may be extended (rulebook.md 1.3): mode total, additional or fixed."""

    mode: str
    days: int
    by: tuple[str, ...]
    times: int = 1
    before_expiry: bool = True


class DutyRule(Struct, frozen=True, kw_only=True, dict=True):
    id: str
    clause: str
    zh: str = ""
    en: str = ""
    when: Condition = ALWAYS
    nature: str = "duty"
    opens: tuple[Trigger, ...]
    per: str = "matter"
    start: str = "this"
    count_from: str = "next_day"
    amount: int = 0
    unit: str = "none"
    field: str = ""
    roll: str = "none"
    after: str = ""
    met_by: tuple[Trigger, ...] = ()
    cancelled_by: tuple[Trigger, ...] = ()
    on_forward: str = "stay"
    holder: str = "coordinating_department"
    extension: Extension | None = None
    stops: tuple[str, ...] = ()
    late: str = "record"
    warn: str = "normal"
    priority: int = 1
    word: str = ""

    @cached_property
    def settled_by(self) -> frozenset[str]:
        """The names of the events that may meet or cancel it."""
        return frozenset(trigger.event for trigger in (*self.met_by, *self.cancelled_by))


class Requirement(Struct, frozen=True):
    """One requirement of the closed list (rulebook.md 1.5): its name and its argument as parsed."""

    name: str
    argument: object


class GuardRule(Struct, frozen=True, kw_only=True):
    """What must be so when one of `verbs` is used; `effect` is for a decision, `done` for a past fact."""

    id: str
    clause: str
    zh: str = ""
    en: str = ""
    verbs: tuple[str, ...] = field(name="verb")
    when: Condition = ALWAYS
    require: tuple[Requirement, ...]
    effect: str = "refuse"
    done: str = "breach"


class Step(Struct, frozen=True, kw_only=True):
    """A step of a route: done by an event of this name at which `when` holds, such as a result to the assigner."""

    id: str
    event: str
    zh: str = ""
    en: str = ""
    posts: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    document: str = ""
    send_back: tuple[str, ...] = ()
    optional: bool = False
    when: Condition = ALWAYS


class RouteRule(Struct, frozen=True, kw_only=True):
    id: str
    clause: str
    zh: str = ""
    en: str = ""
    when: Condition = ALWAYS
    steps: tuple[Step, ...]


class FormRule(Struct, frozen=True, kw_only=True):
    """Fields or contents; `fill` says which role's holder a field is offered from, `items` stand in a checklist."""

    id: str
    clause: str
    zh: str = ""
    en: str = ""
    kind: str = "sheet"
    channels: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    not_givable: Mapping[str, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    fill: Mapping[str, str] = {}
    items: tuple[str, ...] = ()
    when: Condition = ALWAYS


class OutcomeRule(Struct, frozen=True, kw_only=True):
    id: str
    clause: str
    zh: str = ""
    en: str = ""
    when: Condition = ALWAYS
    needs: tuple[str, ...] = ()
    review_right: bool = False


class SeriesRule(Struct, frozen=True, kw_only=True):
    """A gap-free number series; `pattern` knows {office} {year} {number:05} only.

    `document_kind`: whose numbers these are, of the documents that are issued (documents/kinds.py).
    """

    id: str
    clause: str
    zh: str = ""
    en: str = ""
    of: str
    document_kind: str = ""
    pattern: str
    per: str = "year"


class ScheduleRule(Struct, frozen=True, kw_only=True):
    """What recurs in an office (rulebook.md 1.6): receptions on days, reports for periods, checklists.

    `on`, `which`, `part` and `holiday` say on which day, `due_days` how many days behind the period a report
    is due; `attend` and `may_preside` are posts, `met_by` events of the office's own stream.
    """

    id: str
    clause: str
    zh: str = ""
    en: str = ""
    what: str
    every: str
    on: str = ""
    which: str = ""
    part: str = ""
    holiday: str = "keep"
    attend: tuple[str, ...] = ()
    may_preside: tuple[str, ...] = ()
    met_by: tuple[str, ...]
    due_days: int = 0
    holder: str = "coordinating_department"
    route: str = ""


class Promptly(Struct, frozen=True, kw_only=True):
    """The date that an office gives to a word of the text which has none (rulebook.md 1.3)."""

    unit: str
    amount: int = 0
    nature: str = "aim"


class Secrecy(Struct, frozen=True, kw_only=True):
    """Whom an accusation is kept from: whether the own unit of a person complained of is among them (reading 41)."""

    accused_blocks: str = "person_unit_and_led_unit"


class Statistics(Struct, frozen=True, kw_only=True):
    """Month natural or business (21st to 20th), and the day a figure goes by."""

    month: str = "natural"
    date_basis: str = "fact"


class Warnings(Struct, frozen=True, kw_only=True):
    """The tiers of colour before and behind an end, in calendar days from it: below 0 is before."""

    normal: tuple[int, ...] = (-7, 0, 7, 30)
    short: tuple[int, ...] = (-1, 0, 1, 7)


class SameDay(Struct, frozen=True, kw_only=True):
    """Which day "the same day" is (reading 7).

    What comes after `cutoff`, local time, is of the next day; what comes on a rest day, of it or of the next worked.
    """

    cutoff: time | None = None
    rest_day: str = "same_day"


class OfficeHours(Struct, frozen=True, kw_only=True):
    """When the office is open on a working day, local time: from `opens` until before `closes`."""

    opens: time = time(9)
    closes: time = time(17)


class Settings(Struct, frozen=True, kw_only=True):
    """The closed settings: how an office reads what the texts leave open (rulebook.md section 4)."""

    collective_min: int = 5
    collective_channels: tuple[str, ...] = ("visit",)
    office_role: str = "responsible_body"
    outcome_clause: str = "S1.32"
    open_until: str = "answered"
    promptly: Mapping[str, Promptly] = {}
    same_day: SameDay = SameDay()
    office_hours: OfficeHours = OfficeHours()
    hearing_days: str = "inclusive"
    secrecy: Secrecy = Secrecy()
    statistics: Statistics = Statistics()
    warn: Warnings = Warnings()
    no_route: tuple[Condition, ...] = ()
    proved_by: Mapping[str, str] = {}
    rota_on_chief_day: str = "counts_as_both"


class Rulebook(Struct, frozen=True, kw_only=True, dict=True):
    """One version of one book with everything inherited; `valid_from` is the first day it holds.

    `aims` are the duties to which `settings.promptly` gave a date, as they were written.
    """

    id: str
    valid_from: date
    zh: str = ""
    en: str = ""
    extends: str = ""
    settings: Settings = Settings()
    duties: tuple[DutyRule, ...] = ()
    guards: tuple[GuardRule, ...] = ()
    routes: tuple[RouteRule, ...] = ()
    forms: tuple[FormRule, ...] = ()
    outcomes: tuple[OutcomeRule, ...] = ()
    series: tuple[SeriesRule, ...] = ()
    schedules: tuple[ScheduleRule, ...] = ()
    aims: tuple[DutyRule, ...] = ()
    digest: str = ""

    @cached_property
    def reference(self) -> str:
        """How a line names this version: id@valid_from."""
        return f"{self.id}@{self.valid_from.isoformat()}"

    @cached_property
    def guards_by_verb(self) -> Mapping[str, tuple[GuardRule, ...]]:
        verbs = {verb for guard in self.guards for verb in guard.verbs}
        return {verb: tuple(guard for guard in self.guards if verb in guard.verbs) for verb in verbs}

    @cached_property
    def forms_by_verb(self) -> Mapping[str, tuple[FormRule, ...]]:
        """The forms that must be complete before a verb may be used."""
        verbs = {verb for form in self.forms for verb in form.before}
        return {verb: tuple(form for form in self.forms if verb in form.before) for verb in verbs}

    @cached_property
    def forms_by_id(self) -> Mapping[str, FormRule]:
        return {form.id: form for form in self.forms}

    @cached_property
    def duties_by_event(self) -> Mapping[str, tuple[DutyRule, ...]]:
        """The duties that an event may open, in file order, but each behind the one it depends on."""
        ordered = sorted(self.duties, key=self._depth)
        names = {trigger.event for rule in ordered for trigger in rule.opens}
        return {name: tuple(r for r in ordered if any(t.event == name for t in r.opens)) for name in names}

    def _depth(self, rule: DutyRule) -> int:
        """How many duties stand above this one; a circle ends at the number of duties."""
        depth = 0
        while rule.after and depth < len(self.duties):
            rule = self.duties_by_id[rule.after]
            depth += 1
        return depth

    @cached_property
    def routes_by_id(self) -> Mapping[str, RouteRule]:
        return {route.id: route for route in self.routes}

    @cached_property
    def schedules_by_id(self) -> Mapping[str, ScheduleRule]:
        return {schedule.id: schedule for schedule in self.schedules}

    @cached_property
    def duties_by_id(self) -> Mapping[str, DutyRule]:
        return {rule.id: rule for rule in self.duties}


def in_force(adopted: Sequence[Rulebook], day: date) -> Rulebook:
    """The adopted version that holds on that day; the earliest one for what is older than all of them.

    Of two that begin on one day the one adopted later holds.
    """
    in_order = sorted(adopted, key=lambda book: book.valid_from)
    return [*in_order[:1], *(book for book in in_order if book.valid_from <= day)][-1]
