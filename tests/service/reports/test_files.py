"""The file of a report shows by itself what of it was changed; and what differs is not received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from domain.deciding import Refused
from domain.report_content import BadReport, Row, digest_of, text_of
from service.ledger.showing import Shown
from service.reports import bundle, receiving
from service.reports.bundle import Bundle, Proof
from tests.service.reports.bureau import FEBRUARY, JANUARY, Bureau, by_file, changed, table
from tests.service.reports.test_verifying import content_as, with_rows

Tamper = Callable[[Bundle], Bundle]

GHOST = "00000000-0000-0000-0000-000000000001"
SHOWN, ONCE = "facts rest on the events shown", "facts are of the period, each once"


@pytest.fixture
def given(bureau: Bureau) -> Bundle:
    return bureau.file(bureau.sent(JANUARY))


def test_a_file_is_read_as_it_was_written(given: Bundle) -> None:
    assert bundle.read(bundle.text_of(given)) == given
    assert by_file(given) == []


def test_a_file_holds_each_fact_with_its_event_and_nothing_of_what_was_said(given: Bundle) -> None:
    content = given.parsed()
    assert len(given.facts) == sum(int(row.numbers[0] or 0) for row in table(content, "handling").rows)
    shown = {each.position: each.stands_for for each in given.events}
    for fact in given.facts:
        assert shown[fact.position] == ("yimin", "matters", str(fact.petition), fact.act)
    assert [each.position for each in given.events] == sorted(shown)


def test_a_period_in_which_nothing_happened_has_a_file_too(bureau: Bureau) -> None:
    given = bureau.file(bureau.draft("1999"))
    assert (given.facts, given.events) == ((), ())
    assert proof_of(given).hashes == (proof_of(given).root,), "the root itself proves that there is such a log"
    assert by_file(given) == []


# ---- tampered with


def _fact(**fields: Any) -> Tamper:
    """The fact that the first letter was received says something else."""

    def tampered(given: Bundle) -> Bundle:
        nth = next(nth for nth, fact in enumerate(given.facts) if fact.measure == "received")
        facts = (*given.facts[:nth], changed(given.facts[nth], **fields), *given.facts[nth + 1 :])
        return changed(given, facts=facts)

    return tampered


def _ghost(given: Bundle) -> Bundle:
    return _fact(petition=GHOST)(given)


def _twice(given: Bundle) -> Bundle:
    return changed(given, facts=(*given.facts, given.facts[0]))


def _followed(given: Bundle) -> Bundle:
    """Something that is not ASCII behind the record."""
    first, *others = given.events
    return changed(given, events=(Shown(first.position, f"{first.record}着落"), *others))


def _proof(**fields: Any) -> Tamper:
    return lambda given: changed(given, proof=changed(proof_of(given), **fields))


def proof_of(given: Bundle) -> Proof:
    assert given.proof is not None
    return given.proof


def _report(**fields: Any) -> Tamper:
    return lambda given: changed(given, report=changed(given.report, **fields))


def _record(nth: int, old: str, new: str) -> Tamper:
    def tampered(given: Bundle) -> Bundle:
        events = list(given.events)
        events[nth] = Shown(events[nth].position, events[nth].record.replace(old, new, 1))
        return changed(given, events=tuple(events))

    return tampered


def _hashes(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Tamper:
    return lambda given: _proof(hashes=change(proof_of(given).hashes))(given)


def _more(given: Bundle) -> Bundle:
    """One more in the text, and the digest of that text."""
    content = given.parsed()
    (key, numbers), *others = [(row.key, row.numbers) for row in table(content, "handling").rows]
    rows = (Row(key, (int(numbers[0] or 0) + 1, *numbers[1:])), *(Row(*each) for each in others))
    return content_as(given, with_rows(content, "handling", rows))


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "content": (lambda given: changed(given, content=given.content.replace("移民局", "民政局")), "digest"),
    "a figure and its digest": (_more, "facts of handling"),
    "digest": (_report(digest="0" * 64), "digest"),
    "the period in the report": (_report(period="2026-02"), "basis"),
    "the style in the report": (_report(style="business"), "basis"),
    "the first day in the report": (_report(first=date(2026, 1, 2)), "basis"),
    "the last day in the report": (_report(last=date(2026, 1, 30)), "basis"),
    "the position in the report": (_report(position=3), "basis"),
    "the root in the report": (_report(root="00" * 32), "basis"),
    "the measure of a fact": (_fact(measure="closed"), "facts of handling"),
    "the channel of a fact": (_fact(channel="call"), "facts of received"),
    "the class of a fact": (_fact(content_class="0404"), "facts of content"),
    "the purpose of a fact": (_fact(purpose="claim"), "facts of purpose"),
    "the unit of a fact": (_fact(unit="某科"), "facts of units"),
    "the persons of a fact": (_fact(persons=99), "facts of handling"),
    "a fact of another petition": (_ghost, SHOWN),
    "a fact of another act": (_fact(act=99), SHOWN),
    "a fact at another position": (_fact(position=1), SHOWN),
    "a fact of another month": (_fact(day=date(2026, 2, 1)), ONCE),
    "a fact left out": (lambda given: changed(given, facts=given.facts[1:]), "facts of handling"),
    "a fact twice": (_twice, ONCE),
    "an event left out": (lambda given: changed(given, events=given.events[1:]), SHOWN),
    "the office of a record": (_record(0, "\nyimin\n", "\nother\n"), SHOWN),
    "the version of a record": (_record(1, "\n2\n", "\n3\n"), "proof"),
    "the content of a record": (_record(1, "a", "b"), "proof"),
    "a record that is none": (_record(0, "zhuoluo/1", "zhuoluo/0"), SHOWN),
    "a record that is not ASCII": (_record(0, "zhuoluo", "着落"), SHOWN),
    "what follows a record": (_followed, "proof"),
    "a hash of the proof": (_hashes(lambda hashes: ("00" * 32, *hashes[1:])), "proof"),
    "a hash left out": (_hashes(lambda hashes: hashes[1:]), "proof"),
    "a hash too many": (_hashes(lambda hashes: (*hashes, "00" * 32)), "proof"),
    "a hash that is none": (_hashes(lambda hashes: ("xyz", *hashes[1:])), "proof"),
    "the size of the proof": (_proof(size=8), "proof"),
    "the root of the proof": (_proof(root="00" * 32), "proof"),
}  # fmt: skip


def test_whatever_was_changed_in_a_file_is_found_by_the_file_alone(given: Bundle) -> None:
    found = {name: (what, by_file(tampered(given))) for name, (tampered, what) in TAMPERED.items()}
    assert [name for name, (what, differs) in found.items() if what not in differs] == []


def test_a_file_in_which_anything_was_changed_is_not_received(upper: Bureau, given: Bundle) -> None:
    for tampered, what in TAMPERED.values():
        with pytest.raises(Refused, match=what):
            upper.receive(bundle.text_of(tampered(given)).encode())
    assert upper.instance.offices.get(upper.id).state.received == ()


def test_a_forged_record_beside_the_right_one_proves_nothing(given: Bundle) -> None:
    """A forger adds a fact, mends every table and the digest, and shows an event of his own at a proved position."""
    right = next(each for each in given.events if each.position == given.facts[0].position)
    ghost = changed(given.facts[0], petition=GHOST, act=1)
    record = right.record.split("\n")
    record[3:5] = [str(ghost.petition), "1"]
    forged = changed(
        given, facts=(*given.facts, ghost), events=(Shown(right.position, "\n".join(record)), *given.events)
    )
    assert "proof" in by_file(forged)
    assert "facts rest on the events shown" not in by_file(forged), "this is why positions are looked at"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "\ufeff{}", '{"format": "zhuoluo-report/1"}', "[" * 100_000, "x" * 1_000_000, "{" * 50_000],
    ids=["empty", "object", "list", "mark", "format", "deep", "long", "deeper"],
)
def test_what_is_no_report_file_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadReport, match="不是统计报表文件"):
        receiving.received(text.encode())


def test_bytes_that_are_no_text_are_no_report_file() -> None:
    with pytest.raises(BadReport):
        receiving.received(b"\xff\xfe\x00")


def test_a_format_that_is_not_known_is_said(given: Bundle) -> None:
    with pytest.raises(BadReport, match="zhuoluo-report/9"):
        bundle.read(bundle.text_of(changed(given, format="zhuoluo-report/9")))


def test_a_text_that_is_no_report_is_not_received(given: Bundle) -> None:
    text = "{}"
    forged = changed(given, content=text, report=changed(given.report, digest=digest_of(text)))
    with pytest.raises(BadReport, match="不是统计报表"):
        receiving.received(bundle.text_of(forged).encode())


# ---- received


@pytest.fixture
def upper(bureau: Bureau) -> Bureau:
    made = Bureau(bureau.instance, "upper", name="市信访局")
    made.today = date(2026, 2, 3)
    for day in (date(2026, 1, 8), date(2026, 1, 9)):
        made.letter(day)
    made.today = date(2026, 3, 3)
    return made


def area(bureau: Bureau, of: str = JANUARY) -> dict[tuple[str, ...], int]:
    """How many letters came in, by office, and of all."""
    said = bureau.content(bureau.draft(of))
    return {row.key: int(row.numbers[0] or 0) for row in table(said, "area").rows if row.key[1] == "received"}


def test_a_report_that_was_received_is_kept_and_the_totals_cite_it(upper: Bureau, given: Bundle) -> None:
    kept = upper.receive(bundle.text_of(given).encode())
    assert (kept.sender, kept.sender_name, kept.report, kept.digest) == (
        "yimin",
        "移民局",
        "2026-01-1",
        given.report.digest,
    )
    said = upper.content(upper.sent(JANUARY))
    assert [(each.office, each.report, each.digest, each.position) for each in said.cites] == [
        ("yimin", "2026-01-1", given.report.digest, kept.log_position)
    ]
    rows = {row.key: row.numbers for row in table(said, "area").rows if row.key[1] == "received"}
    assert rows == {
        ("*", "received"): (5, 5, 5, 1, 2, 8),
        ("upper", "received"): (2, 2, 2, 0, 0, 2),
        ("yimin", "received"): (3, 3, 3, 1, 2, 6),
    }
    assert upper.verified(upper.file(upper.report("2026-01-1"))).sound


def test_nothing_is_summed_where_nothing_was_received(bureau: Bureau, upper: Bureau, given: Bundle) -> None:
    assert upper.content(upper.draft(JANUARY)).table("area") is None
    upper.receive(bundle.text_of(given).encode())
    february = upper.content(upper.draft(FEBRUARY))
    assert (february.table("area"), february.cites) == (None, ()), "it was received for another month"
    assert bureau.content(bureau.draft("2026-01-01..2026-02-28")).cites == ()


def test_the_second_version_of_a_report_from_below_counts_instead(bureau: Bureau, upper: Bureau, given: Bundle) -> None:
    upper.receive(bundle.text_of(given).encode())
    assert area(upper)["yimin", "received"] == 3
    first = upper.file(upper.report("2026-01-1"))
    bureau.letter(date(2026, 1, 20))
    again = bureau.sent(JANUARY, replaces="2026-01-1", reason="漏计一件")
    upper.receive(bureau.written(again))
    assert area(upper) == {("*", "received"): 6, ("upper", "received"): 2, ("yimin", "received"): 4}
    assert upper.verified(first).sound, "what the first totals rested on is still known"


def test_a_total_that_was_changed_is_found(upper: Bureau, given: Bundle) -> None:
    upper.receive(bundle.text_of(given).encode())
    file = upper.file(upper.sent(JANUARY), facts=False)
    content = file.parsed()
    first, *others = table(content, "area").rows
    forged = content_as(file, with_rows(content, "area", (Row(first.key, (99, *first.numbers[1:])), *others)))
    assert {check.what for check in upper.verified(forged).checks if check.standing == "differs"} == {
        "drafted by the office",
        "area",
    }
    without = content_as(file, changed(content, cites=()))
    assert "citations" in {check.what for check in upper.verified(without).checks if check.standing == "differs"}


def test_a_report_without_facts_is_received_too(bureau: Bureau, upper: Bureau) -> None:
    report = bureau.sent(JANUARY)
    upper.receive(bundle.text_of(bureau.file(report, facts=False)).encode())
    assert area(upper)["yimin", "received"] == 3


def test_the_same_report_is_received_once_and_its_own_office_does_not_receive_it(
    bureau: Bureau, upper: Bureau, given: Bundle
) -> None:
    file = bundle.text_of(given).encode()
    upper.receive(file)
    with pytest.raises(Refused, match="received already"):
        upper.receive(file)
    with pytest.raises(Refused, match="does not receive its own"):
        bureau.receive(file)


@pytest.mark.clause("R2.6")
def test_a_draft_that_nobody_signed_off_is_not_received(bureau: Bureau, upper: Bureau) -> None:
    with pytest.raises(Refused, match="was not signed off"):
        upper.receive(bureau.written(bureau.draft(JANUARY)))


def test_a_report_of_figures_that_cannot_be_summed_is_not_received(upper: Bureau, given: Bundle) -> None:
    content = given.parsed()
    handling = table(content, "handling")
    words = with_rows(content, "handling", (Row(("received",), ("x", 1, 1, 0, 0, 1)),))
    fewer = changed(content, tables=(changed(handling, counts=handling.counts[:1], rows=()),))
    for wrong in (words, fewer):
        forged = changed(content_as(given, wrong), facts=(), events=(), proof=None)
        with pytest.raises(BadReport, match="handling"):
            upper.receive(bundle.text_of(forged).encode())
    forged = changed(content_as(given, changed(content, tables=())), facts=(), events=(), proof=None)
    with pytest.raises(Refused, match="no table handling"):
        upper.receive(bundle.text_of(forged).encode())


def test_a_report_of_a_period_that_is_not_over_where_it_is_received_is_refused(upper: Bureau, bureau: Bureau) -> None:
    bureau.today = date(2026, 4, 1)
    march = bureau.sent("2026-03")
    assert upper.today < date(2026, 3, 31) - timedelta(1)
    with pytest.raises(Refused, match="2026-03 is not over"):
        upper.receive(bureau.written(march))


def test_thousands_of_facts_stand_in_a_file_and_are_proved(bureau: Bureau) -> None:
    bureau.today = date(2026, 3, 2)
    for _ in range(400):
        bureau.letter(date(2026, 1, 15))
    given = bureau.file(bureau.sent(JANUARY))
    assert len(given.facts) > 1200
    assert by_file(given) == []
    assert text_of(given.parsed()) == given.content
