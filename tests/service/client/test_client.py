"""What the client is for: acts, questions, pages, files, and problems as exceptions, at a real server."""

from __future__ import annotations

import asyncio
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from service.client import (
    AsyncClient,
    Changed,
    Client,
    Invalid,
    KeyReused,
    NotChanged,
    NotFound,
    Officer,
    Refused,
    SignedOut,
    Unexpected,
    Unreachable,
    act,
    acts,
    attach,
    correct,
    queries,
    reads,
    receive,
)
from service.client.call import asked
from service.client.retrying import NONE
from service.client.types import Details, FeedSaid, PetitionList, Recorded
from tests.service.attachments import files
from tests.service.client.between import Between
from tests.service.client.conftest import CLERK, OFFICE

TOKEN, WRONG = "zl_1", "zl_wrong"


def received(zhuoluo: Client, problem: str = "房屋漏水") -> Recorded:
    return zhuoluo.send(receive(OFFICE, acts.Receive(channel="letter", details=Details(problem=problem)), CLERK))


def test_what_is_recorded_is_read_back(zhuoluo: Client) -> None:
    made = received(zhuoluo)
    assert isinstance(made.recorded_at, datetime)
    said = zhuoluo.send(reads.petition(OFFICE, made.petition))
    assert (said.petition, said.version, said.channel) == (made.petition, made.version, "letter")
    assert said.details.problem == "房屋漏水"


def test_an_act_says_who_what_and_when(zhuoluo: Client) -> None:
    made = received(zhuoluo)
    call = act(OFFICE, made.petition, acts.Comment(text="已电话联系"), CLERK, occurred=made.recorded_at)
    assert zhuoluo.send(call).version == made.version + 1
    history = zhuoluo.send(reads.petition_history(OFFICE, made.petition))
    assert [event.event for event in history.events] == ["Received", "Commented"]


def test_what_was_recorded_wrongly_is_corrected(zhuoluo: Client) -> None:
    made = received(zhuoluo)
    right = acts.Receive(channel="visit", details=Details(problem="房屋漏水"))
    call = correct(OFFICE, made.petition, made.version, right, CLERK, occurred=made.recorded_at, reason="登记有误")
    zhuoluo.send(call)
    assert zhuoluo.send(reads.petition(OFFICE, made.petition)).channel == "visit"


def test_an_act_upon_a_version_that_is_past_is_refused_with_the_one_there_is(zhuoluo: Client) -> None:
    made = received(zhuoluo)
    comment = acts.Comment(text="甲")
    zhuoluo.send(act(OFFICE, made.petition, comment, CLERK).only_at(made.version))
    with pytest.raises(Changed) as found:
        zhuoluo.send(act(OFFICE, made.petition, comment, CLERK).only_at(made.version))
    assert found.value.version == made.version + 1


def test_what_a_rule_forbids_comes_with_reasons_and_clauses(zhuoluo: Client) -> None:
    made = received(zhuoluo)
    with pytest.raises(Refused) as found:
        zhuoluo.send(act(OFFICE, made.petition, acts.Reopen(reason="新材料"), CLERK))
    assert found.value.clauses
    assert all(reason.zh and reason.en for reason in found.value.reasons)


def test_what_cannot_be_meant_names_the_field(zhuoluo: Client) -> None:
    made = received(zhuoluo)
    with pytest.raises(Invalid) as found:
        zhuoluo.send(act(OFFICE, made.petition, acts.Comment(text="甲"), Officer(name=" ")))
    assert [fault.path for fault in found.value.errors] == ["$.actor.name"]


def test_a_petition_that_is_not_there_is_not_found(zhuoluo: Client) -> None:
    with pytest.raises(NotFound) as found:
        zhuoluo.send(reads.petition(OFFICE, "2026-99999"))
    assert found.value.kind == "no-such-petition"


def test_an_answer_that_is_none_of_the_api_is_unexpected(zhuoluo: Client) -> None:
    """The control of all that is decoded: a page where JSON should stand is no answer."""
    with pytest.raises(Unexpected):
        zhuoluo.send(asked("/offices/{office}/register", (OFFICE,), Recorded))


