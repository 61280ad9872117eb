"""From what can go wrong to a sentence on standard error and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from shutil import disk_usage

import click
import psycopg

from domain.calendar import MalformedYear
from domain.codelist import BadCodeList
from domain.deciding import Refused
from domain.rulebook_reader import BadRulebook
from service.api.server import PortTaken
from service.bench.scratch import BenchRefused
from service.cli.printing import note
from service.codes import UnknownList
from service.database import DatabaseRefused
from service.desk import Changed
from service.exchange.mapping import BadMapping
from service.ledger.submission import ClockRefused, LedgerError, Unavailable
from service.migrations import MigrationError
from service.offices import UnknownOffice
from service.organisation_file import BadOrganisation
from service.postgres import PostgresError
from service.projector.following import Behind
from service.readmodels.asking import BadQuestion
from service.readmodels.petition import UnknownPetition
from service.scenarios.installation import NotStarted
from service.scenarios.reading import BadScenario
from service.scenarios.transport import NoAnswer
from service.settings import Settings, SettingsError

OK, NO, USAGE, UNAVAILABLE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit codes: done; refused, rejected or damaged; wrongly asked; no database or clock; a fault of ours; Ctrl-C."""
DEBUG = "ZHUOLUO_DEBUG"
WAL_SEGMENT = 16 * 1024 * 1024
"""Bytes that PostgreSQL needs at once to go on writing."""

CODES: Mapping[type[Exception], int] = {
    SettingsError: USAGE,
    BadQuestion: USAGE,
    BadMapping: USAGE,
    BadScenario: USAGE,
    NoAnswer: NO,
    NotStarted: UNAVAILABLE,
    BadOrganisation: USAGE,
    BadRulebook: NO,
    BadCodeList: NO,
    UnknownList: NO,
    BenchRefused: UNAVAILABLE,
    MalformedYear: NO,
    UnknownOffice: NO,
    UnknownPetition: NO,
    Changed: NO,
    ClockRefused: UNAVAILABLE,
    Unavailable: UNAVAILABLE,
    LedgerError: NO,
    Behind: UNAVAILABLE,
    PortTaken: UNAVAILABLE,
    DatabaseRefused: UNAVAILABLE,
    PostgresError: UNAVAILABLE,
    MigrationError: UNAVAILABLE,
    psycopg.OperationalError: UNAVAILABLE,
    psycopg.InterfaceError: UNAVAILABLE,
}
"""The first kind that fits decides."""


def told(error: Exception) -> int:
    """Says what went wrong, without a traceback; returns the exit code."""
    if isinstance(error, Refused):
        for reason in error.reasons:
            note(f"不予办理 refused: {reason.clause}  {reason.zh}  {reason.en}")
        return NO
    if isinstance(error, click.ClickException):
        error.show(file=sys.stderr)
        return error.exit_code
    if isinstance(error, OSError) and not isinstance(error, psycopg.Error):
        note(f"错误 error: {error.strerror or error}: {error.filename or ''}")
        return NO
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), BROKEN)
    note(f"错误 error: {error}{_full_disk() if code == UNAVAILABLE else ''}" if code != BROKEN else _fault(error))
    return code


def _full_disk() -> str:
    """What the database cannot say any more when its disk is full: that this is so, and where; else nothing."""
    with suppress(SettingsError, OSError):
        settings = Settings.from_environment()
        if settings.database_url is None and disk_usage(settings.home).free < WAL_SEGMENT:
            return f"\n磁盘已满 no space left in {settings.home}: make room and start again"
    return ""


def _fault(error: Exception) -> str:
    if os.environ.get(DEBUG):
        raise error
    return f"内部错误 internal error: {type(error).__name__} (set {DEBUG}=1 to see where)"
