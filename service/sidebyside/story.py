"""The petition told once for all offices: what happens, on which day, by whom, and what is tried on the way.

A leaking roof, in January 2026 (the year's holidays are published). The main telling is a letter, from its receipt to
its file; the same matter also comes as a visit of six people, as a call, handed down by the city's petition office,
and as an accusation, each as far as the offices differ there. What is tried is decided and never written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain.values import Details, Person
from service.sidebyside.offices import CONTENT_CLASS, DEPUTY, HEAD, PLACE, House

WRITER = UUID(int=101)
BASIS = "《住宅专项维修资金管理办法》"


class Act(Struct, frozen=True):
    """One act of somebody at a local time. `tried`: the words for what is only tried, "" for what is done."""

    at: str
    by: str
    command: Callable[[House], c.Act]
    tried: str = ""


class Scene(Struct, frozen=True):
    """One way in which the matter comes in, and what is done with it."""

    id: str
    title: str
    acts: tuple[Act, ...]


def _done(at: str, by: str, command: c.Act) -> Act:
    return Act(at, by, lambda _house: command)


def _tried(at: str, by: str, command: c.Act, words: str) -> Act:
    return Act(at, by, lambda _house: command, words)


def _forward(house: House) -> c.Act:
    return c.Forward(target=house.unit, target_kind="section")


def _sign(house: House) -> c.Act:
    return c.SignFor(unit=house.unit)


def _close(house: House) -> c.Act:
    """A book without outcomes of its own closes by the one it has."""
    return c.Close(outcome="recorded" if house.book == "plain" else "supported", legal_basis=BASIS)


def _accusation(house: House) -> c.Act:
    known = Details(petitioner=_BARE, problem=_PROBLEM, purpose="accusation", accused_units=(house.unit,))
    return c.Receive(channel="letter", details=known)


def _register_accusation(house: House) -> c.Act:
    """The place would make the section that is accused responsible; so somebody else is named."""
    return c.Register(details=replace(_SHEET, responsible_unit=house.desk))


_PROBLEM = "安置房顶层渗漏，多次维修未果。"
_BARE = Person(id=WRITER, name="焦桂英")
_KNOWN = Person(
    id=WRITER,
    name="焦桂英",
    sex="女",
    age="58",
    occupation="农民",
    politics="群众",
    address="河口镇上坝村",
    phone="13800001111",
)
_CROWD = tuple(Person(id=UUID(int=110 + nth), name=name) for nth, name in enumerate(("岳峰", "盛夏", "聂平")))
_SHEET = Details(petitioner=_KNOWN, problem_place=PLACE, demand="彻底维修。")
_JUDGED = Details(
    importance="important", urgent=False, procedure="petition", purpose="claim", content_class=CONTENT_CLASS
)
_RESULT = c.Answer(reply_kind="result", text="三月底前完成防水重做。")

LETTER = Scene(
    "letter",
    "a letter, received on Friday, 16 January 2026",
    (
        _done(
            "2026-01-16 09:00",
            "clerk",
            c.Receive(channel="letter", details=Details(petitioner=_BARE, problem=_PROBLEM)),
        ),
        _tried("2026-01-16 09:05", "clerk", c.Open(), "opened without a word on envelope and stamp"),
        _done("2026-01-16 09:10", "clerk", c.Open(envelope="完好", stamp="完好", bound_together=True)),
        Act("2026-01-16 09:20", "clerk", _forward, "passed on before it is registered"),
        _tried("2026-01-16 09:25", "clerk", c.Register(), "registered with name and problem only"),
        _done("2026-01-16 09:30", "clerk", c.Register(details=_SHEET)),
        Act("2026-01-16 09:40", "clerk", _forward, "passed on at once, neither judged nor put before a leader"),
        _done("2026-01-16 10:00", "clerk", c.Classify(details=_JUDGED)),
        _done("2026-01-16 10:30", "clerk", c.Propose(text="拟请业务单位现场查看。")),
        _tried("2026-01-16 10:40", "clerk", c.Submit(to=DEPUTY), "put before the deputy although it is important"),
        _done("2026-01-16 11:00", "clerk", c.Submit(to=HEAD)),
        _tried(
            "2026-01-16 15:00", "chief", _RESULT, "answered by the section before anybody instructed or passed it on"
        ),
        _done("2026-01-19 09:00", "head", c.Instruct(text="请现场查看，限期答复。")),
        Act("2026-01-19 10:00", "clerk", _forward),
        Act("2026-01-20 09:00", "chief", _sign),
        _done("2026-01-20 10:00", "clerk", c.Accept()),
        _done("2026-01-21 09:00", "clerk", c.Notify(notice="receipt", mode="当面")),
        _tried("2026-01-22 09:00", "chief", _RESULT, "answered on the merits before the facts are found"),
        _done("2026-02-02 15:00", "chief", c.Report(finding="屋面防水层老化，渗漏属实。")),
        _tried(
            "2026-03-10 09:00",
            "deputy",
            c.Extend(duty="handle", reason="须鉴定", days=30),
            "the sixty days extended by the deputy",
        ),
        _tried(
            "2026-03-10 09:30",
            "head",
            c.Extend(duty="handle", reason="须鉴定", days=31),
            "extended by the head by thirty-one days",
        ),
        _done("2026-03-10 10:00", "head", c.Extend(duty="handle", reason="须鉴定", days=30)),
        Act("2026-03-11 09:00", "clerk", _close, "closed before it is answered"),
        _done("2026-03-19 10:00", "chief", _RESULT),
        Act("2026-03-19 11:00", "clerk", _close, "closed before the answer has reached the writer"),
        _done("2026-03-20 09:00", "chief", c.Serve(document="answer", mode="当面", signed=True)),
        _tried("2026-03-20 10:00", "clerk", c.Close(outcome="supported"), "closed without the basis in law"),
        Act("2026-03-20 11:00", "clerk", _close),
        _tried(
            "2026-03-25 09:00", "clerk", c.Archive(file_number="2026-1"), "archived without catalogue and retention"
        ),
        _done(
            "2026-03-25 10:00",
            "clerk",
            c.Archive(
                file_number="2026-1",
                location="档案室",
                catalogue=("登记表", "批示", "答复"),
                retention="30年",
                archive_decision="存档",
            ),
        ),
    ),
)

_SIX = Details(petitioner=_KNOWN, problem=_PROBLEM, people=6, receivers=("田甜",))
_VISIT_SHEET = Details(
    receivers=("田甜", "罗辉"),
    representatives=_CROWD,
    problem_place=PLACE,
    demand="彻底维修。",
    papers_carried="照片六张",
    answer_given="已记录，将派人查看。",
)

VISIT = Scene(
    "visit",
    "six people come to the hall on the same day",
    (
        _done("2026-01-16 09:00", "clerk", c.Receive(channel="visit", place="hall", details=_SIX)),
        _tried(
            "2026-01-16 09:20",
            "clerk",
            c.Register(),
            "six people registered: one receiver, no representatives, no record of the talk",
        ),
        _done("2026-01-16 09:30", "clerk", c.Register(details=_VISIT_SHEET)),
        Act("2026-01-16 09:40", "clerk", _forward, "a visit passed on at once"),
        _done("2026-01-16 10:00", "clerk", c.Classify(details=_JUDGED)),
        _tried(
            "2026-01-16 10:10",
            "clerk",
            c.Forward(target="河口镇政府", mode="order", target_kind="outside_body", reason="问题发生地"),
            "the place of origin ordered to solve it, without a day",
        ),
        _done("2026-01-16 10:30", "clerk", c.Submit(to=HEAD)),
        _done("2026-01-16 11:00", "head", c.Instruct(text="请现场查看，限期答复。")),
        Act("2026-01-16 14:00", "clerk", _forward),
        Act("2026-01-16 15:00", "chief", _sign),
    ),
)

CALL = Scene(
    "call",
    "somebody rings up on the same day",
    (
        _done(
            "2026-01-16 09:00", "clerk", c.Receive(channel="call", details=Details(petitioner=_BARE, problem=_PROBLEM))
        ),
        _tried("2026-01-16 09:20", "clerk", c.Register(), "a call registered with name and problem only"),
        _done("2026-01-16 09:30", "clerk", c.Register(details=_SHEET)),
    ),
)

_FROM_CITY = Details(petitioner=_KNOWN, problem=_PROBLEM, problem_place=PLACE, assigner="市信访局")

ASSIGNED = Scene(
    "assigned",
    "the city's petition office assigns the letter on the same day, with a result due on 27 February 2026",
    (
        _done(
            "2026-01-16 09:00", "clerk", c.Receive(channel="letter", source="city_petition_office", details=_FROM_CITY)
        ),
        _tried("2026-01-16 09:20", "clerk", c.Register(), "an assigned matter registered without its number and day"),
        _done(
            "2026-01-16 09:30",
            "clerk",
            c.Register(
                details=Details(assigner_number="市信交〔2026〕3号", reply_by=date(2026, 2, 27), demand="彻底维修。")
            ),
        ),
        _done("2026-01-16 10:00", "clerk", c.Classify(details=_JUDGED)),
        _tried(
            "2026-01-16 10:10",
            "deputy",
            c.Instruct(text="阅处"),
            "an assigned matter signed before the section has proposed anything",
        ),
        _done("2026-01-16 10:30", "clerk", c.Propose(text="拟请业务单位现场查看。")),
        _done("2026-01-16 11:00", "clerk", c.Submit(to=HEAD)),
        _done("2026-01-19 09:00", "deputy", c.Instruct(text="请现场查看，限期答复。")),
        Act("2026-01-19 10:00", "clerk", _forward),
        Act("2026-01-20 09:00", "chief", _sign),
        _done("2026-01-21 09:00", "clerk", c.Notify(notice="receipt", mode="当面")),
        _done("2026-02-02 15:00", "chief", c.Report(finding="屋面防水层老化，渗漏属实。")),
        _tried(
            "2026-02-03 09:00",
            "clerk",
            c.ReportResult(text="已查明", to="assigner"),
            "the result reported up before the chief has approved it",
        ),
        _done(
            "2026-02-03 10:00", "chief", c.Answer(reply_kind="result", text="三月底前完成防水重做。", delivered=True)
        ),
        Act("2026-02-04 09:00", "clerk", _close, "closed before the assigning body has its report"),
    ),
)

ACCUSATION = Scene(
    "accusation",
    "a letter that accuses the section itself",
    (
        Act("2026-01-16 09:00", "clerk", _accusation),
        Act("2026-01-16 09:30", "clerk", _register_accusation),
        _done("2026-01-16 10:00", "clerk", c.Classify(details=Details(importance="ordinary", urgent=False))),
        _done("2026-01-16 10:30", "clerk", c.Submit(to=HEAD)),
        _done("2026-01-19 09:00", "head", c.Instruct(text="请核实。")),
        Act("2026-01-19 10:00", "clerk", _forward, "an accusation passed to the section that it accuses"),
    ),
)

SCENES = (LETTER, VISIT, CALL, ASSIGNED, ACCUSATION)
