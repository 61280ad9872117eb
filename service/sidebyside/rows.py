"""The rows of the tables, read off what was decided and off the books: a title, and a cell for each office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from domain.conditions import Facts, facts_of, holds
from domain.duty import Duty
from domain.fields import in_words
from domain.rulebook import DutyRule, FormRule, GuardRule, RouteRule, Rulebook, ScheduleRule, Step
from service.bundled import newest
from service.sidebyside.offices import HOUSES, House, profile
from service.sidebyside.playing import Played

LAW = "S1"
SETTLES = {
    "Answered": "the petitioner is answered",
    "AcceptanceRefused": "it has an outcome",
    "Archived": "it is archived",
    "BodyTold": "others are told at once",
    "Closed": "it has an outcome",
    "ClosureRegistered": "the closure is registered",
    "DelayExplained": "a delay is explained",
    "Forwarded": "the place of origin is ordered to solve it",
    "Instructed": "a leader instructs",
    "Met": "the visitor meets the leader",
    "Notified": "the petitioner has the written notice",
    "Objected": "the unit may object",
    "Opened": "it is opened",
    "Proposed": "a first proposal is made",
    "Registered": "it is registered",
    "ResultReported": "the assigning body has its report",
    "SignedFor": "the unit signs for it",
    "Submitted": "it is put before a leader",
}
"""What a duty waits for, by the event that meets it."""
HOLDERS = {"target": "unit it went to", "reader": "leader it was put before"}
GUARDED = ("Forward", "Submit", "Answer", "Close", "Accept", "Extend")
SCHEDULED = {"reception": "receptions", "report": "reports", "checklist": "checks"}


class Row(Struct, frozen=True):
    """What a row is about, and what each of the six offices says to it, "" for nothing."""

    title: str
    cells: tuple[str, ...]


def _rows(by_title: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Row]:
    """Rows of what was said under each title by each book."""
    return [
        Row(title, tuple("<br>".join(by_book.get(house.book, ())) for house in HOUSES))
        for title, by_book in by_title.items()
    ]


def _gathered(said: Iterable[tuple[str, str, str]]) -> list[Row]:
    """Rows of (title, book, words), in the order in which the titles come first; words said twice stand once."""
    found: dict[str, dict[str, list[str]]] = {}
    for title, book, words in said:
        cell = found.setdefault(title, {}).setdefault(book, [])
        if words not in cell:
            cell.append(words)
    return _rows(found)


# ---- what is owed


def duties(told: Sequence[Played]) -> list[Row]:
    """What became owed in a scene, by what it waits for; what all six owe alike in rows of its own."""
    said = [
        (_waits_for(rule), each.house.book, _owed(duty, rule))
        for each in told
        for duty in each.petition.duties
        for rule in (newest(each.house.book).duties_by_id[duty.key.id],)
    ]
    alike = [each for each in said if all((each[0], house.book, each[2]) in said for house in HOUSES)]
    return [*_gathered(each for each in said if each not in alike), *_gathered(alike)]


def _waits_for(rule: DutyRule) -> str:
    """The first event that meets it, leaving out what is settled on the spot."""
    events = [each.event for each in rule.met_by if ("on_spot", (True,)) not in each.when.facts]
    if rule.nature == "right":
        return SETTLES["Objected"]
    title = SETTLES.get(events[0], events[0])
    return f"{title} of an extension" if events[0] == "Notified" and rule.per == "event" else title


def _owed(duty: Duty, rule: DutyRule) -> str:
    first = duty.segments[0].due
    words = [f"{rule.clause} {rule.zh}"]
    if first.nominal and first.effective:
        moved = f" → {first.effective}" if first.effective != first.nominal else ""
        words.append(f"from {duty.opened.start}: {_amount(rule)} {first.nominal}{moved}")
    else:
        words.append(f"from {duty.since.day}, no date ({rule.word})")
    words.append(f"owed by the {HOLDERS.get(rule.holder, rule.holder).replace('_', ' ')}")
    if rule.extension:
        words.append(_extension(rule))
    if duty.end and duty.end.late:
        words.append(f"too late on {duty.end.moment.day}")
    return "; ".join(words)


def _amount(rule: DutyRule) -> str:
    if rule.after:
        return f"with the end of `{rule.after}`"
    if rule.amount:
        return f"{rule.amount} {rule.unit} days, to"
    return "to the day set," if rule.unit == "given" else "the same day,"


def _extension(rule: DutyRule) -> str:
    allowed = rule.extension
    assert allowed is not None  # noqa: S101 - asked only where there is one
    far = f"to {allowed.days} days in all" if allowed.mode == "total" else f"by {allowed.days} days more"
    posts = " or ".join(allowed.by).replace("_", " ")
    return f"extended {far} by the {posts}, {allowed.times} time"


# ---- who signs


def routes(told: Mapping[str, Sequence[Played]]) -> list[Row]:
    """The route of each scene, then what the guards want before an act of the letter."""
    found = []
    for scene, plays in told.items():
        if scene in ("letter", "visit", "assigned"):
            title = f"route: {plays[0].scene.title}"
            found += [(title, each.house.book, _route(each)) for each in plays]
    return [*_gathered(each for each in found if each[2]), *_gathered(_guarded(told["letter"]))]


def _facts(each: Played) -> Facts:
    last = each.petition.lines[-1]
    return facts_of(each.petition, last.event, newest(each.house.book).settings)


def _route(each: Played) -> str:
    """The steps with the office's own titles of those who hold the posts."""
    facts = _facts(each)
    route: RouteRule | None = next((r for r in newest(each.house.book).routes if holds(r.when, facts)), None)
    if route is None:
        return ""
    steps = (f"{nth}. {_step(step, each.house)}" for nth, step in enumerate(route.steps, start=1))
    return f"{route.clause} {route.zh}: " + " ".join(steps)


