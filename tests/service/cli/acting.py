"""An office in replayed time whose acts come over HTTP, for commands that only read what happened there."""

from __future__ import annotations

from tests.service.api.callers import Caller

SHEET = {
    "title": "安置房渗漏",
    "petitioner": {"name": "焦桂英", "phone": "13800001111"},
    "problem": "房屋漏水，多次维修未果",
    "receivers": ["田甜", "罗辉"],
}


class Desk(Caller):
    """The desk of an office under R5."""

    def visit(self, on: str) -> str:
        """A visit to the hall, registered at once; the petition's id."""
        petition: str = self.do("receive", on=on, channel="visit", place="hall", details=SHEET)["petition"]
        self.do("register", petition, on)
        return petition

    def letter(self, on: str) -> str:
        """A letter, registered at once; the petition's id."""
        petition: str = self.do("receive", on=on, channel="letter", details=SHEET)["petition"]
        self.do("register", petition, on)
        return petition
