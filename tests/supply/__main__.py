"""`make supply`: writes the bill of materials and the page of the work of others anew."""

from __future__ import annotations

from tests.supply.bill import BILL, written
from tests.supply.page import PAGE, page

BILL.write_text(written(), encoding="utf-8")
PAGE.write_text(page(), encoding="utf-8")
