"""What was erased opens nowhere any more, while the log verifies and everything else stays as it was."""

from __future__ import annotations

import logging
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.deciding import Refused
from domain.erasures import RETENTION_ENDED
from domain.values import Moment
from projections.catalog import ALL
from service.database import Database
from service.erasure import carrying, checking, deciding
from service.erasure.deciding import Proposal
from service.erasure.due import due
from service.instance_keys import InstanceKeys
from service.jobs.kinds import ERASE
from service.jobs.runner import Runner
from service.keystore.shelves import SubjectDestroyed
from service.ledger.application import MATTERS
from service.ledger.sealing import ERASED, RESTRICTED
from service.ledger.verify import verify
from service.projector import schema
from service.projector.following import rebuild
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.cli.conftest import Run, run
from tests.service.erasure.people import (
    CLERK,
    FIRST,
    OFFICE,
    SECOND,
    VIA,
    approved,
    do,
    shown,
    traits,
    writes,
)
from tests.service.projector.offices import dump

__all__ = ["run"]


def erased(instance: Instance, *subjects: str) -> carrying.Carried:
    return carrying.carry_out(instance, OFFICE, approved(instance, *subjects), CLERK, VIA)


def tables(connection: Connection[Any]) -> list[Any]:
    opened = [schema.opened(connection, each) for each in ALL]
    return [dump(connection, OFFICE, table) for table in opened]


def test_a_person_is_erased_in_every_petition_and_nobody_else_is(instance: Instance) -> None:
    one, other = writes(instance), writes(instance)
    again = writes(instance, one.person)
    instance.keys.subjects.renew(one.of_person)
    third = writes(instance, one.person)
    assert str(one.person.phone) in shown(instance, third.petition)
    done = erased(instance, one.of_person)
    assert set(done.destroyed) == {one.of_person, f"{one.of_person}-g2"}
    assert set(done.petitions) == {one.petition, again.petition, third.petition}
    for each in (one, again, third):
        told = shown(instance, each.petition)
        assert ERASED in told
        assert str(one.person.phone) not in told
        assert each.problem in told, "what is told in the petition is another subject"
    assert str(other.person.phone) in shown(instance, other.petition)
    (proof,) = checking.check(instance, OFFICE)
    assert proof.erased
    assert (proof.values, proof.opened, proof.keys) == (12, 0, ())


def test_what_is_told_in_a_petition_is_erased_and_the_person_stays(instance: Instance) -> None:
    one = writes(instance)
    erased(instance, one.of_case)
    told = shown(instance, one.petition)
    assert one.problem not in told
    assert ERASED in told
    assert str(one.person.phone) in told
    with pytest.raises(SubjectDestroyed, match=f"^{one.of_case} was erased.*已删除"):
        do(instance, one.petition, c.Comment(text="再记一笔"))
    do(instance, one.petition, c.Forward(target="后扶科"))


def test_the_log_still_verifies_and_replays(instance: Instance, connection: Connection[Any]) -> None:
    one = writes(instance)
    erased(instance, one.of_person, one.of_case)
    assert verify(connection, OFFICE, MATTERS, InstanceKeys(instance.keys).macs()).fault is None
    assert instance.desk.petition(OFFICE, one.petition).version == 3


def test_a_rebuild_afterwards_equals_the_purged_tables_row_for_row(
    instance: Instance, connection: Connection[Any]
) -> None:
    written = [writes(instance) for _ in range(4)]
    instance.likeness.current(OFFICE)
    full = traits(connection)
    erased(instance, written[0].of_person)
    erased(instance, written[1].of_case)
    deciding.restrict(instance, OFFICE, written[2].of_person, "本人申请", FIRST, VIA)
    instance.likeness.current(OFFICE)
    instance.projector.current(OFFICE)
    purged, models = traits(connection), tables(connection)
    assert set(purged) < set(full), "the control: something was taken away"
    instance.likeness.rebuild()
    assert traits(connection) == purged
    rebuild(instance.pool, lambda *_: None, 0)
    assert tables(connection) == models
    assert sum(map(len, models)) > 0
    deciding.lift(instance, OFFICE, written[2].of_person, "撤回申请", FIRST, VIA)
    instance.likeness.current(OFFICE)
    lifted = traits(connection)
    assert set(purged) < set(lifted) < set(full)
    instance.likeness.rebuild()
    assert traits(connection) == lifted


