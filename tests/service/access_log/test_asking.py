"""Who read this petition, what somebody read, what was unusual: answered from the records, whole and exact."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from starlette.testclient import TestClient

from domain import commands as c
from domain.access_record import MOST_IDS, OWN_NAME, Reader, listed
from domain.values import Moment
from service.access_log import asking, indexing
from service.access_log.asking import Involved
from service.access_log.filters import canonical
from service.api.app import create_app
from service.cli import access
from service.cli.main import main
from service.desk import Request, Step
from service.readmodels.asking import BadQuestion
from tests.service.access_log.conftest import BY, LI, OFFICE, OTHER, PETITION, VIA, WANG, Archive, told

ACCUSED = Reader("赵强", "信访科")


def people(records: tuple[asking.Shown, ...]) -> list[str]:
    return [each.event.reader.person for each in records]


def day_of(archive: Archive) -> date:
    return archive.instance.offices.get(OFFICE).moment(datetime.now(UTC)).day


def test_who_read_a_petition_is_told_with_refused_attempts_and_the_lists_it_stood_in(archive: Archive) -> None:
    archive.read(LI)
    archive.read(LI, uuid4())
    archive.read(WANG, allowed=False, reasons=("wrong_level",))
    archive.read(WANG, None, action="list", listed=listed("register", "", [uuid4(), PETITION]))
    archive.read(WANG, None, action="list", listed=listed("register", "", [uuid4()]))
    archive.reads.record(OTHER, told(ACCUSED))
    read = asking.who_read(archive.instance, OFFICE, PETITION)
    assert people(read.records) == ["李文", "王芳", "王芳"]
    assert [each.event.allowed for each in read.records] == [True, False, True]
    assert [each.event.listed is not None for each in read.records] == [False, False, True]
    assert read.lists == ()


def test_of_a_list_too_long_to_be_named_it_is_said_that_it_may_have_stood_there(archive: Archive) -> None:
    many = [uuid4() for _ in range(MOST_IDS + 1)]
    archive.read(LI, None, action="export", listed=listed("register", "unit=a", many))
    archive.read(LI, None, action="list", listed=listed("register", "unit=b", []))
    read = asking.who_read(archive.instance, OFFICE, many[0])
    assert read.records == ()
    assert [each.event.listed.filter for each in read.lists if each.event.listed] == ["unit=a"]


def test_every_petition_of_a_list_of_a_thousand_is_found(archive: Archive) -> None:
    many = [uuid4() for _ in range(MOST_IDS)]
    archive.read(LI, None, action="list", listed=listed("register", "", many))
    assert all(asking.who_read(archive.instance, OFFICE, many[nth]).records for nth in (0, 499, 999))


def test_who_had_read_it_before_somebody_was_named_as_accused(archive: Archive) -> None:
    archive.read(ACCUSED)
    archive.read(ACCUSED, None, action="list", listed=listed("register", "", [PETITION]))
    archive.read(WANG, allowed=False, reasons=("wrong_level",))
    instance = archive.instance
    step = Step(command=c.Receive(channel="letter"), occurred=Moment(day_of(archive)))
    instance.desk.handle(Request(office=OFFICE, petition=uuid4(), steps=[step], actor=BY, via=VIA))
    archive.read(LI)
    had = asking.who_had_read(instance, OFFICE, PETITION, instance.ledger.head(OFFICE).size)
    assert people(had) == ["赵强", "赵强"]
    assert people(asking.who_had_read(instance, OFFICE, PETITION, datetime.now(UTC))) == ["赵强", "赵强", "李文"]
    with pytest.raises(BadQuestion):
        asking.who_had_read(instance, OFFICE, PETITION, 10**6)


def test_what_a_person_has_read(archive: Archive) -> None:
    archive.read(LI)
    archive.read(WANG)
    archive.read(LI, allowed=False, reasons=("accused",))
    today = day_of(archive)
    assert people(asking.by_person(archive.instance, OFFICE, "李文", today, today)) == ["李文", "李文"]
    assert asking.by_person(archive.instance, OFFICE, "李文", today + timedelta(1), today + timedelta(2)) == ()


def test_the_index_made_anew_answers_the_same(archive: Archive) -> None:
    for nth in range(5):
        archive.read(LI if nth % 2 else WANG)
    before = asking.who_read(archive.instance, OFFICE, PETITION)
    with psycopg.connect(archive.database.conninfo, autocommit=True) as connection:
        connection.execute("DELETE FROM access_log.read")
    assert asking.who_read(archive.instance, OFFICE, PETITION).records == (), "control: the index was emptied"
    indexing.rebuild(archive.instance.pool, OFFICE)
    assert asking.who_read(archive.instance, OFFICE, PETITION) == before


def test_indexing_goes_on_by_itself_where_it_was(archive: Archive) -> None:
    worker = indexing.Indexing(archive.instance.pool)
    for many in (1, 3):
        for _ in range(many):
            archive.read()
        worker.turn()
        with archive.instance.pool.connection() as connection:
            row = connection.execute("SELECT count(*), max(position) FROM access_log.read").fetchone()
            assert row == (archive.size(archive.log) - 1, archive.size(archive.log))


ALL_DAY = (time(0), time(23, 59, 59, 999999))


def test_unusual_reading_is_computed_from_the_records_and_what_the_house_knows(archive: Archive) -> None:
    today = day_of(archive)
    for _ in range(3):
        archive.read(ACCUSED, allowed=False, reasons=("accused",))
    archive.read(LI, demanded=True, purpose="")
    archive.read(WANG, None, action="search", listed=listed("search", "name=hmac:00", []), reasons=(OWN_NAME,))

    def involvement(person: str, petition: UUID) -> Involved:
        accused = (person, petition) == (ACCUSED.person, PETITION)
        return Involved(own=accused, barred_since=datetime.now(UTC) - timedelta(days=1) if accused else None)

    found = asking.unusual(archive.instance, OFFICE, today, today, hours=ALL_DAY, involvement=involvement)
    told_of = {(each.rule, each.person) for each in found if each.rule != "out_of_hours"}
    assert told_of == {
        ("own_case", "赵强"), ("after_barring", "赵强"), ("refused_often", "赵强"),
        ("no_purpose", "李文"), ("own_case", "王芳"),
    }  # fmt: skip
    (refused,) = (each for each in found if each.rule == "refused_often")
    events = [each.event for each in asking.records(archive.instance, OFFICE, refused.records)]
    assert [event.allowed for event in events] == [False] * 3


def test_what_a_background_job_handed_out_is_nobodys_unusual_reading(archive: Archive) -> None:
    """A mail of reminders goes out by itself: at whatever hour, however many petitions it names."""
    today, never = day_of(archive), (time(0), time(0))
    archive.read(LI, None, via="job", action="list", listed=listed("mailed-reminders", "", [PETITION]))
    assert asking.unusual(archive.instance, OFFICE, today, today, hours=never) == []
    archive.read(LI, None, action="list", listed=listed("reminders", "", [PETITION]))
    assert [each.rule for each in asking.unusual(archive.instance, OFFICE, today, today, hours=never)] == [
        "out_of_hours"
    ]


def test_days_the_wrong_way_round_are_no_question(archive: Archive) -> None:
    today = day_of(archive)
    with pytest.raises(BadQuestion):
        asking.unusual(archive.instance, OFFICE, today, today - timedelta(1))


def test_a_filter_is_one_text_and_says_nothing_personal(archive: Archive) -> None:
    keys = archive.instance.keys
    said = {"unit": "信访科&二科", "name": "王小明", "limit": 50, "cursor": None}
    text = canonical(keys, OFFICE, said, {"name", "phone"})
    assert text == canonical(keys, OFFICE, dict(reversed(said.items())), {"name", "phone"})
    assert "王小明" not in text
    assert "%E7%8E%8B" not in text
    assert text.startswith("limit=50&name=hmac:")
    assert text.endswith("&unit=%E4%BF%A1%E8%AE%BF%E7%A7%91%26%E4%BA%8C%E7%A7%91")
    assert text != canonical(keys, OFFICE, {**said, "name": "王小朋"}, {"name", "phone"})
    assert text != canonical(keys, OTHER, said, {"name", "phone"})


@pytest.fixture
def client(archive: Archive) -> TestClient:
    return TestClient(create_app(archive.instance), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def test_the_same_over_http(archive: Archive, client: TestClient) -> None:
    archive.read(LI)
    archive.read(WANG, None, action="list", listed=listed("register", "", [PETITION]))
    base = f"/api/v1/offices/{OFFICE}"
    one = client.get(f"{base}/petitions/{PETITION}/access").json()
    assert [(each["person"], each["list"] is not None) for each in one["records"]] == [("李文", False), ("王芳", True)]
    by = client.get(f"{base}/access", params={"person": "李文"}).json()
    assert [each["petition"] for each in by["records"]] == [str(PETITION)]
    assert client.get(f"{base}/access").status_code == 422
    assert client.get(f"{base}/access/unusual").json()["office"] == OFFICE
    assert client.get(f"{base}/access/unusual", params={"first": "2026-02-02", "last": "2026-01-01"}).status_code == 422
    assert client.get("/api/v1/offices/nowhere/access", params={"person": "李文"}).status_code == 404


def test_a_years_log_has_its_checkpoint_tiles_keys_and_receipts_over_http(archive: Archive, client: TestClient) -> None:
    done = archive.read(LI)
    base = f"/api/v1/offices/{OFFICE}/access-log/{archive.log.removeprefix('access-')}"
    note = client.get(f"{base}/checkpoint")
    assert (note.status_code, note.text.split("\n")[1]) == (200, "2")
    assert note.text.split("\n")[0].endswith(f"/{OFFICE}/{archive.log}")
    assert client.get(f"{base}/keys").json()["log"] == archive.log
    assert len(client.get(f"{base}/tile/0/000.p/2").content) == 64
    receipt = client.get(f"{base}/receipts/{done.position}").json()
    assert (receipt["log"], receipt["position"]) == (archive.log, done.position)
    for wrong in ("access-log/1999/checkpoint", "access-log/x/keys", "access-log/1999/receipts/1"):
        assert client.get(f"/api/v1/offices/{OFFICE}/{wrong}").status_code == 404


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command of `zhuoluo access` on the instance of the archive: its code, and what it printed."""

    def opened() -> Any:
        return nullcontext(archive.instance)

    monkeypatch.setattr(access, "opened", opened)

    def run_it(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(("access", *arguments))
        return int(ended.value.code or 0), capsys.readouterr().out

    return run_it


def test_the_command_answers_by_number_person_and_rule(archive: Archive, run: Run) -> None:
    archive.read(LI, purpose="audit")
    archive.read(LI, demanded=True, purpose="")
    code, out = run(str(PETITION), "-o", OFFICE, "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert [(each["person"], each["purpose"], each["allowed"]) for each in said["records"]] == [
        ("李文", "审计", True),
        ("李文", "", True),
    ]
    code, out = run("by", "李文", "-o", OFFICE)
    assert code == 0
    assert out.count("李文") >= 2
    code, out = run("unusual", "-o", OFFICE, "--begins", "00:00", "--ends", "23:59:59", "--format", "json")
    assert code == 0
    assert "no_purpose" in {each["rule"] for each in json.loads(out)}
    assert run("reindex", "-o", OFFICE)[0] == 0
    assert run("unusual", "-o", OFFICE, "--begins", "25:00")[0] == 2


def test_the_command_that_drops_a_year_refuses_the_running_one(archive: Archive, run: Run) -> None:
    archive.read(LI)
    year = archive.log.removeprefix("access-")
    assert run("drop", OFFICE, year, "--approved-by", "甲", "--approved-by", "乙", "--reason", "期满")[0] == 1
    assert archive.verified(archive.log).verified.sound


def test_no_personal_data_of_a_petitioner_stands_in_an_access_log(archive: Archive) -> None:
    """What a list was asked by is personal; what is stored of it holds neither the words nor their encoded forms."""
    text = canonical(archive.instance.keys, OFFICE, {"name": "王小明", "phone": "13912345678"}, {"name", "phone"})
    archive.read(LI, None, action="search", listed=listed("search", text, [PETITION]))
    with psycopg.connect(archive.database.conninfo) as connection:
        rows = connection.execute(f'SELECT content FROM ledger."{archive.log}/{OFFICE}"'.encode()).fetchall()
    stored = b"".join(bytes(row[0]) for row in rows)
    for planted in ("王小明".encode(), b"\\u738b", b"%E7%8E%8B", b"13912345678"):
        assert planted not in stored
    assert "李文".encode() in stored, "control: it would be seen"
