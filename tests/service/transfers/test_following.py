"""A matter is followed across offices: what each log cites of the other is looked up where that log is at hand."""

from __future__ import annotations

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain import office as o
from domain.access import CONSOLE
from service.jobs.runner import Runner
from service.runtime import Instance
from service.transfers import following
from service.transfers.following import AGREES, DIFFERS, ELSEWHERE
from service.transfers.index import TELLING
from service.transfers.verifying import SAYS
from tests.service.transfers import offices as at
from tests.service.transfers.conftest import Pair
from tests.service.transfers.offices import LOWER, UPPER
from tests.service.transfers.passed import exchanged


def test_every_citation_of_both_logs_agrees_with_what_stands_in_the_other(instance: Instance) -> None:
    above = at.assigned(instance)
    runner = Runner(instance)
    runner.once()
    (below,) = at.came(instance, LOWER)
    at.act(instance, LOWER, below, c.Register(), c.ReportResult(text="已修缮", to="assigner"))
    for _ in range(3):
        runner.once()
    stages = following.follow(instance, CONSOLE, UPPER, above)
    assert {(stage.office, stage.petition) for stage in stages} == {(UPPER, above), (LOWER, below)}
    cited = [each for stage in stages for each in stage.citations]
    (upper,) = (stage for stage in stages if stage.office == UPPER)
    assert [each.what for each in upper.citations] == ["petition", "signed", "result"]
    assert len(cited) == 6
    assert {each.verdict for each in cited} == {AGREES}
    assert following.follow(instance, CONSOLE, LOWER, below) == stages


def test_a_citation_of_another_leaf_than_stands_there_differs(instance: Instance) -> None:
    """The control: the verdict is of the leaf that stands in the other log, not of what is cited."""
    at.assigned(instance)
    Runner(instance).once()
    (below,) = at.came(instance, LOWER)
    (taken,) = (
        line.event for line in at.state(instance, LOWER, below).lines if isinstance(line.event, e.TransferTaken)
    )
    assert following._verdict(instance, taken) == AGREES
    assert following._verdict(instance, replace(taken, leaf="00" * 32)) == DIFFERS
    assert following._verdict(instance, replace(taken, position=taken.position + 10**6)) == DIFFERS


def test_what_stands_in_another_installation_is_told_as_cited(pair: Pair) -> None:
    above = at.assigned(pair.upper)
    exchanged(pair, 1)
    (stage,) = following.follow(pair.upper, CONSOLE, UPPER, above)
    (cited,) = stage.citations
    assert (cited.verdict, cited.partner, cited.what) == (ELSEWHERE, LOWER, "petition")
    (taken,) = pair.lower.ledger.log(LOWER).leaves(cited.position, 1)
    assert cited.leaf == taken.hex()


def test_the_index_reads_every_event_that_is_sent_taken_or_acknowledged() -> None:
    said = {kind for kinds in SAYS.values() for kind in kinds} | {e.TransferAcknowledged, o.ItemAcknowledged}
    assert set(TELLING) == {str(kind.__struct_config__.tag) for kind in said}
