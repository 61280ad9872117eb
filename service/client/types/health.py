"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

__all__ = (
    "Alive", "HeadStatus", "JobsStatus", "Lag", "ModelStatus", "OfficeStatus", "Ready", "Status", "Stop",
    "Version",
)  # fmt: skip


class Alive(Struct, frozen=True, kw_only=True):
    """The server answers."""

    status: str = "alive"


class HeadStatus(Struct, frozen=True, kw_only=True):
    """A log of `size` events, signed up to `signed` and cosigned by a witness up to `cosigned`, 0 for never.

    `generation` counts its origins. `refused_by`: the signer or a witness, which refuses it at present, and why.
    """

    office: str
    log: str
    size: int
    signed: int
    generation: int
    signed_at: datetime | None
    cosigned: int
    refused_by: str | None
    reason: str | None
    refused_at: datetime | None


class JobsStatus(Struct, frozen=True, kw_only=True):
    """The jobs that wait, those of them that may run by now, those given up, and when the first of them may run."""

    waiting: int
    due: int
    failed: int
    first_at: datetime | None


class Lag(Struct, frozen=True, kw_only=True):
    """How far the read models of an office have come in its ledger; `lag` is how many lines are missing.

    `failing`: those that stand still, each with the position and the kind of error; "" when nothing is wrong.
    """

    office: str
    position: int
    read_models: int
    lag: int
    failing: str = ""


class Stop(Struct, frozen=True, kw_only=True):
    """The event that a read model cannot fold; `petition` is null for an event of the office.

    `error` and `place` are the kind of error and the place in the program, never its words.
    """

    position: int
    petition: UUID | None
    topic: str
    error: str
    place: str
    attempts: int
    since: str
    tried_at: datetime


class ModelStatus(Struct, frozen=True, kw_only=True):
    """A read model of an office: `lag` lines are missing, the oldest recorded at `missing_since`.

    `seconds` ago, where time is not replayed. `state`: current 最新, catching-up 追赶中, filling 首次填充 (it has
    never been current yet), stopped 已停.
    """

    name: str
    version: int
    position: int
    lag: int
    state: str
    missing_since: str | None
    seconds: float | None
    stopped: Stop | None


class OfficeStatus(Struct, frozen=True, kw_only=True):
    """How far the ledger of an office goes, and each of its read models."""

    office: str
    position: int
    models: tuple[ModelStatus, ...]


class Ready(Struct, frozen=True, kw_only=True):
    """The state of the parts. `missing`: migrations of this program that the database lacks or has otherwise."""

    database: str
    migrations: int
    missing: tuple[str, ...]
    offices: tuple[Lag, ...]


class Version(Struct, frozen=True, kw_only=True):
    """Tables that this program does not use; `unused`: nor has any other since `used_at`. `size` in bytes.

    While a rebuild is under way none is unused: it fills tables of its own.
    """

    schema: str
    name: str
    version: int
    used_at: datetime
    unused: bool
    size: int


class Status(Struct, frozen=True, kw_only=True):
    """The state of the parts.

    `missing` and `newer`: migrations that the database lacks or has otherwise than this program, and that the program
    lacks; with any of these nothing else is looked at. `versions`: tables of other versions of read models. `heads`:
    how far each log is signed and witnessed. `well`: nothing of all this calls for somebody.
    """

    database: str
    migrations: int
    missing: tuple[str, ...]
    newer: tuple[str, ...]
    rebuilding: bool = False
    offices: tuple[OfficeStatus, ...] = ()
    heads: tuple[HeadStatus, ...] = ()
    jobs: JobsStatus = JobsStatus(waiting=0, due=0, failed=0, first_at=None)
    versions: tuple[Version, ...] = ()
    well: bool = False
