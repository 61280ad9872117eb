"""The OpenAPI 3.1 document: the framework's account of the routes, with the schemas of our own structs."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from msgspec import Struct

from domain.documents.kinds import KINDS
from domain.layouts.catalogue import LAYOUTS
from domain.periods import CALLED
from service.api import (
    access,
    accountability,
    attachments,
    cases,
    codes,
    documents,
    entered,
    erasures,
    exchange,
    feed,
    health,
    issuing,
    lists,
    log,
    numbers,
    office_answers,
    office_bodies,
    offices,
    papers,
    readings,
    receptions,
    reminders,
    repeats,
    replays,
    reports,
    seen_by,
    signin_bodies,
    statistics,
    subscriptions,
)
from service.api.answers import Recorded
from service.api.bodies import BODIES
from service.api.deprecation import GOING, marked
from service.api.described import SCHEMAS
from service.api.problems import Problem
from service.evidence.receipts import Receipt
from service.layouts.telling import LayoutSaid
from service.readiness import Ready
from service.registers.kinds import REGISTERS
from service.reports.bundle import Bundle
from service.status import Status
from service.web.query import api as query

VERSION = "3.1.0"
INTRODUCTION = """
着落：信访登记与办理的可验证台账。A register of letters, visits and calls whose every event can be proved.

* **Commands** 办理: one POST for each verb. What a rule forbids is answered with 409 and every clause that refused.
  `Idempotency-Key`: the same key again is answered as the first time, also after the petition was closed; with
  another body it is 422. `If-Match`: only if the petition is still at that version (412).
* **Reading** 查询: every answer has a `basis`, the position of the ledger and the day it is judged on. `position` or
  `as_of` asks what was known then, `on` what had happened and was overdue on a day. A reader sees its own writes,
  or 503: never an older state.
* **Lists** go on with `cursor`. **Problems** are RFC 9457 documents that name every field or clause.
* A petition is named by its id, its register number or the id of its source.