def test_a_list_is_gone_through_page_by_page_and_each_row_comes_once(zhuoluo: Client) -> None:
    made = [received(zhuoluo).petition for _ in range(5)]
    call = reads.register(OFFICE, queries.RegisterQuery(limit=2))
    assert [len(page.rows) for page in zhuoluo.pages(call)] == [2, 2, 1]
    assert sorted(row.petition for row in zhuoluo.rows(call)) == sorted(made)


def test_a_question_is_answered_as_known_at_a_position(zhuoluo: Client) -> None:
    first, _second = received(zhuoluo), received(zhuoluo)
    then = queries.RegisterQuery(position=first.positions[-1])
    assert [row.petition for row in zhuoluo.rows(reads.register(OFFICE, then))] == [first.petition]
    at = queries.RegisterQuery(as_of=first.recorded_at)
    page: PetitionList = zhuoluo.send(reads.register(OFFICE, at))
    assert page.basis.position >= first.positions[-1]


def test_the_feed_is_followed_to_its_end_and_unchanged_it_says_nothing_anew(zhuoluo: Client) -> None:
    for _ in range(3):
        received(zhuoluo)
    call = reads.feed(OFFICE, queries.FeedQuery(limit=2))
    items = list(zhuoluo.rows(call))
    assert [item.data.event for item in items if item.data.event == "Received"] == ["Received"] * 3
    last = list[FeedSaid](zhuoluo.pages(call))[-1]
    rest = zhuoluo.exchange(reads.feed(OFFICE, queries.FeedQuery(after=last.next)))
    assert rest.said.items == ()
    with pytest.raises(NotChanged):
        zhuoluo.send(reads.feed(OFFICE, queries.FeedQuery(after=last.next)).unless(rest.etag))


def test_a_file_goes_up_and_comes_down_as_it_was(zhuoluo: Client, tmp_path: Path) -> None:
    made = received(zhuoluo)
    scan = tmp_path / "来信 1.png"
    scan.write_bytes(files.png())
    zhuoluo.send(attach(OFFICE, made.petition, scan, CLERK, paper="letter"))
    (found,) = zhuoluo.send(reads.petition_attachments(OFFICE, made.petition)).attachments
    assert found.file_name == "来信 1.png"
    call = reads.petition_attachment_content(OFFICE, made.petition, str(found.id))
    back = zhuoluo.download(call, tmp_path / "back.png")
    assert back.read_bytes() == scan.read_bytes()
    assert zhuoluo.send(call) == scan.read_bytes()


