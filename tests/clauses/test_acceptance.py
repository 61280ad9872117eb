"""What the twenty acceptance tests of domain.md section 14 say of R5's route (tests/domain/test_acceptance.py)."""

from __future__ import annotations

from msgspec.structs import replace

from tests.clauses.test_r5 import ANSWER, APPROVE, PETITION_HEAD, along
from tests.domain.scenario import HEAD, Scenario


def test_15_without_the_directors_approval_no_opinion_goes_out(R5: Scenario) -> None:
    """15. R5 chain: director's approval missing, opinion cannot be issued; served before approval, rejected (S15)."""
    along(R5, "own", until="approve")
    opinion = replace(ANSWER, reply_kind="opinion")
    assert "R5.7" in R5.refused(opinion, "2026-03-09", by=PETITION_HEAD)
    R5.when(APPROVE, "2026-03-09", by=HEAD)
    assert "R5.7" in R5.refused(opinion, "2026-03-08", by=PETITION_HEAD, recorded="2026-03-10")
    R5.when(opinion, "2026-03-09", by=PETITION_HEAD)
