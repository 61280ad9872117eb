"""By a medium: what comes in a package is taken once, whatever is sent twice, late, changed, or meant for others.

Each refusal has its control: the same package, without the fault, is taken.
"""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from service.runtime import Instance
from service.transfers import channels, naming, packing, passing, sealing
from service.transfers.parcel import BadParcel, Parcel
from tests.service.transfers import offices as at
from tests.service.transfers.conftest import Pair
from tests.service.transfers.offices import LOWER, NAMES, UPPER
from tests.service.transfers.passed import down, exchanged, first_changed, forged, given_above, given_below, up


def refused(pair: Pair, package: bytes) -> str:
    """Why the lower office does not take the package; it writes nothing into its log."""
    before = at.size(pair.lower, LOWER)
    with pytest.raises(BadParcel) as caught:
        given_below(pair, package)
    assert at.size(pair.lower, LOWER) == before
    return caught.value.why


def test_a_matter_goes_down_and_its_result_comes_up_on_media(pair: Pair) -> None:
    above = at.assigned(pair.upper)
    exchanged(pair)
    (below,) = at.came(pair.lower, LOWER)
    at.act(pair.lower, LOWER, below, c.Register(), c.ReportResult(text="已修缮", to="assigner"))
    exchanged(pair)
    found = at.state(pair.upper, UPPER, above)
    assert [type(line.event).__name__ for line in found.lines] == [
        "Received", "Registered", "Forwarded", "TransferAcknowledged", "SignedFor", "TransferTaken",
        "ResultReported", "TransferTaken",
    ]  # fmt: skip
    assert not any(duty.key.id == "unit_result" and duty.end is None for duty in found.duties)


def test_the_receiver_seals_under_keys_of_its_own(pair: Pair) -> None:
    above = at.assigned(pair.upper)
    exchanged(pair, 1)
    (below,) = at.came(pair.lower, LOWER)
    kids = [_kid(instance, id_, petition) for instance, id_, petition in (
        (pair.upper, UPPER, above), (pair.lower, LOWER, below),
    )]  # fmt: skip
    assert kids[0] != kids[1]
    assert pair.lower.keys.find(kids[1]) is not None
    assert pair.lower.keys.find(kids[0]) is None


def _kid(instance: Instance, id_: str, petition: object) -> str:
    lines = instance.ledger.log(id_).stream(petition)  # type: ignore[arg-type]
    (received,) = (line for line in lines if isinstance(line.event, e.Received))
    return str(received.event.details.petitioner.name.kid)  # type: ignore[union-attr]


def test_nothing_personal_stands_in_a_package_in_the_clear(pair: Pair) -> None:
    at.assigned(pair.upper)
    package = down(pair)
    assert b"zhuoluo-exchange/1" in package
    for word in (at.WRITER, at.PHONE, at.WORDS, at.TITLE):
        assert word.encode() not in package


def test_a_package_that_comes_again_changes_nothing(pair: Pair) -> None:
    at.assigned(pair.upper)
    package = down(pair)
    assert given_below(pair, package).taken == 1
    size = at.size(pair.lower, LOWER)
    took = given_below(pair, package)
    assert (took.taken, took.repeated, at.size(pair.lower, LOWER)) == (0, 1, size)


def test_a_later_package_holds_what_was_not_heard_of_and_an_older_one_is_harmless_then(pair: Pair) -> None:
    at.assigned(pair.upper)
    older = down(pair)
    at.assigned(pair.upper)
    assert given_below(pair, down(pair)).taken == 2
    assert given_below(pair, older).repeated == 1
    assert len(at.came(pair.lower, LOWER)) == 2


def test_a_package_before_which_one_is_missing_is_refused_until_that_has_come(pair: Pair) -> None:
    for _ in range(3):
        at.assigned(pair.upper)
    first = down(pair, limit=1)
    with pair.upper.pool.connection() as connection:
        entry = _outbox(pair.upper)[0]
        channels.heard(connection, UPPER, LOWER, entry, (), at.now())
    second = down(pair)
    assert refused(pair, second) == "gap"
    assert given_below(pair, first).taken == 1
    assert given_below(pair, second).taken == 2


