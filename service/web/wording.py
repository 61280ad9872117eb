"""What codes, events, fields and clauses are called, in the language of the page."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from domain import wording
from service.web.language import ZH


class Bilingual(Protocol):
    """Whatever says itself in both languages: a reason, an entry of a rulebook, a label."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class Wording(Struct, frozen=True):
    """The words of one language."""

    language: str

    def said(self, both: Bilingual) -> str:
        """What says itself, in this language; in Chinese where there is nothing else."""
        return both.zh if self.language == ZH or not both.en else both.en

    def event(self, name: str) -> str:
        return wording.event(name, self.language)

    def verb(self, name: str) -> str:
        return wording.verb(name, self.language)

    def field(self, name: str) -> str:
        """A field that somebody filled in, or that the decision added."""
        found = wording.field(name, self.language)
        return wording.label("decided", name, self.language) if found == name else found

    def code(self, field: str, value: object) -> str:
        return wording.code(field, value, self.language)

    def state(self, code: str) -> str:
        return wording.state(code, self.language)

    def post(self, code: str) -> str:
        return wording.post(code, self.language)

    def role(self, code: str) -> str:
        return wording.role(code, self.language)

    def access_role(self, code: str) -> str:
        return wording.access_role(code, self.language)

    def office_event(self, name: str) -> str:
        return wording.office_event(name, self.language)

    def office_field(self, name: str) -> str:
        return wording.office_field(name, self.language)

    def measure(self, name: str) -> str:
        return wording.label("measure", name, self.language)

    def unit_kind(self, code: str) -> str:
        return wording.unit_kind(code, self.language)

    def holder(self, name: str) -> str:
        return wording.holder(name, self.language)

    def nature(self, code: str) -> str:
        return wording.nature(code, self.language)

    def duty_change(self, code: str) -> str:
        return wording.duty_change(code, self.language)