def test_the_proof_finds_a_key_that_was_left_and_an_index_that_was_not_purged(
    instance: Instance, connection: Connection[Any], home: Path
) -> None:
    """The control of the proof: each thing it looks for is put back in turn."""
    one = writes(instance)
    (key,) = home.rglob(f"{one.of_person}.key")
    kept = key.read_bytes()
    instance.likeness.current(OFFICE)
    full = traits(connection)
    erased(instance, one.of_person)
    assert checking.check(instance, OFFICE)[0].erased
    left = next(row for row in full if row not in traits(connection))
    connection.execute("INSERT INTO likeness_v1.trait (office, trait, position, petition) VALUES (%s, %s, %s, %s)",
                       (OFFICE, *left))  # fmt: skip
    assert not checking.check(instance, OFFICE)[0].index_equal
    instance.likeness.rebuild()
    assert checking.check(instance, OFFICE)[0].erased
    key.write_bytes(kept)
    key.chmod(0o600)
    (proof,) = checking.check(instance, OFFICE)
    assert (proof.erased, proof.keys) == (False, (one.of_person,))
    shutil.rmtree(home / "keys" / "destroyed")
    (proof,) = checking.check(instance, OFFICE)
    assert (proof.erased, proof.destroyed, proof.opened) == (False, False, 1)
    connection.execute("CREATE TABLE public.copied AS SELECT convert_from(content, 'UTF8') AS said FROM ledger.event")
    connection.execute("GRANT SELECT ON public.copied TO PUBLIC")
    assert checking.check(instance, OFFICE)[0].tables == ("public.copied",)