def _outbox(instance: Instance) -> list[int]:
    with instance.exchange.book(UPPER) as book:
        return [entry.position for entry in book.outbox(LOWER, 0, 100)]


def test_of_an_unknown_or_dismissed_sender_nothing_is_taken(apart: Pair) -> None:
    at.office(apart.upper, UPPER)
    at.office(apart.lower, LOWER)
    at.knows(apart.upper, UPPER, apart.lower, LOWER, "below")
    at.assigned(apart.upper)
    package = down(apart)
    assert refused(apart, package) == "unknown"
    at.knows(apart.lower, LOWER, apart.upper, UPPER, "above")
    naming.dismiss(apart.lower, LOWER, UPPER, "停止交换", at.CLERK, at.VIA)
    assert refused(apart, package) == "dismissed"
    at.knows(apart.lower, LOWER, apart.upper, UPPER, "above")
    assert given_below(apart, package).taken == 1


def test_what_is_meant_for_another_office_is_not_opened(pair: Pair) -> None:
    at.office(pair.lower, "other")
    at.assigned(pair.upper)
    package = down(pair)
    with pytest.raises(BadParcel) as caught:
        passing.accept(pair.lower, "other", package)
    assert caught.value.why == "unknown"
    at.knows(pair.lower, "other", pair.upper, UPPER, "above")
    with pytest.raises(BadParcel) as caught:
        passing.accept(pair.lower, "other", package)
    assert caught.value.why == "receiver"
    readdressed = package.replace(b'"receiver":"xian"', b'"receiver":"other"', 1)
    with pytest.raises(BadParcel) as caught:
        passing.accept(pair.lower, "other", readdressed)
    assert caught.value.why == "key"
    assert given_below(pair, package).taken == 1