Without accounts the server answers this computer only, to whoever is at it; with accounts, `POST /session` or a token
comes first.
"""

TAGS = (
    ("offices", "机构 offices: who is who, their rulebooks, calendars and clocks"),
    ("receptions", "接待 who receives when, what came of it, appointments"),
    ("petitions: commands", "办理 what is done to a petition"),
    ("petitions: reading", "查询 one petition and its history"),
    ("lists", "清单 the register, what is open, overdue, owed, broken"),
    ("feeds", "事件 events for other systems: asked for by position, or delivered to where they are wanted"),
    ("exchange", "机构间交换 what goes to other offices and comes from them: partners, the book, packages"),
    ("statistics", "统计 the figures of a period, the facts behind them, days taken, comparisons"),
    ("reports", "统计报表 frozen reports: drafted, checked, signed off, sent, verified; received from below"),
    ("query", "信访人查询 what a petitioner may ask with number and query code"),
    ("log", "日志与证据 the log as others check it: signed heads, tiles, keys, receipts"),
    ("access", "查阅留痕 who has read what, what was unusual, the logs of it as others check them"),
    ("accountability", "着落与结果 where everything stands, and what should be looked into"),
    ("sign-in", "登录 sign-in: one's own session, password and second factor; accounts and tokens of an office"),
    ("health", "运行 whether the server works"),
)
ANSWERS: tuple[type[Struct], ...] = (
    Problem,
    Recorded,
    attachments.AttachmentList,
    office_answers.OfficeSaid,
    office_answers.OfficesSaid,
    office_answers.OfficeRecorded,
    codes.CodeListsSaid,
    codes.CodeListSaid,
    cases.PetitionSaid,
    cases.History,
    cases.Explanation,
    documents.DocumentList,
    replays.ReplaySaid,
    replays.CompareSaid,
    repeats.CandidatesSaid,
    numbers.NumbersSaid,
    readings.ReadingsSaid,
    receptions.ReceptionsSaid,
    receptions.AppointmentsSaid,
    papers.ChecklistsSaid,
    papers.AnalysesSaid,
    lists.PetitionList,
    lists.DutyList,
    lists.BreachList,
    entered.LateList,
    entered.ExcusedList,
    reminders.ReminderList,
    reminders.PeriodReminderList,
    reminders.OrphanList,
    erasures.ErasuresSaid,
    feed.FeedSaid,
    *subscriptions.ANSWERS,
    *exchange.ANSWERS,
    reports.ReportsSaid,
    reports.ReportSaid,
    reports.VerifiedSaid,
    Bundle,
    log.LogKeysSaid,
    Receipt,
    statistics.PeriodSaid,
    statistics.FactsSaid,
    statistics.DaysSaid,
    statistics.ComparisonSaid,
    statistics.RatesSaid,
    statistics.TrendsSaid,
    statistics.DifferenceSaid,
    LayoutSaid,
    accountability.AccountabilitySaid,
    accountability.SeveralSaid,
    accountability.AccountList,
    access.ReadsOfPetition,
    access.ReadsOfPerson,
    access.UnusualSaid,
    seen_by.SeenBySaid,
    health.Alive,
    Ready,
    Status,
    *signin_bodies.ANSWERS,
    query.QueryAnswer,
    query.QueryCodeSaid,
)
OFFICE_BODIES: tuple[type[Struct], ...] = (
    offices.OfficeBody,
    offices.CalendarBody,
    offices.ClockBody,
    office_bodies.RulebookBody,
    codes.CodesBody,
    office_bodies.EVENTS_BODY,
    *office_bodies.BODIES.values(),
    *reports.BODIES,
    issuing.IssueBody,
    *signin_bodies.BODIES,
    query.QueryBody,
    *erasures.BODIES,
    *subscriptions.BODIES,
    *exchange.BODIES,
)

PATHS: dict[str, dict[str, Any]] = {
    "office": {
        "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,32}$"},
        "description": "机构代码",
        "example": "yimin",
    },
    "log_position": {
        "schema": {"type": "string", "pattern": "^[0-9]{1,16}$"},
        "description": "position in the log 日志位置",
        "example": "1",
    },
    "year": {
        "schema": {"type": "string", "pattern": "^[0-9]{4}$"},
        "description": "year of the records 年度",
        "example": "2026",
    },
    "tile": {
        "schema": {"type": "string", "maxLength": 100},
        "description": "LEVEL/N[.p/W] or entries/N[.p/W], as C2SP tlog-tiles spells them 树的块",
        "example": "0/000.p/1",
    },
    "petition": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "id, register number or id of the source 信访件编号",
    },
    "attachment": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 36},
        "description": "id of an attachment, or the beginning of it 附件",
        "example": "1d6f5c1e",
    },
    "document": {
        "schema": {"type": "string", "enum": list(KINDS)},
        "description": "which document 文书种类",
        "example": "registration",
    },
    "number": {
        "schema": {"type": "integer", "minimum": 1},
        "description": "删除提请的编号 the number of a proposal of erasure",
        "example": 1,
    },
    "period": {
        "schema": {"type": "string", "minLength": 4, "maxLength": 22},
        "description": f"统计期间 a period: {CALLED}",
        "example": "2026-01",
    },
    "layout": {
        "description": "a layout 统计表式",
        "schema": {"type": "string", "enum": list(LAYOUTS)},
    },
    "register": {
        "description": "a register or ledger 台账",
        "schema": {"type": "string", "enum": list(REGISTERS)},
    },
    "report": {
        "schema": {"type": "string", "minLength": 6, "maxLength": 64},
        "description": "编号 the id of a report",
        "example": "2026-01-1",
    },
    "duty": {
        "schema": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "description": "entry of the rulebook 事项",
        "example": "answer_hall",
    },
    "code_list": {
        "schema": {"type": "string", "pattern": "^[a-z_]{1,64}$"},
        "description": "id of a code list 代码表",
        "example": "content_classes",
    },
    "partner": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "id, name or unit of an office exchanged with 交换机构",
        "example": "xian",
    },
    "what": {
        "schema": {"type": "string", "enum": list(accountability.NAMES)},
        "description": "a part or a flag 清单",
        "example": "not-landed",
    },
    **{
        name: {
            "schema": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
            "description": f"id of {words}",
            "example": "0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01",
        }
        for name, words in (
            ("account", "an account 账号"),
            ("session", "a session 会话"),
            ("token", "a token 令牌"),
            ("subscription", "a subscription 订阅"),
        )
    },
    "month": {
        "schema": {"type": "string", "pattern": "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"},
        "description": "YYYY-MM",
        "example": "2026-01",
    },
}
"""What the parts of an address may be."""


def install(app: FastAPI) -> None:
    """Makes `app.openapi` give the whole document, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def document(app: FastAPI) -> dict[str, Any]:
    said = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=VERSION,
        description=app.description,
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in TAGS],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    said["components"] = {"schemas": schemas()}
    for operations in said["paths"].values():
        for operation in operations.values():
            operation["parameters"] = [_parameter(each) for each in operation.get("parameters", ())]
    marked(said, GOING)
    return said


def schemas() -> dict[str, Any]:
    """The schemas of all bodies and answers, by the names of their structs."""
    structs = {*ANSWERS, *OFFICE_BODIES, *BODIES.values()}
    ordered = sorted(structs, key=lambda struct: struct.__name__)
    _, components = msgspec.json.schema_components(ordered, ref_template=SCHEMAS + "{name}")
    return dict(sorted(components.items()))


def _parameter(said: dict[str, Any]) -> dict[str, Any]:
    if said.get("in") != "path":
        return said
    return {"name": said["name"], "in": "path", "required": True, **PATHS[said["name"]]}
