"""A signed report that is sent to an office above is received there, by its own checks, and acknowledged."""

from __future__ import annotations

from datetime import date

from domain import office as o
from service.runtime import Instance
from tests.service.reports.bureau import JANUARY, Bureau
from tests.service.transfers import offices as at
from tests.service.transfers.offices import UPPER
from tests.service.transfers.test_moving import moved

BUREAU = "yimin"


def test_a_report_goes_upward_and_its_receipt_comes_back(instance: Instance) -> None:
    bureau = Bureau(instance)
    bureau.today = date(2026, 1, 6)
    bureau.letter(date(2026, 1, 5))
    at.knows(instance, BUREAU, instance, UPPER, "above")
    at.knows(instance, UPPER, instance, BUREAU, "below")
    bureau.today = date(2026, 2, 3)
    sent = bureau.sent(JANUARY)
    moved(instance)
    (received,) = instance.offices.get(UPPER).state.received
    assert (received.sender, received.report, received.digest) == (BUREAU, sent.report, sent.digest)
    lines = instance.ledger.log(BUREAU).stream(o.office_stream(BUREAU))
    (told,) = (line.event for line in lines if isinstance(line.event, o.ItemAcknowledged))
    assert (told.what, told.declined, told.partner) == ("statistics", "", UPPER)
    (taken,) = (line for line in instance.ledger.log(UPPER).at([told.position]))
    assert isinstance(taken.event, o.ItemTaken)
    assert instance.ledger.log(UPPER).leaves(told.position, 1)[0].hex() == told.leaf
