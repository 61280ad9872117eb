"""The whole look, one check after the other; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from psycopg import Connection

from service.doctor import acting, backed_up, guards, server
from service.doctor.checks import MISSING, OK, Check, Service
from service.doctor.grants import grants
from service.doctor.keyfolder import kek, keys


def examined(
    connection: Connection[Any],
    service: Service,
    home: Path,
    kek_files: Sequence[Path] = (),
    shred_list: Path | None = None,
) -> list[Check]:
    """Every check. Without the schema of this program the walls, which are part of it, are not looked for."""
    beside = (keys(home / "keys"), kek(home, kek_files), backed_up.backup(home), backed_up.shred_list(shred_list))
    return [*_examined(connection, service), *beside]


def well(checks: Sequence[Check]) -> bool:
    """Nothing is wrong; what cannot be had here may be lacking."""
    return all(check.state != MISSING for check in checks)


def _examined(connection: Connection[Any], service: Service) -> Iterator[Check]:
    yield server.version(connection)
    yield from server.settings(connection)
    yield server.logged(connection)
    schema = server.schema(connection)
    yield schema
    if schema.state == OK:
        yield acting.present(connection)
        yield acting.powers(connection)
        yield acting.owner_is_nobody(connection)
        yield acting.acting(connection, service)
        yield acting.reading(connection)
        yield acting.login(connection, service)
        yield guards.owned(connection)
        yield guards.triggers(connection)
        yield guards.functions(connection)
        yield guards.nothing_beside(connection)
        yield guards.event_triggers(connection)
        yield grants(connection)
