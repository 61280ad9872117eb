"""From what can go wrong to a sentence on standard error and an exit code."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import suppress
from shutil import disk_usage

import click
import psycopg

from domain.access_record import BadRecord
from domain.calendar import MalformedYear
from domain.codelist import BadCodeList
from domain.deciding import Refused
from domain.report_content import BadReport
from domain.rulebook_reader import BadRulebook
from service.access_log.dropping import NotOwner
from service.api.server import PortTaken
from service.attachments.handing_out import Erased, NotReleased, UnknownAttachment
from service.attachments.kinds import WrongKind
from service.attachments.sealed import Damaged
from service.attachments.store import Missing, StoreFull
from service.attachments.taking import Empty, TooLarge
from service.attachments.taking import TooMany as TooManyFiles
from service.backups.apart import TooNear
from service.backups.holding import AlreadyRestored, NotRestoring
from service.backups.manifest import BadBackup
from service.backups.programs import NoTools, ToolFailed
from service.backups.restoring import NoKeys, NotEmpty
from service.backups.resuming import Unasked
from service.backups.taking import Inside
from service.bench.scratch import BenchRefused
from service.cli.printing import note
from service.codes import UnknownList
from service.database import DatabaseRefused
from service.desk import Changed
from service.documents.own_templates import BadFile
from service.documents.typesetting import BadTemplate, Unprintable
from service.evidence.calling import Unreached
from service.evidence.kept import DamagedHead
from service.evidence.note import BadNote
from service.evidence.proofs import Unprovable
from service.evidence.receipts import NoSuchPosition
from service.evidence.rotating import KeyInUse
from service.evidence.signing import NothingToSign
from service.evidence.signing import Refused as NotSigned
from service.exchange.mapping import BadMapping
from service.feeds.subscribing import UnknownSubscription
from service.instance_keys import KeyHeld
from service.keys import BadKey
from service.keystore.server import StoreUnavailable
from service.keystore.shelves import SubjectDestroyed
from service.ledger.head import UnknownLog
from service.ledger.submission import ClockRefused, LedgerError, Unavailable
from service.migrations import MigrationError
from service.moving.exporting import Unsettled
from service.moving.importing import OfficeThere
from service.moving.receiver import BadReceiver
from service.moving.sealed import BadPackage
from service.offices import UnknownOffice
from service.organisation_file import BadOrganisation
from service.postgres import PostgresError
from service.projector.breaking_off import RebuildBrokenOff
from service.projector.following import Behind
from service.readmodels.asking import BadQuestion
from service.readmodels.petition import UnknownPetition
from service.reports.reading import UnknownReport
from service.scenarios.installation import NotStarted
from service.scenarios.reading import BadScenario
from service.scenarios.transport import NoAnswer
from service.settings import Settings, SettingsError
from service.signin.errors import (
    BadCode,
    BadProviders,
    Busy,
    SignInFailed,
    TooMany,
    UnknownAccount,
    UnknownProvider,
    Unreachable,
)
from service.transfers.naming import BadCard
from service.transfers.parcel import BadParcel
from service.transfers.passing import UnknownPartner
from service.witness.checking import Unjudged
from service.witness.home import Occupied, WitnessError

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
    UnknownReport: NO,
    Unprintable: NO,
    BadTemplate: NO,
    BadFile: NO,
    UnknownSubscription: NO,
    UnknownPartner: NO,
    BadCard: NO,
    BadParcel: NO,
    BadReport: NO,
    BadPackage: NO,
    BadReceiver: NO,
    OfficeThere: NO,
    Unsettled: NO,
    Changed: NO,
    UnknownAttachment: NO,
    NotReleased: NO,
    Erased: NO,
    WrongKind: NO,
    Empty: NO,
    TooLarge: NO,
    TooManyFiles: NO,
    Missing: NO,
    Damaged: NO,
    StoreFull: UNAVAILABLE,
    Unjudged: USAGE,
    Unreached: UNAVAILABLE,
    WitnessError: NO,
    Occupied: UNAVAILABLE,
    sqlite3.OperationalError: UNAVAILABLE,
    BadNote: NO,
    UnknownLog: NO,
    BadKey: NO,
    BadRecord: NO,
    NotOwner: UNAVAILABLE,
    SubjectDestroyed: NO,
    StoreUnavailable: UNAVAILABLE,
    KeyHeld: NO,
    KeyInUse: NO,
    NotSigned: NO,
    BadBackup: NO,
    NotEmpty: NO,
    NoKeys: NO,
    NotRestoring: NO,
    AlreadyRestored: NO,
    Unasked: UNAVAILABLE,
    TooNear: USAGE,
    Inside: USAGE,
    NoTools: UNAVAILABLE,
    ToolFailed: UNAVAILABLE,
    NothingToSign: NO,
    NoSuchPosition: NO,
    DamagedHead: NO,
    Unprovable: NO,
    ClockRefused: UNAVAILABLE,
    Unavailable: UNAVAILABLE,
    LedgerError: NO,
    Behind: UNAVAILABLE,
    SignInFailed: NO,
    TooMany: UNAVAILABLE,
    Busy: UNAVAILABLE,
    BadCode: NO,
    UnknownAccount: NO,
    UnknownProvider: NO,
    BadProviders: USAGE,
    Unreachable: UNAVAILABLE,
    RebuildBrokenOff: UNAVAILABLE,
    PortTaken: UNAVAILABLE,
    DatabaseRefused: UNAVAILABLE,
    PostgresError: UNAVAILABLE,
    MigrationError: UNAVAILABLE,
    psycopg.OperationalError: UNAVAILABLE,
    psycopg.errors.ReadOnlySqlTransaction: UNAVAILABLE,
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
