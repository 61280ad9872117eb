"""Who fills a role of the vocabulary (rulebook.md 1.4): through office and petition, never by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from domain import events as e
from domain.deciding import Context
from domain.petition import Petition
from domain.rulebook import DutyRule
from domain.staffing import has_staff, holder_of, leader_of, posts_of
from domain.turn import Turn
from domain.values import IMPORTED, moment_of
from domain.vocabulary import DECISIONS as DECISION_VERBS
from domain.vocabulary import VERBS

COORDINATING = "coordinating_department"


def resolved(role: str, turn: Turn) -> str:
    """The unit or person that fills the role as the petition stands after the event, or "nobody(<role>)"."""
    found = _BY_PETITION.get(role)
    return (found(turn) if found else "") or in_office(role, turn.context)


LEADING = ("leader_in_charge", "deputy_for_petitions", "head")
"""Who takes over what the accused would owe, the first of them who is not accused."""


def owed_by(role: str, turn: Turn) -> str:
    """Who owes what that role owes: never somebody complained of (rulebook.md trap 31)."""
    holder = resolved(role, turn)
    return instead_of_accused(turn) if holder in turn.accused else holder


def instead_of_accused(turn: Turn) -> str:
    """The leader, else the coordinating department, to whom passes what the accused would owe."""
    leaders = (turn.context.office.roles.get(role, "") for role in LEADING)
    found = (name for name in (*leaders, home(turn.context)) if name and name not in turn.accused)
    return next(found, nobody("leader_in_charge"))


def in_office(role: str, context: Context) -> str:
    """Who fills the role in the office whatever the petition, or "nobody(<role>)"."""
    return context.office.roles.get(role) or nobody(role)


def nobody(role: str) -> str:
    """What stands in the place of who fills a role that nobody fills."""
    return f"nobody({role})"


def is_filled(role: str, turn: Turn) -> bool:
    return resolved(role, turn) != nobody(role)


def home(context: Context) -> str:
    """Where a petition lies that nobody has been named for: the coordinating department, else the office."""
    return context.office.roles.get(COORDINATING) or context.office.name


def unit_of(line: e.Line, before: Petition) -> str | None:
    """Which unit an event is about, so that it touches only the duties of that target (rulebook.md trap 4).

    A unit that is not named is the actor's own; None = the event concerns the petition as a whole.
    """
    event = line.event
    match event:
        case e.Forwarded():
            return event.target
        case e.SignedFor():
            return event.unit
        case e.Returned():
            return event.unit or before.routing.holder or before.routing.on_the_way_to
        case e.ResultReported() | e.ReportReturned():
            return event.unit or line.actor.unit
        case e.SuggestionMade():
            return event.to_body
        case e.Objected():
            return event.unit or before.routing.holder or line.actor.unit
        case e.Accepted() | e.Answered() | e.FindingReported():
            return line.actor.unit
        case _:
            return None


def concerns(rule: DutyRule, key: e.DutyKey, line: e.Line, before: Petition) -> bool:
    """Whether an event that may settle a duty of this key is about its target, or about the act that it is of.

    An event of the whole petition, or one that does not say which act it answers, is about all.
    """
    match rule.per:
        case "target":
            return unit_of(line, before) in (None, key.discriminator)
        case "event":
            of = line.event.of if isinstance(line.event, e.SupervisionAnswered | e.SuggestionAnswered) else None
            return of is None or str(of) == key.discriminator
        case _:
            return True


def standing_units(standing: str, turn: Turn) -> tuple[str, ...]:
    """The units that stand so to the petition before the event; leaders are people, not units: see `is_leader`."""
    routing = turn.before.routing
    match standing:
        case "holder":
            return (routing.holder, routing.reader_unit)
        case "on_the_way":
            return (routing.on_the_way_to,)
        case "assisting":
            return routing.assisting
        case "coordinating_department":
            return (turn.context.office.roles.get(COORDINATING, ""),)
        case _:
            return ()


DECISIONS = tuple(getattr(e, VERBS[verb]) for verb in DECISION_VERBS)
"""The events of those verbs."""
LEADERS = frozenset({"head", "deputy_for_petitions", "deputy_head", "leader_in_charge"})


def is_leader(turn: Turn) -> bool:
    """Whether the actor leads the office, by the post in which he acts."""
    return bool(LEADERS & posts_of_actor(turn))


def posts_of_actor(turn: Turn) -> frozenset[str]:
    """The posts the actor holds on the day of the act, directly or by delegation; a decision also when it is recorded.

    An office that has told who holds its posts is believed, not the actor; in any other the actor's word counts.
    Who could decide once, and can no longer, does not by dating it back (rulebook.md trap 29).
    """
    actor, office, line = turn.line.actor, turn.context.office, turn.line
    if not has_staff(office) or actor.authenticated == IMPORTED:
        return frozenset({actor.post, actor.acting_for} - {""})
    posts = posts_of(office, actor.name, line.occurred.day)
    if isinstance(line.event, DECISIONS):
        recorded = moment_of(line.recorded_at or turn.context.now, office.time_zone)
        posts &= posts_of(office, actor.name, recorded.day)
    return posts


def _handling_unit(turn: Turn) -> str:
    """The target of the live forwarding, else the unit handling the petition, else the coordinating one."""
    routing = turn.after.routing
    return routing.on_the_way_to or routing.holder or in_office(COORDINATING, turn.context)


def _target(turn: Turn) -> str:
    return unit_of(turn.line, turn.before) or ""


def _actor(turn: Turn) -> str:
    return turn.line.actor.name


def _petitioner(turn: Turn) -> str:
    """The word itself: a petitioner's name is a personal field and stands in no duty."""
    del turn
    return "petitioner"


def _assigner(turn: Turn) -> str:
    return turn.after.details.assigner or ""


def _instructing_leader(turn: Turn) -> str:
    """Who instructed last, or before whom the petition, or a special report on it, was put since."""
    for line in reversed(turn.after.lines):
        match line.event:
            case e.Instructed():
                return line.event.leader or line.actor.name
            case e.Submitted() | e.SpecialReported():
                return line.event.to
            case _:
                pass
    return ""


def _leader_in_charge(turn: Turn) -> str:
    """Whose field it is: by content class, else by the unit that has it ("谁分管、谁负责")."""
    unit = turn.after.routing.on_the_way_to or turn.after.routing.holder
    return leader_of(turn.context.office, turn.after.details.content_class or "", unit, turn.line.occurred.day)


def _by_post(post: str, turn: Turn) -> str:
    return holder_of(turn.context.office, post, turn.line.occurred.day)


def _reader(turn: Turn) -> str:
    return turn.after.routing.reader


_BY_PETITION: Mapping[str, Callable[[Turn], str]] = {
    "handling_unit": _handling_unit,
    "target": _target,
    "actor": _actor,
    "petitioner": _petitioner,
    "assigner": _assigner,
    "leader_in_charge": _leader_in_charge,
    "reader": _reader,
    "head": partial(_by_post, "head"),
    "deputy_for_petitions": partial(_by_post, "deputy_for_petitions"),
    "archivist": partial(_by_post, "archivist"),
    "supervisor": partial(_by_post, "supervisor"),
    "instructing_leader": _instructing_leader,
}
"""Roles that the petition itself fills; where it does not, the office may."""
