"""The rulebooks and calendars of a petition: adopted by the office, or extended by what it adopted; named by events."""

from __future__ import annotations

from typing import Any, Iterator  # noqa: UP035 - Python 3.8

from service.bundles.verifier.events import Event
from service.bundles.verifier.files import MANIFEST, Bundle, Wrong
from service.bundles.verifier.trees import sha256

ADOPTIONS = ("RulebookAdopted/1", "RulebookPublished/1")
"""The topics of events by which an office takes up a rulebook."""


def values(said: Any, name: str) -> Iterator[str]:
    """Every text under this name, however deep."""
    if isinstance(said, dict) and isinstance(said.get(name), str) and said[name]:
        yield said[name]
    for each in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from values(each, name)


def rules(bundle: Bundle, events: list[Event], office: list[Event]) -> tuple[str, str]:
    """Each is there once and of its digest; none is there that no event leads to; what is missing is named."""
    told = bundle.json(MANIFEST)
    digests, reckoned = books(bundle, told["rulebooks"]), calendars(bundle, told["calendars"])
    references, days = (
        {each for event in events for each in values(event.line, name)} for name in ("book", "calendar")
    )
    behind = reached(told["rulebooks"], office, references)
    for reference in reversed([*digests]):
        en = f"the office did not adopt {reference} of this digest, nor what extends it"
        bundle.holds(reference in behind, f"机构未采用 {reference}", en, MANIFEST)
    away, shown = set(told["not_at_hand"]), {*digests, *reckoned}
    for each in sorted((reckoned - days) | (away - references - days) | (away & shown)):
        raise Wrong(MANIFEST, f"事件未称或已在本包 {each}", f"lists {each}, which no event names or which is there")
    for each in sorted((references | days) - shown - away):
        raise Wrong(MANIFEST, f"缺规则或日历 {each}", f"does not list {each}, which events name")
    return at_hand(len(digests), len(reckoned), sorted(away))


def at_hand(books_shown: int, calendars_shown: int, away: list[str]) -> tuple[str, str]:
    if away:
        zh = f"! 规则 {books_shown} 部、日历 {calendars_shown} 份摘要相符；不在本包、未核 {', '.join(away)}"
        shown = f"{books_shown} rulebooks and {calendars_shown} calendars are of their digests"
        return zh, f"{shown}; {len(away)} that the events name are not in the bundle and were not checked"
    zh = f"规则 {books_shown} 部、日历 {calendars_shown} 份（所定作息）与事件所称一致"
    return zh, "rulebooks, and calendars by their days of work and rest, are those that the events name"


# ---- rulebooks


def books(bundle: Bundle, told: Any) -> dict[str, str]:
    """The digest of each book: SHA-256 of that of the book it extends, a line feed, and its text."""
    digests: dict[str, str] = {"": ""}
    for each in told:
        reference, ground = each["reference"], each["extends"]
        bundle.holds(reference not in digests, f"规则列了两次 {reference}", f"lists {reference} twice", MANIFEST)
        bundle.holds(ground in digests, f"其前未列 {ground}", f"lists {ground} not before {reference}", MANIFEST)
        text = bundle.raw(each["file"])
        found = sha256(digests[ground].encode() + b"\n" + text).hex()
        bundle.holds(found == each["digest"], "规则与摘要不符", "is not the book of this digest")
        own = all(part.encode() in text for part in reference.split("@"))
        bundle.holds(own, f"原文不是 {reference}", f"does not say that it is {reference}")
        digests[reference] = found
    del digests[""]
    return digests


def reached(told: Any, office: list[Event], named: set[str]) -> set[str]:
    """The books that events of the petition name and the office adopted, and those that these extend."""
    said = [event.line["event"] for event in office if event.topic in ADOPTIONS]
    adopted = {(each["reference"], each["digest"]) for each in said}
    extends = {each["reference"]: each["extends"] for each in told}
    found: set[str] = set()
    for each in told:
        reference = each["reference"]
        if reference in named and (reference, each["digest"]) in adopted:
            while reference:
                found.add(reference)
                reference = extends[reference]
    return found


# ---- calendars


def calendars(bundle: Bundle, told: Any) -> set[str]:
    """The digests of the calendars."""
    found: set[str] = set()
    for each in told:
        digest = calendar(bundle, each)
        bundle.holds(digest == each["digest"], "日历与摘要不符", f"a calendar is not {each['digest']}", MANIFEST)
        bundle.holds(digest not in found, f"日历列了两次 {digest}", f"lists {digest} twice", MANIFEST)
        found.add(digest)
    return found


def calendar(bundle: Bundle, told: Any) -> str:
    """The digest of a calendar: its published years, and each day that is ruled, in order."""
    said = bundle.json(told["file"])
    published = [year for year in said["years"] if year["papers"]]
    ruled = {day["date"]: day["isOffDay"] for year in published for day in year["days"]}
    ruled.update({day["day"]: not day["working"] for day in said["own"]})
    lines = [str(year) for year in sorted({year["year"] for year in published})]
    lines += [f"{day} {'rest' if ruled[day] else 'working'}" for day in sorted(ruled)]
    return sha256("\n".join(lines).encode()).hex()