def _step(step: Step, house: House) -> str:
    office = profile(house)
    kinds = {unit.name: unit.kind for unit in office.units}
    titles = [each.title for each in office.staff if {each.post, kinds[each.unit]} & set(step.posts)]
    return f"{step.zh}（{'、'.join(dict.fromkeys(titles)) or '承办单位'}{'，可省' if step.optional else ''}）"


def _guarded(plays: Sequence[Played]) -> Iterator[tuple[str, str, str]]:
    """What must be so before somebody passes on, submits, answers, closes: rules of the six offices only."""
    for verb in GUARDED:
        for each in plays:
            facts = _facts(each)
            for guard in newest(each.house.book).guards_by_verb.get(verb, ()):
                if _is_own(guard, each.house) and _may_hold(guard, facts):
                    yield f"before {verb}", each.house.book, f"{guard.clause} {guard.zh}"


def _is_own(rule: GuardRule | FormRule | ScheduleRule, house: House) -> bool:
    return rule.clause.split(".")[0] == house.book


def _may_hold(guard: GuardRule, facts: Facts) -> bool:
    """Whether what the guard asks of the petition itself holds; what it asks of the act is left open."""
    return all(facts.get(fact) in wanted for fact, wanted in guard.when.facts if fact in facts)


# ---- what must be written

CHANNELS = ("letter", "visit", "call")


def documents() -> list[Row]:
    """The fields that each channel's sheet asks for, the fields of the other acts, and the checklists."""
    said = [*_sheets(), *_others(), *_checklists()]
    return _gathered(said)


def _forms(kind: Sequence[str]) -> Iterator[tuple[House, FormRule]]:
    for house in HOUSES:
        yield from ((house, form) for form in newest(house.book).forms if form.kind in kind)


def _sheets() -> Iterator[tuple[str, str, str]]:
    for channel in CHANNELS:
        for house, form in _forms(("sheet",)):
            if channel in (form.channels or CHANNELS) and not form.when.facts and form.required:
                verbs = " or ".join(form.before)
                yield (
                    f"{channel}: sheet",
                    house.book,
                    f"{form.clause} {form.zh}: {_asked(form, channel)}; before {verbs}",
                )


def _asked(form: FormRule, channel: str) -> str:
    spared = form.not_givable.get(channel, ())
    wanted = in_words(field for field in form.required if field not in spared)[0]
    return f"{wanted}（{in_words(spared)[0]}）" if spared else wanted


def _others() -> Iterator[tuple[str, str, str]]:
    for house, form in _forms(("event", "document")):
        title = f"before {' or '.join(form.before)}" if form.before else "the written opinion"
        yield title, house.book, f"{form.clause} {form.zh}: {in_words(form.required)[0]}"
    for house, form in _forms(("sheet",)):
        if form.when.facts:
            yield "what was handed down", house.book, f"{form.clause} {form.zh}: {in_words(form.required)[0]}"
        if form.fill:
            yield "who is responsible", house.book, f"{form.clause} {form.zh}: {in_words(form.fill)[0]}"
    for house in HOUSES:
        outcomes = {outcome.id: outcome for outcome in newest(house.book).outcomes}
        supported = outcomes["supported"]
        yield "closed as supported", house.book, f"{supported.clause} {supported.zh}: {in_words(supported.needs)[0]}"


def _checklists() -> Iterator[tuple[str, str, str]]:
    for house, form in _forms(("checklist",)):
        yield "checklists", house.book, f"{form.clause} {form.zh}: {'、'.join(form.items)}"


# ---- what is refused


def refusals(told: Mapping[str, Sequence[Played]]) -> list[Row]:
    """What was tried, and by which clauses it was refused; "allowed" where nothing stood against it."""
    return _gathered(
        (decision.act.tried, each.house.book, _refused(each, nth))
        for plays in told.values()
        for each in plays
        for nth, decision in enumerate(each.decisions)
        if decision.act.tried
    )


def _refused(each: Played, nth: int) -> str:
    reasons = each.decisions[nth].reasons
    return "<br>".join(f"{reason.clause} {_short(reason.zh)}" for reason in reasons) or "allowed"


def _short(words: str) -> str:
    """Without the names of events that would do, and without the advice how to go on."""
    return words.partition("：此前须有")[0].removesuffix("（确实无法填写的注明原因）")


# ---- what recurs


def recurring() -> list[Row]:
    """Receptions, reports and checks of the offices' own."""
    return _gathered(
        (SCHEDULED[rule.what], house.book, f"{rule.clause} {rule.zh}: {_when(rule)}")
        for what in SCHEDULED
        for house in HOUSES
        for rule in _schedules(newest(house.book))
        if rule.what == what
    )


def _schedules(book: Rulebook) -> Sequence[ScheduleRule]:
    return [rule for rule in book.schedules if rule.clause.split(".")[0] != LAW]


def _when(rule: ScheduleRule) -> str:
    words = " ".join(word for word in (f"every {rule.every}".replace("_", " "), rule.which, rule.on, rule.part) if word)
    return f"{words}, {rule.due_days} days after its end" if rule.due_days else words
