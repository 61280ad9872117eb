"""All layouts by their ids."""

from __future__ import annotations

from collections.abc import Mapping

from domain.layouts.annual import ANNUAL
from domain.layouts.bulletin import BULLETIN
from domain.layouts.comparison import COMPARISON
from domain.layouts.mailbox import MAILBOX
from domain.layouts.terms import Layout
from domain.layouts.visits import VISITS

LAYOUTS: Mapping[str, Layout] = {each.id: each for each in (VISITS, BULLETIN, COMPARISON, MAILBOX, ANNUAL)}