def test_a_package_with_any_byte_changed_or_cut_off_is_refused(pair: Pair) -> None:
    at.assigned(pair.upper)
    package = down(pair)
    step = max(1, len(package) // 60)
    for place in range(0, len(package), step):
        changed = bytearray(package)
        changed[place] ^= 1
        assert refused(pair, bytes(changed)) in {"format", "unknown", "receiver", "key", "seal"}
    for end in (0, 1, 40, len(package) // 2, len(package) - 1):
        assert refused(pair, package[:end]) in {"format", "seal"}
    assert refused(pair, package + b"x") == "seal"
    assert given_below(pair, package).taken == 1


def test_what_somebody_else_has_signed_is_refused(pair: Pair) -> None:
    """Whoever knows the public key of the receiver can encrypt to it; the sender's log key signs."""
    at.assigned(pair.upper)
    assert refused(pair, forged(pair, lambda made: made, by=pair.lower)) == "signature"
    assert given_below(pair, forged(pair, lambda made: made)).taken == 1


FORGERIES = {
    "another position": ("order", lambda made: first_changed(made, after=made.items[0].event.position)),
    "another time": ("leaf", lambda made: _event(made, recorded_at="2026-01-01T00:00:00.000000Z")),
    "another content": ("leaf", lambda made: _event(made, content=made.items[0].event.content + b" ")),
    "another version": ("leaf", lambda made: _event(made, version=9)),
    "another path": ("leaf", lambda made: _event(made, path=made.items[0].event.path[1:])),
    "another kind": ("kind", lambda made: first_changed(made, what="result")),
    "another sender": ("receiver", lambda made: replace(made, sender="other")),
    "no checkpoint": ("checkpoint", lambda made: replace(made, checkpoint="x\n1\ny\n")),
    "no format of ours": ("format", lambda made: replace(made, format="zhuoluo-exchange/9")),
}


def _event(made: Parcel, **changes: object) -> Parcel:
    return first_changed(made, event=replace(made.items[0].event, **changes))


@pytest.mark.parametrize("fault", FORGERIES)
def test_an_event_that_does_not_stand_so_in_the_sender_s_log_is_refused_though_it_is_signed(
    pair: Pair, fault: str
) -> None:
    at.assigned(pair.upper)
    at.assigned(pair.upper)
    why, change = FORGERIES[fault]
    assert refused(pair, forged(pair, change)) == why
    assert given_below(pair, forged(pair, lambda made: made)).taken == 2


def test_a_log_that_contradicts_what_was_known_of_it_is_refused(pair: Pair) -> None:
    """The head by which something was taken last must be continued; without that proof nothing more is taken."""
    at.assigned(pair.upper)
    exchanged(pair)
    at.assigned(pair.upper)
    assert refused(pair, forged(pair, lambda made: replace(made, continues=()))) == "unproved"
    wrong = forged(pair, lambda made: replace(made, continues=tuple(
        replace(each, path=(b"\0" * 32, *each.path[1:])) for each in made.continues
    )))  # fmt: skip
    assert refused(pair, wrong) == "contradicts"
    assert given_below(pair, down(pair)).taken == 1


def test_what_the_rules_of_the_receiver_refuse_is_declined_on_record_and_the_next_is_taken(pair: Pair) -> None:
    above, other = at.assigned(pair.upper), at.assigned(pair.upper)
    exchanged(pair)
    for below in at.came(pair.lower, LOWER):
        at.act(pair.lower, LOWER, below, c.Register(), c.ReportResult(text="已办", to="assigner"))
    at.act(pair.upper, UPPER, above, c.Void(reason="误录"))
    took = given_above(pair, up(pair))
    assert (took.declined, took.taken) == (2, 2)
    assert any(isinstance(line.event, e.ResultReported) for line in at.state(pair.upper, UPPER, other).lines)
    given_below(pair, down(pair))
    first, second = (at.state(pair.lower, LOWER, below) for below in at.came(pair.lower, LOWER))
    declined = [
        line.event.declined
        for line in (*first.lines, *second.lines)
        if isinstance(line.event, e.TransferAcknowledged) and line.event.declined
    ]
    assert len(declined) == 2
    assert all("作废" in each and "void" in each for each in declined)


def test_what_was_taken_back_above_is_withdrawn_below(pair: Pair) -> None:
    above = at.assigned(pair.upper)
    exchanged(pair)
    at.act(pair.upper, UPPER, above, c.Withdraw(reason="信访人撤回"))
    exchanged(pair)
    (below,) = at.came(pair.lower, LOWER)
    assert at.state(pair.lower, LOWER, below).ending.withdrawn is not None


def test_refusals_are_listed_with_why_and_how_often(pair: Pair) -> None:
    at.assigned(pair.upper)
    package = down(pair)
    broken = package[:-1] + bytes([package[-1] ^ 1])
    for _ in range(2):
        refused(pair, broken)
    with pair.lower.pool.connection() as connection:
        (listed,) = channels.refusals(connection, LOWER)
    assert (listed.partner, listed.why, listed.times) == (UPPER, "seal", 2)
    assert listed.zh
    assert listed.en


def test_a_restricted_matter_keeps_its_level(pair: Pair) -> None:
    above = at.received(pair.upper, UPPER, restricted=True, secrecy="confidential", purpose="claim")
    at.act(pair.upper, UPPER, above, c.Forward(target=NAMES[LOWER]))
    exchanged(pair, 1)
    (below,) = at.came(pair.lower, LOWER)
    details = at.state(pair.lower, LOWER, below).details
    assert (details.restricted, details.secrecy) == (True, "confidential")
    assert pair.lower.gate.relations(LOWER, below).level == pair.upper.gate.relations(UPPER, above).level


def test_what_was_shown_to_the_other_office_is_on_record_before_it_leaves(pair: Pair) -> None:
    above = at.assigned(pair.upper)
    down(pair)
    year = at.now().year
    records = pair.upper.ledger.log(UPPER, f"access-{year}").lines(1, 100)
    told = [line.event for line in records if getattr(line.event, "action", "") == packing.ACTION]
    assert [event.listed.petitions for event in told] == [(above,)]  # type: ignore[union-attr]
    assert told[0].reader.person == f"office:{LOWER}"  # type: ignore[union-attr]


def test_the_header_says_whose_it_is_and_nothing_else(pair: Pair) -> None:
    at.assigned(pair.upper)
    header = down(pair).split(b"\n")[1]
    assert set(json.loads(header)) == {"sender", "receiver", "made_at", "first", "last", "key"}
    assert sealing.header_of(down(pair)).receiver == LOWER
