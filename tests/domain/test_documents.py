"""What official documents say is what the petition holds; what is missing for one is named."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.documents import content as d
from domain.documents.kinds import KINDS
from domain.documents.making import content
from domain.values import Details
from tests.domain.documented import LETTER, PETITIONER, case, lived, missing, received
from tests.domain.scenario import HANDLER


def test_a_document_that_nobody_knows_is_refused_with_those_there_are() -> None:
    assert missing("poem", lived()) == [f"no such document: poem; there are {', '.join(KINDS)}"]


@pytest.mark.parametrize(("kind", "event"), [
    ("registration", "Registered"), ("acceptance", "accepted"), ("slip", "forwarded"),
    ("extension", "extension granted"), ("opinion", "drafted"),
])  # fmt: skip
def test_what_a_document_rests_on_has_to_have_happened(kind: str, event: str) -> None:
    (reason,) = missing(kind, received())
    assert reason.startswith(KINDS[kind].en + " rests on ")
    assert event.lower() in reason.lower()


def test_a_version_that_is_no_such_event_carries_no_document() -> None:
    (reason,) = missing("acceptance", lived(), of=1)
    assert "version 1 is none" in reason


def test_the_notice_of_acceptance_says_what_was_received_and_until_when_it_is_handled() -> None:
    said = content("acceptance", case(lived()))
    assert said == d.Acceptance(
        petitioner="王𠮷",
        title="安置房渗漏",
        channel="来信",
        received=date(2026, 3, 2),
        accepted=date(2026, 3, 5),
        unit="后扶科",
        limit=date(2026, 5, 6),
    ), "sixty days from the acceptance (4 May falls into the holidays), as was promised then and not as extended later"


def test_the_notice_of_extension_says_both_ends_and_the_reason() -> None:
    said = content("extension", case(lived()))
    assert isinstance(said, d.Extension)
    assert (said.before, said.limit, said.granted) == (date(2026, 5, 6), date(2026, 6, 3), date(2026, 4, 22))
    assert said.reason == "需委托第三方检测。"


def test_the_slip_says_who_hands_what_to_whom_and_how_the_petitioner_is_reached() -> None:
    said = content("slip", case(lived()))
    assert isinstance(said, d.Slip)
    assert (said.mode, said.sender, said.target, said.sent) == ("forward", "信访科", "后扶科", date(2026, 3, 4))
    assert [(row.label, row.value) for row in said.petitioner] == [
        ("姓名", "王𠮷"), ("电话", "13800001111"), ("住址", "瑶山乡河畔新村12栋302室"),
    ]  # fmt: skip
    assert [(each.name, each.text) for each in said.instructions] == [("倪虹", "请认真核查。")]


def test_before_anything_is_served_the_proof_of_service_is_a_form_and_afterwards_a_record() -> None:
    told = lived()
    form = content("service", case(told))
    assert isinstance(form, d.Service)
    assert (form.paper, form.paper_number, form.served, form.signed) == ("处理意见书", "处理〔2026〕3号", None, None)
    told.when(
        c.Serve(document="opinion", mode="直接送达", signed=True, document_number="处理〔2026〕3号"),
        "2026-05-15",
        by=HANDLER,
    )
    proof = content("service", case(told))
    assert isinstance(proof, d.Service)
    assert (proof.mode, proof.served, proof.signed, proof.deliverer) == ("直接送达", date(2026, 5, 15), True, "柳青")


def test_the_registration_sheet_holds_every_field_and_why_one_is_empty() -> None:
    said = content("registration", case(lived()))
    assert isinstance(said, d.Registration)
    cells = {cell.label: cell.value for row in said.rows for cell in row}
    assert cells["姓名"] == "王𠮷"
    assert cells["年龄"] == "拒绝提供"
    assert cells["内容分类"] == "房屋质量", "as the office's own list calls it"
    assert "携带材料" not in cells, "what is not asked for has no row where nothing is said"
    assert cells["反映的问题"] == LETTER.problem
    assert said.received == "2026-03-02 09:12"
    assert (said.registered, said.registrar) == (date(2026, 3, 2), "田甜")
    assert [each.text for each in (*said.proposals, *said.instructions)] == ["建议转后扶科。", "请认真核查。"]
    assert [each.text for each in said.result] == ["处理意见书"]


def test_after_it_was_taken_up_again_the_sheet_can_still_be_drawn_up_and_the_notices_of_before_can_not() -> None:
    told = lived()
    told.when(c.Serve(document="opinion", mode="直接送达", signed=True), "2026-05-15", by=HANDLER)
    told.when(c.Close(outcome="supported", legal_basis="条例"), "2026-05-20", by=HANDLER)
    told.when(c.Reopen(reason="复查责令重办", unit="后扶科"), "2026-06-20")
    said = content("registration", case(told))
    assert isinstance(said, d.Registration)
    assert (said.registered, said.proposals) == (date(2026, 3, 2), ())
    assert len(missing("acceptance", told)) == 1


def test_the_sheet_calls_an_outcome_as_the_rulebook_does() -> None:
    told = lived()
    told.when(c.Serve(document="opinion", mode="直接送达", signed=True), "2026-05-15", by=HANDLER)
    told.when(c.Close(outcome="supported", legal_basis="条例"), "2026-05-20", by=HANDLER)
    said = content("registration", case(told))
    assert isinstance(said, d.Registration)
    assert said.result[-1].text == "办结：请求有依据，予以支持"


def test_a_notice_needs_somebody_to_whom_it_is_addressed() -> None:
    told = received(replace(LETTER, petitioner=replace(PETITIONER, name=None), anonymous=True))
    told.when(c.Register(details=Details(not_given={"name": "unknown"})), "2026-03-02")
    told.when(c.Accept(), "2026-03-05")
    assert missing("acceptance", told) == ["the petitioner's name is missing"]