def test_keys_that_come_back_with_a_backup_are_destroyed_before_anything_opens(
    instance: Instance, database: Database, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = writes(instance), writes(instance)
    shutil.copytree(home / "keys", tmp_path / "backup")
    erased(instance, one.of_person)
    shutil.rmtree(home / "keys")
    shutil.copytree(tmp_path / "backup", home / "keys")
    assert list(home.rglob(f"{one.of_person}.key")), "the control: it is there again"
    with caplog.at_level(logging.WARNING), assembled(Settings(home), database) as later:
        assert str(one.person.phone) not in shown(later, one.petition)
        assert str(other.person.phone) in shown(later, other.petition)
        assert checking.check(later, OFFICE)[0].erased
    assert list(home.rglob(f"{one.of_person}.key")) == []
    assert one.of_person in caplog.text


def test_of_a_restricted_person_nothing_opens_but_for_data_protection_and_the_work_goes_on(instance: Instance) -> None:
    one = writes(instance)
    deciding.restrict(instance, OFFICE, one.of_person, "对准确性有争议", FIRST, VIA)
    told = shown(instance, one.petition)
    assert RESTRICTED in told
    assert str(one.person.phone) not in told
    sealer = instance.ledger.log(OFFICE).sealer
    line = instance.ledger.log(OFFICE).stream(one.petition)[0]
    assert str(one.person.phone) in str(sealer.opened(line, restricted=True))
    do(instance, one.petition, c.Forward(target="后扶科"))
    deciding.lift(instance, OFFICE, one.of_person, "已核实", FIRST, VIA)
    assert str(one.person.phone) in shown(instance, one.petition)


def test_what_another_process_restricted_or_erased_is_known_within_a_second(
    instance: Instance, database: Database, home: Path
) -> None:
    one = writes(instance)
    with assembled(Settings(home), database) as other:
        assert str(one.person.phone) in shown(other, one.petition)
        deciding.restrict(instance, OFFICE, one.of_person, "争议", FIRST, VIA)
        barred = other.ledger.log(OFFICE).sealer.barred
        assert barred is not None
        barred._until = 0.0  # a second later
        assert str(one.person.phone) not in shown(other, one.petition)
        erased(instance, one.of_person)
        barred._until = 0.0
        line = other.ledger.log(OFFICE).stream(one.petition)[0]
        assert str(one.person.phone) not in str(other.ledger.log(OFFICE).sealer.opened(line, restricted=True))


def test_only_what_is_recorded_here_is_proposed(instance: Instance) -> None:
    def refused(said: Proposal) -> list[str]:
        with pytest.raises(Refused) as found:
            deciding.propose(instance, OFFICE, said, CLERK, VIA)
        return [each.en for each in found.value.reasons]

    one = writes(instance)
    nobody = f"person-{one.petition.hex}"
    assert refused(Proposal(subjects=(nobody,), basis=RETENTION_ENDED, reason="届满")) == [
        f"nothing of {nobody} is recorded in this office"
    ]
    assert refused(Proposal(petition=one.petition, basis=RETENTION_ENDED, reason="届满")) == [
        "the term of its archive class has not ended"
    ]
    assert refused(Proposal(petition=one.person.id, basis=RETENTION_ENDED, reason="届满")) == [
        "there is no such petition"
    ]
    with pytest.raises(Refused):
        carrying.carry_out(instance, OFFICE, 1, CLERK, VIA)


def test_terms_that_have_ended_are_listed_and_may_be_proposed_on(instance: Instance) -> None:
    kept, ended, open_ = writes(instance), writes(instance), writes(instance)
    for each, retention in ((kept, "永久"), (ended, "10年")):
        do(instance, each.petition, c.Answer(reply_kind="result", text="已修", delivered=True))
        do(instance, each.petition, c.Close(outcome="recorded"))
        do(instance, each.petition, c.Archive(file_number="1", retention=retention))
    year = instance.desk.petition(OFFICE, ended.petition).ending.archived
    assert isinstance(year, Moment)
    last = date(year.day.year + 10, 12, 31)
    assert due(instance, OFFICE, last) == []
    (found,) = due(instance, OFFICE, date(last.year + 1, 1, 1))
    assert (found.petition, found.archive_class, found.last_day) == (ended.petition, "10年", last)
    assert open_.petition not in {each.petition for each in due(instance, OFFICE, date(2999, 1, 1))}
    instance.offices.add(OFFICE, o.RetentionTermSet(archive_class="10年", years=1, reason="鉴定会"), CLERK, VIA)
    assert [each.petition for each in due(instance, OFFICE, date(year.day.year + 2, 1, 1))] == [ended.petition]


def test_a_job_finishes_what_was_cut_short_behind_the_event(instance: Instance) -> None:
    one = writes(instance)
    number = approved(instance, one.of_person)
    found = deciding.known(instance, OFFICE, number)
    event = o.SubjectErased(
        erasure=number, kids=(one.of_person,), basis=found.proposed.basis, approvers=(FIRST.name, SECOND.name)
    )
    instance.offices.add(OFFICE, event, CLERK, VIA)
    assert instance.keys.subjects.kids_of(one.of_person) == (one.of_person,), "the control: its key is there"
    runner = Runner(instance)
    runner.once()
    with instance.pool.connection() as connection:
        done = connection.execute("SELECT count(*) FROM jobs.job WHERE kind = %s AND finished_at IS NOT NULL", (ERASE,))
        assert done.fetchone() == (1,)
    assert checking.check(instance, OFFICE)[0].erased
    assert carrying.carry_out(instance, OFFICE, number, CLERK, VIA).destroyed == (), "carried out again it does no harm"


def test_the_command_line_leads_from_the_proposal_to_the_proof(instance: Instance, run: Run) -> None:
    one = writes(instance)
    here = ("--office", OFFICE, "--format", "json")
    said = ("erasure", "propose", one.of_person, "--basis", "legal_ground", "--reason", "本人申请", "--as", "田甜")
    assert run(*said, *here).json["number"] == 1
    assert run("erasure", "approve", "1", "--as", "田 甜", *here).code == 1
    assert run("erasure", "approve", "1", "--as", "钟山", *here).json["standing"] == "proposed"
    assert run("erasure", "carry-out", "1", *here).code == 1
    assert run("erasure", "approve", "1", "--as", "倪虹", *here).json["standing"] == "approved"
    assert run("erasure", "carry-out", "1", *here).json["destroyed"] == [one.of_person]
    assert [each["standing"] for each in run("erasure", "list", *here).json] == ["erased"]
    proved = run("erasure", "check", *here)
    assert (proved.code, proved.json[0]["erased"]) == (0, True)
    assert run("restriction", "set", one.of_case, "--reason", "争议", *here).json[0]["subject"] == one.of_case
    assert run("restriction", "lift", one.of_case, "--reason", "已核实", *here).json == []
    assert run("restriction", "list", *here).json == []
    assert run("retention", "due", "--on", "2099-01-01", *here).json == []
    assert run("retention", "set", "长期", "--years", "60", "--reason", "鉴定会", *here).json["长期"] == 60
    assert run("erasure", "refuse", "1", "--reason", "晚了", *here).code == 1
