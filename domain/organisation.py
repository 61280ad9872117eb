"""What an office is made of, as values: units, posts held, fields of responsibility, delegations.

Days are local days of the office; `since` is the first day and `until` the last one, None = until further notice.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Unit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit 科室 by its name: its kind (vocabulary), the unit above it, the first day on which it is closed."""

    name: str
    kind: str
    parent: str = ""
    closed_from: date | None = None


class Posting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post 职务 of the vocabulary that a person holds.

    `title` is the office's own word, such as 副局长(分管信访), `rank` the grade, such as 副处级.
    """

    person: str
    post: str
    unit: str = ""
    title: str = ""
    rank: str = ""
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return in_span(day, self.since, self.until)


class Field(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """谁分管、谁负责: who leads a content class or a unit from that day on; no `leader` = nobody any more."""

    leader: str = ""
    content_class: str = ""
    unit: str = ""
    since: date

    @property
    def subject(self) -> tuple[str, str]:
        """What it is a field of: ("content_class", its name) or ("unit", its name)."""
        return ("content_class", self.content_class) if self.content_class else ("unit", self.unit)


class Delegation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """委托: `taker` acts for a person (`giver`), for a post, or for that person in that post.

    Without a `post` it covers every post the giver holds; without a `giver` the post itself, which may be vacant.
    """

    taker: str
    giver: str = ""
    post: str = ""
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return in_span(day, self.since, self.until)


def in_span(day: date, since: date, until: date | None) -> bool:
    """Whether the day lies in a span whose ends both belong to it."""
    return since <= day and (until is None or day <= until)
