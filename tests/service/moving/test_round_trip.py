"""An office that moved is the office that it was: register, statistics, log, files, what is sealed, what is erased."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain import office as o
from domain.access import CONSOLE
from domain.access_record import AccessRecorded, Reader, log_of
from domain.events import Attached
from service.access_log.dropping import Approved, drop
from service.access_log.recording import Reads
from service.attachments import handing_out, taking
from service.attachments.checking import check
from service.attachments.sealed import Ref
from service.attachments.taking import Upload
from service.demo import story
from service.erasure import carrying
from service.evidence import checkpoint
from service.evidence import note as notes
from service.ledger.sealing import ERASED
from service.moving.exporting import Unsettled
from service.moving.importing import OfficeThere
from service.readmodels import register
from service.readmodels.asking import question
from service.readmodels.register import Listed
from service.readmodels.statistics import behind, counting
from service.readmodels.statistics.behind import StatedFact
from service.readmodels.statistics.whole import Statistics, statistics
from service.runtime import Instance
from tests.service.access_log.conftest import Clock
from tests.service.erasure import people
from tests.service.erasure.people import CLERK, OFFICE, VIA, founded, shown, writes
from tests.service.moving.conftest import Pair, sound, written
from tests.service.transfers import offices as at
from tests.service.transfers.offices import LOWER, UPPER

YEAR = counting.period("2026")


def told(instance: Instance, office: str, position: int) -> tuple[list[Listed], list[StatedFact], Statistics]:
    """The register, the facts of the year and its statistics by unit and outcome, as known at a position."""
    asked = question(instance, CONSOLE, office, position=position)
    with instance.pool.connection() as connection:
        rows, facts = list(register.whole(connection, asked)), list(behind.all_facts(connection, asked, YEAR))
        return rows, facts, statistics(connection, asked, YEAR, ("unit", "outcome"))


def attached(instance: Instance, petition: UUID, content: bytes, office: str = OFFICE) -> Attached:
    upload = Upload(
        office=office, petition=petition, said="来信.txt", declared="", paper="letter", actor=CLERK, channel="test"
    )
    (line,) = taking.take(instance, upload, [content]).lines
    assert isinstance(line.event, Attached)
    return line.event


def test_the_register_and_the_statistics_are_the_same_at_every_position_that_is_asked_for(pair: Pair) -> None:
    office = story.load(pair.old, lambda _done, _total: None)
    size = pair.old.ledger.head(office).size
    took = pair.moved(office)
    assert took.events > size > 50
    seen = [told(pair.old, office, position) for position in (size // 4, size // 2, size * 3 // 4, size)]
    assert [told(pair.new, office, position) for position in (size // 4, size // 2, size * 3 // 4, size)] == seen
    assert all(rows and facts and counted.figures and counted.stocks for rows, facts, counted in seen)
    assert seen[0] != seen[-1], "or nothing was compared"


def test_the_log_verifies_up_to_the_head_that_the_sender_has_signed(pair: Pair) -> None:
    office = story.load(pair.old, lambda _done, _total: None)
    took = pair.moved(office)
    held = pair.old.checkpoints.current(office, "matters")
    assert took.head == held.head.head
    sound(pair.new, office, heads=(("the sender", held.text),))


def test_another_head_of_the_sender_is_contradicted(pair: Pair) -> None:
    """The control: verification with a head that the log does not hold finds that."""
    founded(pair.old)
    pair.moved(OFFICE)
    writes(pair.old)
    later = pair.old.checkpoints.current(OFFICE, "matters")
    with pytest.raises(AssertionError, match="截断"):
        sound(pair.new, OFFICE, heads=(("the sender", later.text),))


def test_it_goes_on_under_a_name_of_its_own_and_the_next_number(pair: Pair) -> None:
    founded(pair.old)
    writes(pair.old)
    pair.moved(OFFICE)
    writes(pair.new)
    before = pair.old.checkpoints.current(OFFICE, "matters").head
    behind_ = pair.new.checkpoints.current(OFFICE, "matters").head
    assert behind_.size > before.size
    assert behind_.origin != before.origin
    assert behind_.origin.endswith(f"/{OFFICE}/matters/2")
    sound(pair.new, OFFICE)
    asked = question(pair.new, CONSOLE, OFFICE)
    with pair.new.pool.connection() as connection:
        numbers = sorted(row.number or "" for row in register.whole(connection, asked))
    assert [number[-5:] for number in numbers] == ["00001", "00002"]


def test_what_is_sealed_reads_as_before_and_what_was_erased_stays_erased(pair: Pair) -> None:
    founded(pair.old)
    kept, gone = writes(pair.old), writes(pair.old)
    attached(pair.old, gone.petition, "门前积水".encode())
    number = people.approved(pair.old, gone.of_person, gone.of_case)
    carrying.carry_out(pair.old, OFFICE, number, CLERK, VIA)
    pair.moved(OFFICE)
    assert kept.problem in shown(pair.new, kept.petition)
    assert kept.person.name in shown(pair.new, kept.petition)  # type: ignore[operator]
    assert ERASED in shown(pair.new, gone.petition)
    assert gone.problem not in shown(pair.new, gone.petition)
    assert (check(pair.new).erased, check(pair.new).sound) == (1, True)


def test_keys_of_other_offices_stay_where_they_are(pair: Pair) -> None:
    founded(pair.old)
    founded(pair.old, "linye")
    mine, others = writes(pair.old), writes(pair.old, office="linye")
    pair.moved(OFFICE)
    assert pair.new.keys.find(mine.of_case) == pair.old.keys.find(mine.of_case)
    assert pair.new.keys.find(others.of_case) is None
    assert pair.new.keys.find(others.of_person) is None


def test_the_files_of_attachments_come_along_and_open(pair: Pair) -> None:
    founded(pair.old)
    letter = writes(pair.old)
    text = "门前积水照片说明".encode() * 20_000
    file = attached(pair.old, letter.petition, text)
    assert pair.moved(OFFICE).files == 1
    ref = Ref(OFFICE, letter.petition, file.attachment)
    assert b"".join(handing_out.opened(pair.new, ref, file.digest, file.size)) == text
    assert check(pair.new).sound


def test_the_logs_of_access_records_come_along_one_of_them_dropped(pair: Pair) -> None:
    founded(pair.old)
    letter = writes(pair.old)
    clock, this = Clock(), datetime.now(UTC).year
    reads = Reads(pair.old.ledger, pair.old.offices, pair.old.checkpoints, clock, lambda *_: 0.0)
    read = AccessRecorded(reader=Reader("李文"), via="page", action="show", allowed=True, petition=letter.petition)
    for year in (this - 2, this - 1, this):
        clock.now = datetime(year, 6, 1, 12, tzinfo=UTC)
        reads.record(OFFICE, read)
    drop(pair.old, OFFICE, this - 2, Approved(("周静", "吴敏"), "保存期满"), CLERK, VIA)
    took = pair.moved(OFFICE)
    assert took.logs == 4
    for log in ("matters", *(log_of(year) for year in (this - 2, this - 1, this))):
        held = pair.old.checkpoints.current(OFFICE, log)
        sound(pair.new, OFFICE, log, heads=(("the sender", held.text),))
    with pair.new.pool.connection() as connection:
        closed = connection.execute("SELECT log, closed FROM ledger.head WHERE office = %s", [OFFICE]).fetchall()
    assert {log for log, is_closed in closed if not is_closed} == {"matters", log_of(this)}


def test_the_same_package_again_changes_nothing(pair: Pair) -> None:
    founded(pair.old)
    writes(pair.old)
    package, made = pair.package(OFFICE)
    first = pair.take(package, made)
    before = written(pair.new)
    again = pair.take(package, made)
    assert (first.repeated, again.repeated) == (False, True)
    assert written(pair.new) == before
    writes(pair.new)
    assert pair.take(package, made).repeated
    sound(pair.new, OFFICE)


def test_what_the_sender_still_waits_for_has_to_come_first(pair: Pair) -> None:
    at.acquainted(pair.old, pair.old)
    at.assigned(pair.old)
    with pytest.raises(Unsettled, match=LOWER):
        pair.package(UPPER)


def test_both_installations_are_stated_in_the_log_by_the_sender(pair: Pair) -> None:
    founded(pair.old)
    pair.moved(OFFICE)
    keys = pair.new.offices.get(OFFICE).state.evidence.keys
    assert [each.founding for each in keys] == [True, False, False]
    assert all(isinstance(each, o.InstanceKeyStated) for each in keys)
    head = pair.new.checkpoints.current(OFFICE, "matters")
    signers = notes.verified(head.note, pair.new.checkpoints.known(OFFICE, checkpoint.of(head.note).origin))
    assert signers[0].public.hex() == keys[-1].public


def test_it_can_move_on_and_back_under_another_name_each_time(pair: Pair) -> None:
    """What the second installation wrote goes with it; the first one, which holds the office, does not take it."""
    founded(pair.old)
    writes(pair.old)
    pair.moved(OFFICE)
    writes(pair.new)
    back = Pair(pair.new, pair.old)
    package, made = back.package(OFFICE)
    before = written(pair.old)
    with pytest.raises(OfficeThere):
        back.take(package, made)
    assert written(pair.old)[0] == before[0]
