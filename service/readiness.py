"""Whether an instance can work: the database answers at the schema of this program, the read models follow."""

from __future__ import annotations

from msgspec import Struct

from projections.catalog import ALL
from service.runtime import Instance
from service.status import OfficeStatus, Status, status

READY_SECONDS = 2.0
"""Whoever asks whether the instance is ready does not wait long for the answer."""


class Lag(Struct, frozen=True):
    """How far the read models of an office have come in its ledger; `lag` is how many lines are missing.

    `failing`: those that stand still, each with the position and the kind of error; "" when nothing is wrong.
    """

    office: str
    position: int
    read_models: int
    lag: int
    failing: str = ""


class Ready(Struct, frozen=True):
    """The state of the parts. `missing`: migrations of this program that the database lacks or has otherwise."""

    database: str
    migrations: int
    missing: tuple[str, ...]
    offices: tuple[Lag, ...]

    @property
    def ready(self) -> bool:
        return not self.missing


def looked_at(instance: Instance) -> Status:
    """How the instance stands. Raises psycopg.OperationalError when the database does not answer."""
    with instance.pool.connection(timeout=READY_SECONDS) as connection:
        return status(connection)


def readiness(instance: Instance) -> Ready:
    """The same in short. Raises psycopg.OperationalError when the database does not answer."""
    found = looked_at(instance)
    return Ready(found.database, found.migrations, found.missing, tuple(map(_lag, found.offices)))


def _lag(office: OfficeStatus) -> Lag:
    names = {projection.name for projection in ALL}
    models = [model for model in office.models if model.name in names]
    read = min(model.position for model in models)
    stops = [(model.name, model.stopped) for model in office.models if model.stopped]
    failing = ", ".join(f"{name} at {stop.position}: {stop.error}" for name, stop in stops)
    return Lag(office.office, office.position, read, office.position - read, failing)
