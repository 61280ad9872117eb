"""The entries of a rulebook as values (rulebook.md section 1).

Data, no behaviour: `rulebook_loader.py` makes them from TOML and checks every word, `conditions.py` reads
conditions, `duties.py`, `guards.py`, `routes.py` and `forms.py` apply them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct


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


class DutyRule(Struct, frozen=True, kw_only=True):
    id: str
    clause: str
    zh: str = ""
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
    late: str = "record"
    warn: str = "normal"
    priority: int = 1
    word: str = ""


class Requirement(Struct, frozen=True):
    """One requirement of the closed list (rulebook.md 1.5): its name and its argument as parsed."""

    name: str
    argument: object


class GuardRule(Struct, frozen=True, kw_only=True):
    """What must be so when `verb` is used; `effect` is for a decision, `done` for a past fact."""

    id: str
    clause: str
    zh: str = ""
    verb: str
    when: Condition = ALWAYS
    require: tuple[Requirement, ...]
    effect: str = "refuse"
    done: str = "breach"


class Step(Struct, frozen=True, kw_only=True):
    id: str
    event: str
    zh: str = ""
    posts: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    document: str = ""
    send_back: tuple[str, ...] = ()
    optional: bool = False


class RouteRule(Struct, frozen=True, kw_only=True):
    id: str
    clause: str
    zh: str = ""
    when: Condition = ALWAYS
    steps: tuple[Step, ...]


class FormRule(Struct, frozen=True, kw_only=True):
    id: str
    clause: str
    zh: str = ""
    kind: str = "sheet"
    channels: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    not_givable: Mapping[str, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    when: Condition = ALWAYS


class OutcomeRule(Struct, frozen=True, kw_only=True):
    id: str
    clause: str
    zh: str = ""
    when: Condition = ALWAYS
    needs: tuple[str, ...] = ()
    review_right: bool = False


class SeriesRule(Struct, frozen=True, kw_only=True):
    """A gap-free number series; `pattern` knows {office} {year} {number:05} only."""

    id: str
    clause: str
    of: str
    pattern: str
    per: str = "year"


class Settings(Struct, frozen=True, kw_only=True):
    """The closed settings that something needs today (rulebook.md section 4)."""

    collective_min: int = 5
    collective_channels: tuple[str, ...] = ("visit",)
    office_role: str = "responsible_body"
    outcome_clause: str = "S1.32"


class Rulebook(Struct, frozen=True, kw_only=True, dict=True):
    """One version of one book with everything inherited; `valid_from` is the first day it holds."""

    id: str
    valid_from: date
    zh: str = ""
    extends: str = ""
    settings: Settings = Settings()
    duties: tuple[DutyRule, ...] = ()
    guards: tuple[GuardRule, ...] = ()
    routes: tuple[RouteRule, ...] = ()
    forms: tuple[FormRule, ...] = ()
    outcomes: tuple[OutcomeRule, ...] = ()
    series: tuple[SeriesRule, ...] = ()
    digest: str = ""

    @property
    def reference(self) -> str:
        """How a line names this version: id@valid_from."""
        return f"{self.id}@{self.valid_from.isoformat()}"

    @cached_property
    def guards_by_verb(self) -> Mapping[str, tuple[GuardRule, ...]]:
        verbs = {guard.verb for guard in self.guards}
        return {verb: tuple(g for g in self.guards if g.verb == verb) for verb in verbs}

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
    def duties_by_id(self) -> Mapping[str, DutyRule]:
        return {rule.id: rule for rule in self.duties}


def in_force(adopted: Sequence[Rulebook], day: date) -> Rulebook:
    """The adopted version that holds on that day; the earliest one for what is older than all of them.

    Of two that begin on one day the one adopted later holds.
    """
    in_order = sorted(adopted, key=lambda book: book.valid_from)
    return [*in_order[:1], *(book for book in in_order if book.valid_from <= day)][-1]
