"""How the form is laid out: which fields stand open, which under a fold, what is wanted of each and by which clause.

What the rulebook wants of this channel stands open, what must be there first; what it leaves open and people still
often know stands under the fold of its group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain.codelist import Code
from domain.deciding import Reason
from domain.sheets import Sheet, Wanted, sheet
from domain.vocabulary import EITHER, NOT_GIVEN
from domain.wellformed import TITLE
from service.access.caller import caller
from service.api.problems import Fault
from service.codes import lists_on
from service.web.acts.capacities import Capacity, actor
from service.web.acts.offering import ALWAYS_ASKED
from service.web.forms.fields import CHOICE, LINE, Choice, Field, fields_of
from service.web.forms.reading import Typed
from service.web.intake.entry import CODED, DETAILS, OPENED_DAY, RECEIVED_DAY, RECEIVED_TIME, Entry
from service.web.marking import N_

LETTER, VISIT, CALL, ONLINE, FAX = "letter", "visit", "call", "online", "fax"
SUGGESTED: Mapping[str, str] = {
    "open.envelope": "conditions", "open.stamp": "conditions", f"{DETAILS}petitioner.sex": "sexes",
    "answer.mode": "modes",
}  # fmt: skip
"""Free fields, and the list of words that are often typed into them."""
MOST_SELECTED = 12
"""Codes of a list to select from; of more, the code or its name is typed."""
PETITIONER = f"{DETAILS}petitioner."
OPENING, WHO, WHAT, JUDGED, COMPLAINED, HOW, RESPONSIBLE, SPOT = (
    "opening", "who", "what", "judged", "complained", "how", "responsible", "spot",
)  # fmt: skip


class Ask(Struct, frozen=True, kw_only=True):
    """A field of the form. `before`: the verbs that want it, `clause` where that stands.

    `reasons` is the control in which may be said why it is not given, "" where that is not asked.
    """

    field: Field
    before: tuple[str, ...] = ()
    clause: str = ""
    filled: str = ""
    least: int = 0
    reasons: str = ""


class Group(Struct, frozen=True, kw_only=True):
    """A group of fields; `open`: something was typed under its fold, or is wrong there."""

    id: str
    name: str
    shown: tuple[Ask, ...]
    folded: tuple[Ask, ...]
    open: bool


class _Plan(Struct, frozen=True):
    """The controls of a group, in order; those that stand open in any case; the channels that have it."""

    id: str
    name: str
    controls: tuple[str, ...]
    always: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


def _of(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{name}" for name in names)


_PLANS = (
    _Plan(OPENING, N_("Opening the letter"), _of("open.", "envelope", "stamp", "bound_together"), (), (LETTER,)),
    _Plan(
        WHO,
        N_("Who turns to the office"),
        (
            *_of(
                PETITIONER, "name", "phone", "address", "work_unit", "sex", "age", "occupation", "politics", "id_number"
            ),
            *_of(DETAILS, "people", "representatives", "anonymous", "reachable"),
        ),
        _of(PETITIONER, "name", "phone", "address"),
    ),
    _Plan(
        WHAT,
        N_("What it is about"),
        _of(DETAILS, "title", "problem", "demand", "content_class", "problem_place", "papers_carried"),
        _of(DETAILS, "title", "problem", "content_class"),
    ),
    _Plan(
        RESPONSIBLE,
        N_("Who is responsible, who received"),
        _of(DETAILS, "receivers", "first_responsible", "specifically_responsible", "responsible_unit"),
    ),
    _Plan(JUDGED, N_("How it is judged"), _of(DETAILS, "purpose", "procedure", "importance", "urgent")),
    _Plan(
        COMPLAINED,
        N_("Whom it complains of, and secrecy"),
        _of(DETAILS, "accused", "accused_units", "restricted", "secrecy"),
    ),
    _Plan(
        HOW,
        N_("When and how it came"),
        (
            *("source", "place", "from_chief_day", "external_id"),
            *_of(DETAILS, "assigner", "assigner_number", "reply_by", "due_on", "clause"),
        ),
    ),
    _Plan(
        SPOT,
        N_("Answered on the spot"),
        (
            *("on_spot", f"{DETAILS}answer_given", "answer.reply_kind", "answer.text", "answer.mode"),
            *_of(DETAILS, "competent_body", "way_there", "contact_made"),
        ),
        (),
        (VISIT, CALL),
    ),
)
_ONLY: Mapping[str, tuple[str, ...]] = {
    "place": (VISIT,), "from_chief_day": (VISIT,), "external_id": (ONLINE, FAX), f"{DETAILS}papers_carried": (VISIT,),
    f"{DETAILS}receivers": (VISIT, CALL),
}  # fmt: skip
"""Controls that only these channels have, unless their rulebook wants them."""
_BESIDES: Mapping[str, tuple[str, ...]] = {
    VISIT: _of(DETAILS, "people"),
    CALL: (),
    ONLINE: ("external_id",),
}
"""What else stands open in a channel."""
_NOTED: Mapping[str, tuple[str, ...]] = {HOW: (RECEIVED_DAY, RECEIVED_TIME), OPENING: (OPENED_DAY,)}
"""Controls of a group that belong to no command."""


class Layout(Struct, frozen=True):
    """The whole form."""

    groups: tuple[Group, ...]
    wanted: Sheet

    @property
    def missing(self) -> tuple[Ask, ...]:
        """What is wanted and has not been said yet, what is wanted at once first."""
        asks = [ask for group in self.groups for ask in (*group.shown, *group.folded) if ask.before]
        found = [ask for ask in asks if not self._given(ask)]
        return tuple(sorted(found, key=lambda ask: not _at_once(ask)))

    def _given(self, ask: Ask) -> bool:
        return all(each.given for each in self.wanted.wanted.values() if ask.field.name in controls_of(each.field))


def _at_once(ask: Ask) -> bool:
    return "Register" in ask.before or "Open" in ask.before


def controls_of(field: str) -> tuple[str, ...]:
    """The controls of a field that a rulebook names; of one that several can fill each of them."""
    return tuple(name for each in EITHER.get(field, (field,)) if (name := _NAMES.get(each)))


def wanted_of(made: Entry, capacity: Capacity) -> Sheet:
    """What the rulebook in force on the day of its receipt wants of it. Raises Refusal (422) for a wrong day."""
    screen = made.screen
    received = made.received or screen.office.moment(screen.now)
    context = screen.office.context(received.day, screen.now)
    return sheet(made.receipt, actor(caller().viewer, capacity), received, context)


def layout(made: Entry, wanted: Sheet, faults: Mapping[str, Fault]) -> Layout:
    asks = {name: _ask(name, field, wanted) for name, field in _fields(made).items()}
    groups = tuple(_grouped(plan, asks, made, faults) for plan in _PLANS if _has(plan, made.channel, asks))
    return Layout(groups, wanted)


def _has(plan: _Plan, channel: str, asks: Mapping[str, Ask]) -> bool:
    """Whether the channel has the group, or the rulebook wants something of it all the same."""
    return not plan.channels or channel in plan.channels or any(asks[name].before for name in plan.controls)


def _grouped(plan: _Plan, asks: Mapping[str, Ask], made: Entry, faults: Mapping[str, Fault]) -> Group:
    channel = made.channel
    besides = (*plan.always, *_BESIDES.get(channel, ()))
    known = [asks[name] for name in plan.controls if asks[name].before or channel in _ONLY.get(name, (channel,))]
    shown = sorted((ask for ask in known if ask.before or ask.field.name in besides), key=lambda ask: not ask.before)
    folded = tuple(ask for ask in known if ask not in shown)
    names = [*(ask.field.name for ask in folded), *_NOTED.get(plan.id, ())]
    return Group(
        id=plan.id, name=plan.name, shown=tuple(shown), folded=folded, open=_is_open(names, made.typed, faults)
    )


DEFAULTS: Typed = {"source": "direct", "place": "elsewhere"}


def _is_open(names: Iterable[str], typed: Typed, faults: Mapping[str, Fault]) -> bool:
    """Whether something stands in one of these controls, or is wrong with it."""
    begins = tuple(f"{name}." for name in names)
    told = {*(name for name, text in typed.items() if text.strip() and DEFAULTS.get(name) != text), *faults}
    return any(name in names or name.startswith(begins) for name in told)


# ---- the fields


def _plain() -> Iterator[Field]:
    """Every field of the commands of the intake, by the name of its control."""
    for kind, prefix in ((c.Receive, ""), (c.Open, "open."), (c.Register, ""), (c.Answer, "answer.")):
        for field in fields_of(kind, prefix):
            if field.key == "details":
                for inner in field.fields:
                    yield from inner.fields if inner.key == "petitioner" else (inner,)
            else:
                yield field


_FIELDS: Mapping[str, Field] = {field.name: field for field in _plain()}
_NAMES: Mapping[str, str] = {
    field.key: name for name, field in reversed(list(_FIELDS.items())) if not name.startswith("answer.")
}
"""The control of each field that a rulebook can name."""


def _fields(made: Entry) -> dict[str, Field]:
    """The fields with the codes that hold on that day."""
    screen = made.screen
    coded = {held.field: held.list.codes for held in lists_on(screen.office, screen.now.date()).values()}
    return {name: _coded(field, coded.get(field.key, ()), made) for name, field in _FIELDS.items()}


def _coded(field: Field, codes: tuple[Code, ...], made: Entry) -> Field:
    field = replace(field, required=False, suggests=field.suggests or SUGGESTED.get(field.name, ""))
    if field.name in CODED and len(codes) > MOST_SELECTED:
        return replace(field, kind=LINE, suggests=f"codes-{field.key}")
    if not codes:
        return field
    choices = tuple(Choice(each.code, _name(each, made)) for each in codes)
    return replace(field, kind=CHOICE, choices=choices)


def _name(code: Code, made: Entry) -> str:
    return code.zh if made.screen.language == "zh" or not code.en else code.en


def suggestions(made: Entry) -> dict[str, tuple[str, ...]]:
    """The codes of the long lists with their names, by the list that a field suggests."""
    held = {each.field: each.list.codes for each in lists_on(made.screen.office, made.screen.now.date()).values()}
    keys = (name.rpartition(".")[2] for name in CODED)
    return {f"codes-{key}": tuple(f"{code.code} {_name(code, made)}" for code in held.get(key, ())) for key in keys}


def _ask(name: str, field: Field, wanted: Sheet) -> Ask:
    found = _wanted(name, wanted)
    reasons = _excusable(field, found)
    if found is None:
        return Ask(field=field, reasons=reasons)
    field = replace(field, required="Register" in found.before or "Open" in found.before)
    return Ask(
        field=field, before=found.before, clause=found.clause, filled=found.filled, least=found.least, reasons=reasons
    )


def _wanted(name: str, wanted: Sheet) -> Wanted | None:
    return next((each for each in wanted.wanted.values() if name in controls_of(each.field)), None)


def _excusable(field: Field, found: Wanted | None) -> str:
    """The control for the reason why the field is not given; "" where none is asked for."""
    person = field.name.startswith(PETITIONER)
    told = found is not None and bool(found.before) and field.name.startswith(DETAILS) and not found.least
    return f"{DETAILS}not_given.{field.key}" if (person and field.key in ALWAYS_ASKED) or told else ""


REASONS = tuple(Choice(reason, "") for reason in NOT_GIVEN)


# ---- what a refusal is about


def about(reasons: Iterable[Reason], wanted: Sheet) -> dict[str, Fault]:
    """The faults at their controls, of those reasons that tell which fields they are about."""
    titles = set(TITLE.values())
    found: dict[str, Fault] = {}
    for reason in reasons:
        names = [name for field in wanted.lacking(reason.entry) for name in controls_of(field)]
        names += [f"{DETAILS}title"] if (reason.zh, reason.en) in titles else []
        found |= {name: Fault(name, reason.zh, reason.en) for name in names}
    return found