def test_a_file_that_cannot_be_had_leaves_nothing_behind(zhuoluo: Client, tmp_path: Path) -> None:
    made = received(zhuoluo)
    with pytest.raises(NotFound):
        zhuoluo.download(reads.petition_attachment_content(OFFICE, made.petition, "00000000"), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_document_is_handed_out_as_pdf(zhuoluo: Client, tmp_path: Path) -> None:
    made = received(zhuoluo)
    zhuoluo.send(act(OFFICE, made.petition, acts.Register(), CLERK))
    listed = zhuoluo.send(reads.petition_documents(OFFICE, made.petition)).documents
    assert "registration" in {each.document for each in listed if not each.reasons}
    file = zhuoluo.download(reads.petition_document(OFFICE, made.petition, "registration"), tmp_path / "登记表.pdf")
    assert file.read_bytes().startswith(b"%PDF-")


def test_the_same_call_sent_twice_is_carried_out_once_and_says_so(zhuoluo: Client) -> None:
    call = receive(OFFICE, acts.Receive(channel="call"), CLERK)
    first, again = zhuoluo.exchange(call), zhuoluo.exchange(call)
    assert (first.repeated, again.repeated) == (False, True)
    assert first.said == again.said
    with pytest.raises(KeyReused):
        zhuoluo.send(receive(OFFICE, acts.Receive(channel="visit"), CLERK).under(str(call.key)))


def test_a_purpose_goes_with_what_is_read(zhuoluo: Client, between: Between) -> None:
    zhuoluo.send(reads.register(OFFICE), purpose="audit")
    assert between.seen[-1]["x-purpose"] == "audit"
    with Client(between.place, purpose="handling") as other:
        other.send(reads.register(OFFICE))
        assert between.seen[-1]["x-purpose"] == "handling"
        other.send(reads.register(OFFICE), purpose="supervision")
    assert between.seen[-1]["x-purpose"] == "supervision"


def test_a_token_goes_with_every_request_and_a_wrong_one_is_told(zhuoluo: Client, between: Between) -> None:
    with Client(between.place, token=WRONG) as other, pytest.raises(SignedOut) as found:
        other.send(reads.register(OFFICE))
    assert between.seen[-1]["authorization"] == f"Bearer {WRONG}"
    assert found.value.kind == "bad-token"
    assert zhuoluo.send(reads.register(OFFICE)).rows == ()


@pytest.mark.parametrize("place", ["http://10.0.0.1", "http://petitions.example:8000"])
def test_a_token_is_not_sent_in_the_clear_over_a_network(place: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Client(place, token=TOKEN)
    Client(place.replace("http", "https"), token=TOKEN).close()


@pytest.mark.parametrize("place", ["", "petitions.example", "ftp://petitions.example"])
def test_an_address_that_is_none_is_refused_at_once(place: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Client(place)


def test_an_empty_part_of_an_address_is_refused_before_it_means_another_address() -> None:
    """`/petitions/` with an empty petition would be the address of something else."""
    with pytest.raises(ValueError, match="empty"):
        reads.petition(OFFICE, "")


def test_a_number_with_a_slash_stays_one_part_of_the_address() -> None:
    assert reads.petition(OFFICE, "A/1").path == "/api/v1/offices/desk/petitions/A%2F1"
    assert reads.log_tile(OFFICE, "0/000.p/1").path == "/api/v1/offices/desk/log/tile/0/000.p/1"


def test_what_is_no_act_on_a_petition_is_not_sent_as_one() -> None:
    with pytest.raises(ValueError, match="receive"):
        act(OFFICE, "1", acts.Receive(channel="call"), CLERK)
    with pytest.raises(ValueError, match=r"acts\.Receive"):
        receive(OFFICE, acts.Comment(text="甲"), CLERK)


def test_where_nobody_answers_nothing_was_sent() -> None:
    with Client("http://127.0.0.1:9", patience=NONE) as zhuoluo, pytest.raises(Unreachable) as found:
        zhuoluo.send(reads.health())
    assert not found.value.sent


def test_the_awaited_client_does_the_same(zhuoluo: Client, between: Between, tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    scan.write_bytes(files.png())

    async def work() -> tuple[Any, ...]:
        async with AsyncClient(between.place) as awaited:
            made = await awaited.send(receive(OFFICE, acts.Receive(channel="call"), CLERK))
            await awaited.send(attach(OFFICE, made.petition, scan, CLERK, paper="evidence"))
            (found,) = (await awaited.send(reads.petition_attachments(OFFICE, made.petition))).attachments
            call = reads.petition_attachment_content(OFFICE, made.petition, str(found.id))
            back = await awaited.download(call, tmp_path / "back.png")
            rows = [row.petition async for row in awaited.rows(reads.register(OFFICE, queries.RegisterQuery(limit=1)))]
            with pytest.raises(NotFound):
                await awaited.send(reads.petition(OFFICE, "2026-99999"))
            with pytest.raises(NotFound):
                await awaited.download(reads.petition_attachment_content(OFFICE, made.petition, "0000"), tmp_path / "x")
            return made.petition, rows, sha256(back.read_bytes()).hexdigest()

    petition, rows, digest = asyncio.run(work())
    assert rows == [petition]
    assert digest == sha256(files.png()).hexdigest()
    assert zhuoluo.send(reads.petition(OFFICE, petition)).channel == "call"
