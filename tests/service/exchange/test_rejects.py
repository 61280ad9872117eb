"""Files that cannot be read at all: the reason is the right one, and nothing is made for their sake."""

from __future__ import annotations

from service.exchange.mapping import parse
from tests.service.exchange.conftest import Desk
from tests.service.exchange.test_registers import HEADER, OPEN, TOML

CHINESE = parse(TOML.replace("[column.title]", '[column."摘要"]'), "hotline.toml")
FILE = "\n".join((HEADER.replace("title", "摘要"), OPEN.replace("pothole", "路面塌陷"))) + "\n"


def test_a_file_in_another_encoding_is_told_so(desk: Desk) -> None:
    done = desk.take(CHINESE, FILE.encode("gb18030"))
    assert done.counts == (0, 0, 0, 1)
    assert all("gb18030" in reason for _, _, reason in done.faults)
    assert desk.take(CHINESE, FILE).counts == (1, 0, 0, 0)


def test_no_office_is_made_for_a_file_of_which_no_row_can_be_understood(desk: Desk) -> None:
    done = desk.take(CHINESE, FILE.replace(",", ";"), office="typo")
    assert (done.summary.rejected, done.summary.petitions) == (1, 0)
    assert desk.instance.offices.ids() == []
