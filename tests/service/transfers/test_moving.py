"""Within one installation what is assigned is there, and what comes of it is back, by the work of the runner alone."""

from __future__ import annotations

from uuid import UUID

from domain import commands as c
from domain import events as e
from domain.petition import Petition
from service.jobs.runner import Runner
from service.runtime import Instance
from tests.service.transfers import offices as at
from tests.service.transfers.offices import LOWER, NAMES, UPPER


def moved(instance: Instance) -> None:
    """The runner works until nothing is due."""
    runner = Runner(instance)
    for _ in range(4):
        runner.once()
    assert not runner.failures.stuck(UPPER)


def below(instance: Instance) -> UUID:
    (petition,) = at.came(instance, LOWER)
    return petition


def owed(petition: Petition, entry: str) -> bool:
    return any(duty.key.id == entry and duty.end is None for duty in petition.duties)


def names(petition: Petition) -> list[str]:
    return [type(line.event).__name__ for line in petition.lines]


def test_an_assigned_petition_comes_in_below_with_all_that_was_told(instance: Instance) -> None:
    above = at.assigned(instance, demand="修缮", urgent=True)
    moved(instance)
    found = at.state(instance, LOWER, below(instance))
    assert names(found) == ["Received", "Commented", "TransferTaken"]
    assert found.received is not None
    assert (found.received.source, found.received.channel) == ("superior_assigned", "letter")
    details, writer = found.details, found.details.petitioner
    assert writer is not None
    assert (writer.name, writer.phone, details.problem, details.demand) == (at.WRITER, at.PHONE, at.WORDS, "修缮")
    assert (details.assigner, details.reply_by, details.urgent) == (NAMES[UPPER], at.by(), True)
    assert details.assigner_number == at.state(instance, UPPER, above).number
    assert found.routing.holder == at.DESK


def test_what_is_signed_for_below_has_landed_above_and_is_owed_until_the_result_is_back(instance: Instance) -> None:
    """S1.22.3: the duty of the unit that it was assigned to stays open until its result has come back."""
    above = at.assigned(instance)
    moved(instance)
    assert at.state(instance, UPPER, above).routing.on_the_way_to == NAMES[LOWER]
    at.act(instance, LOWER, below(instance), c.Register())
    moved(instance)
    landed = at.state(instance, UPPER, above)
    assert (landed.routing.holder, landed.routing.on_the_way_to) == (NAMES[LOWER], "")
    assert owed(landed, "unit_result")
    at.act(instance, LOWER, below(instance), c.ReportResult(text="已修缮，信访人认可", to="assigner"))
    moved(instance)
    reported = at.state(instance, UPPER, above)
    (result,) = (line for line in reported.lines if isinstance(line.event, e.ResultReported))
    assert (result.event.text, result.event.unit, result.actor.name) == (  # type: ignore[union-attr]
        "已修缮，信访人认可", NAMES[LOWER], at.CLERK.name,
    )  # fmt: skip
    assert not owed(reported, "unit_result")
    assert not owed(at.state(instance, LOWER, below(instance)), "assigned_result")


def test_what_is_returned_with_a_reason_lies_above_again_and_nothing_is_owed_below(instance: Instance) -> None:
    above = at.assigned(instance)
    moved(instance)
    at.act(instance, LOWER, below(instance), c.Register(), c.Return(reason="不属本机关职权"))
    moved(instance)
    back = at.state(instance, UPPER, above)
    assert back.routing.holder == at.DESK
    (line,) = (line for line in back.lines if isinstance(line.event, e.Returned))
    assert line.event.reason == "不属本机关职权"  # type: ignore[union-attr]
    there = at.state(instance, LOWER, below(instance))
    assert there.ending.withdrawn is not None
    assert not any(duty.end is None and duty.opened.nature == "duty" for duty in there.duties)


def test_both_logs_cite_each_other(instance: Instance) -> None:
    """Who took it names position and leaf of the sender, whose log names position and leaf of the taking."""
    above = at.assigned(instance)
    moved(instance)
    (sent,) = (line for line in at.state(instance, UPPER, above).lines if isinstance(line.event, e.Forwarded))
    (taken,) = (
        line for line in at.state(instance, LOWER, below(instance)).lines if isinstance(line.event, e.TransferTaken)
    )
    (told,) = (
        line for line in at.state(instance, UPPER, above).lines if isinstance(line.event, e.TransferAcknowledged)
    )
    cited, cites = taken.event, told.event
    leaves = instance.ledger.log
    assert (cited.position, cited.leaf) == (sent.position, leaves(UPPER).leaves(sent.position, 1)[0].hex())  # type: ignore[union-attr]
    assert (cites.position, cites.leaf) == (taken.position, leaves(LOWER).leaves(taken.position, 1)[0].hex())  # type: ignore[union-attr]
    assert (cites.of, cites.stream, cites.declined) == (sent.version, below(instance), "")  # type: ignore[union-attr]


def test_nothing_goes_twice_and_a_quiet_exchange_writes_nothing(instance: Instance) -> None:
    at.assigned(instance)
    moved(instance)
    sizes = at.size(instance, UPPER), at.size(instance, LOWER)
    moved(instance)
    assert (at.size(instance, UPPER), at.size(instance, LOWER)) == sizes
    assert len(at.came(instance, LOWER)) == 1
