"""What an entry of a rulebook says, in one line for people: its words and its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from domain import rulebook as r
from domain.rulebook import ALWAYS, Condition, Trigger
from service.clauses.catalogue import Entry


def in_words(entry: Entry) -> str:
    """Kind and id, the words of the screen, the figures, and when it holds."""
    rule = entry.rule
    said = "; ".join(part for part in (SAYS[entry.kind](rule), _when(getattr(rule, "when", ALWAYS))) if part)
    titles = " / ".join(title for title in (rule.zh, rule.en) if title) if hasattr(rule, "zh") else ""
    return f"{entry.kind} `{rule.id}`: {titles}{' — ' if titles and said else ''}{said}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _when(condition: Condition) -> str:
    return f"when {_condition(condition)}" if condition != ALWAYS else ""


def _condition(condition: Condition) -> str:
    parts = [f"{fact} is {' or '.join(str(value).lower() for value in values)}" for fact, values in condition.facts]
    if condition.any_of:
        parts.append("any of (" + "; ".join(map(_condition, condition.any_of)) + ")")
    if condition.negated:
        parts.append(f"not ({_condition(condition.negated)})")
    return " and ".join(parts)


def _triggers(triggers: Iterable[Trigger]) -> str:
    return _list(each.event + (f" ({_condition(each.when)})" if each.when != ALWAYS else "") for each in triggers)


def _duty(rule: r.DutyRule) -> str:
    limit = f"{rule.amount} {rule.unit} days" if rule.unit in ("calendar", "working") else rule.unit
    start = f"after {rule.after}" if rule.after else f"from {rule.start}"
    parts = [rule.nature, "no date" if rule.unit == "none" else f"{limit} {start}, roll {rule.roll}"]
    parts.append(f"opens {_triggers(rule.opens)}; met by {_triggers(rule.met_by)}; held by {rule.holder}")
    if rule.extension:
        extension = rule.extension
        parts.append(
            f"extension {extension.mode} {extension.days}, {extension.times} time(s), by {_list(extension.by)}"
        )
    return "; ".join(parts)


def _guard(rule: r.GuardRule) -> str:
    needs = "; ".join(f"{each.name} {_argument(each.argument)}" for each in rule.require)
    return f"{_list(rule.verbs)}: {needs}; else {rule.effect}, when already done {rule.done}"


def _argument(argument: object) -> str:
    if isinstance(argument, tuple):
        return _list(map(_argument, argument))
    if isinstance(argument, Trigger):
        return _triggers((argument,))
    if isinstance(argument, r.Requirement):
        return f"{argument.name} {_argument(argument.argument)}"
    return str(argument)


def _route(rule: r.RouteRule) -> str:
    steps = (f"{step.id} ({step.event}: {_list(step.posts) or 'anybody'})" for step in rule.steps)
    return " → ".join(steps)


def _form(rule: r.FormRule) -> str:
    return "; ".join(
        f"{name} {_list(words)}"
        for name, words in (
            ("channels", rule.channels),
            ("required", rule.required),
            ("before", rule.before),
            ("items", rule.items),
        )
        if words
    )


def _outcome(rule: r.OutcomeRule) -> str:
    return f"needs {_list(rule.needs)}" if rule.needs else ""


def _series(rule: r.SeriesRule) -> str:
    return f"{rule.of}: {rule.pattern}, per {rule.per}"


def _schedule(rule: r.ScheduleRule) -> str:
    parts = [rule.what, "every", rule.every, rule.which, rule.on, rule.part]
    more = f"on a rest day {rule.holiday}" if rule.on else f"due {rule.due_days} days after" if rule.due_days else ""
    return "; ".join(part for part in (" ".join(filter(None, parts)), more, f"met by {_list(rule.met_by)}") if part)


SAYS: Mapping[str, Callable[..., str]] = {
    "duty": _duty,
    "guard": _guard,
    "route": _route,
    "form": _form,
    "outcome": _outcome,
    "series": _series,
    "schedule": _schedule,
}
